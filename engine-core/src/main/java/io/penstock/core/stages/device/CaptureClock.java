package io.penstock.core.stages.device;

/**
 * Gives captured blocks smooth times on the engine's clock: they follow the device's sample clock and lean towards the measured time by
 * 1/64 of the difference a block, which follows the drift of crystals and forgets the jitter of threads. A difference of more than
 * 60 ms starts anew.
 */
final class CaptureClock {
    private static final int LEAN = 64;
    private static final long JUMP_NS = 60_000_000L;

    private long nextNs;
    private boolean started;
    private boolean jumped;

    /** Time of the first sample of a block that was measured at {@code measuredNs} and lasts {@code durationNs}. */
    long timeOf(final long measuredNs, final long durationNs) {
        final long error = measuredNs - nextNs;
        jumped = started && Math.abs(error) > JUMP_NS;
        final long time = !started || jumped ? measuredNs : nextNs + error / LEAN;
        started = true;
        nextNs = time + durationNs;
        return time;
    }

    /** Whether the last block did not continue the one before. */
    boolean jumped() {
        return jumped;
    }
}
