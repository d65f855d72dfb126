package io.penstock.testkit;

/** Something that left a stage in a {@link StageHarness}, in the order in which it left. */
public sealed interface Captured permits CapturedFrame, CapturedEvent {
    /**
     * Which output it left by.
     *
     * @return index of the output port; of a sink, which has none, nothing is ever captured.
     */
    int port();

    /**
     * When it left.
     *
     * @return reading of the harness's clock in nanoseconds.
     */
    long emittedNs();
}
