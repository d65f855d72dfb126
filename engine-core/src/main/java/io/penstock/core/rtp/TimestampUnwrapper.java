package io.penstock.core.rtp;

import io.penstock.clock.Timebase;

/**
 * Makes 32-bit RTP timestamps into running ones, each the nearest to the one before, and into nanoseconds by the clock rate. The first is
 * between 0 and 2³²−1.
 */
public final class TimestampUnwrapper {
    private final int clockRateHz;
    private boolean started;
    private long last;

    /**
     * Creates an unwrapper.
     *
     * @param clockRateHz RTP clock rate, positive.
     */
    public TimestampUnwrapper(final int clockRateHz) {
        if (clockRateHz < 1) {
            throw new IllegalArgumentException("RTP clock rate " + clockRateHz + " Hz must be positive");
        }
        this.clockRateHz = clockRateHz;
    }

    /**
     * Unwraps.
     *
     * @param timestamp RTP timestamp.
     * @return running timestamp, in units of the clock rate.
     */
    public long unwrap(final int timestamp) {
        if (started) {
            last += timestamp - (int) last;
        } else {
            started = true;
            last = timestamp & 0xFFFF_FFFFL;
        }
        return last;
    }

    /**
     * Converts a distance in timestamps to time.
     *
     * @param units running timestamps.
     * @return nanoseconds.
     */
    public long toNs(final long units) {
        return Timebase.unitsToNs(units, clockRateHz);
    }

    /**
     * Converts a time to timestamps.
     *
     * @param ns nanoseconds.
     * @return units of the clock rate.
     */
    public long toUnits(final long ns) {
        return Timebase.nsToUnits(ns, clockRateHz);
    }

    /**
     * RTP clock rate.
     *
     * @return hertz.
     */
    public int clockRateHz() {
        return clockRateHz;
    }

    /** Forgets the past. */
    public void reset() {
        started = false;
        last = 0;
    }
}
