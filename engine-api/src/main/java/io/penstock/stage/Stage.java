package io.penstock.stage;

import io.penstock.event.Event;

/**
 * A node of a graph. Authors implement one of the five kinds and write media code only: threads, queues, back-pressure, reference counts
 * and clocks are the engine's.
 *
 * <p>All callbacks of a stage come from one thread at a time, in the order {@code onStart}, frames and events, {@code close}. A stage
 * instance belongs to one graph. Callbacks may throw anything; what happens then is the graph's supervision policy.
 */
public sealed interface Stage extends AutoCloseable permits Source, Transform, InPlace, Sink, Junction {
    /**
     * What this stage is: ports, formats, latency, bounds. Pure; called before anything runs, always the same answer.
     *
     * @return the spec.
     */
    StageSpec spec();

    /**
     * Called once, on the stage's thread, before anything else. Allocate here.
     *
     * @param context what the engine offers.
     * @throws Exception when the stage cannot work; the graph does not start.
     */
    default void onStart(final StageContext context) throws Exception {
    }

    /**
     * An event from downstream.
     *
     * @param outPort index of the output port that it came in on.
     * @param event   the event.
     * @return true if handled here; false lets it travel on to whatever feeds this stage.
     */
    default boolean onUpstream(final int outPort, final Event.Upstream event) {
        return false;
    }

    /** Called once, on the stage's thread, after everything else, also when {@code onStart} failed. Gives back files, sockets, frames. */
    @Override
    default void close() {
    }
}
