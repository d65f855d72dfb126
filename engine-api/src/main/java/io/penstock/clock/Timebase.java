package io.penstock.clock;

import java.time.Duration;

/**
 * Conversions between nanoseconds and media units, exact to the nearest unit and free of overflow for a century of media.
 *
 * <p>All methods are pure and do not allocate, except {@link #ms(long)} and {@link #seconds(long)}, which make a {@link Duration}
 * for builder calls.
 */
public final class Timebase {
    /** Nanoseconds in a second. */
    public static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** Nanoseconds in a millisecond. */
    public static final long NANOS_PER_MS = 1_000_000L;

    private Timebase() {
    }

    /**
     * A duration in milliseconds, short enough for a builder call.
     *
     * @param ms milliseconds.
     * @return the duration.
     */
    public static Duration ms(final long ms) {
        return Duration.ofMillis(ms);
    }

    /**
     * A duration in seconds, short enough for a builder call.
     *
     * @param seconds seconds.
     * @return the duration.
     */
    public static Duration seconds(final long seconds) {
        return Duration.ofSeconds(seconds);
    }

    /**
     * How long {@code units} last at {@code unitsPerSecond}: samples at a sample rate, ticks at an RTP clock rate.
     *
     * @param units          count; may be negative.
     * @param unitsPerSecond rate in hertz, positive.
     * @return nanoseconds, rounded to nearest.
     */
    public static long unitsToNs(final long units, final int unitsPerSecond) {
        final long whole = Math.floorDiv(units, unitsPerSecond);
        final long rest = Math.floorMod(units, unitsPerSecond);
        return whole * NANOS_PER_SECOND + (rest * NANOS_PER_SECOND + unitsPerSecond / 2) / unitsPerSecond;
    }

    /**
     * How many units fit a duration: the inverse of {@link #unitsToNs(long, int)}.
     *
     * @param ns             nanoseconds; may be negative.
     * @param unitsPerSecond rate in hertz, positive.
     * @return units, rounded to nearest.
     */
    public static long nsToUnits(final long ns, final int unitsPerSecond) {
        final long whole = Math.floorDiv(ns, NANOS_PER_SECOND);
        final long rest = Math.floorMod(ns, NANOS_PER_SECOND);
        return whole * unitsPerSecond + (rest * unitsPerSecond + NANOS_PER_SECOND / 2) / NANOS_PER_SECOND;
    }

    /**
     * Nanoseconds as milliseconds, for reports.
     *
     * @param ns nanoseconds.
     * @return milliseconds with fraction.
     */
    public static double toMs(final long ns) {
        return ns / 1e6;
    }
}
