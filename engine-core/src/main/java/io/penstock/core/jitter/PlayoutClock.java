package io.penstock.core.jitter;

import io.penstock.clock.Timebase;

/**
 * Maps RTP timestamps to the receiver's clock by the fastest packets: a timestamp's time is when a packet of it would have arrived without
 * queueing. The least offset of the last ten seconds counts, so that the map follows the drift of the two clocks. One thread.
 */
public final class PlayoutClock {
    private static final long WINDOW_NS = 5_000_000_000L;

    private final int clockRateHz;
    private boolean anchored;
    private long windowStartNs;
    private long currentNs;
    private long previousNs;

    /**
     * Creates a clock that knows nothing yet.
     *
     * @param clockRateHz RTP clock rate, positive.
     */
    public PlayoutClock(final int clockRateHz) {
        if (clockRateHz < 1) {
            throw new IllegalArgumentException("RTP clock rate " + clockRateHz + " Hz must be positive");
        }
        this.clockRateHz = clockRateHz;
    }

    /**
     * A packet arrived.
     *
     * @param units     its running timestamp.
     * @param arrivalNs when.
     */
    public void observe(final long units, final long arrivalNs) {
        final long offset = arrivalNs - Timebase.unitsToNs(units, clockRateHz);
        if (!anchored) {
            anchored = true;
            windowStartNs = arrivalNs;
            currentNs = offset;
            previousNs = offset;
        } else if (arrivalNs - windowStartNs >= WINDOW_NS) {
            windowStartNs = arrivalNs;
            previousNs = currentNs;
            currentNs = offset;
        } else {
            currentNs = Math.min(currentNs, offset);
        }
    }

    /**
     * When media of a timestamp is here at the soonest.
     *
     * @param units running timestamp.
     * @return nanoseconds on the receiver's clock.
     */
    public long arrivalNs(final long units) {
        return Math.min(currentNs, previousNs) + Timebase.unitsToNs(units, clockRateHz);
    }

    /**
     * Whether anything was observed.
     *
     * @return true if so.
     */
    public boolean isAnchored() {
        return anchored;
    }

    /** Forgets the past: another source follows. */
    public void reset() {
        anchored = false;
    }
}
