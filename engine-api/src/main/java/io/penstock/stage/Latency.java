package io.penstock.stage;

import io.penstock.clock.Timebase;
import java.time.Duration;

/**
 * By how much a stage delays media: buffering and look-ahead, not the time it takes to compute.
 *
 * @param minNs least delay in nanoseconds.
 * @param maxNs greatest delay in nanoseconds.
 */
public record Latency(long minNs, long maxNs) {
    /** No delay. */
    public static final Latency ZERO = new Latency(0, 0);

    /**
     * Checks the range.
     *
     * @param minNs see the record
     * @param maxNs see the record
     */
    public Latency {
        if (minNs < 0 || maxNs < minNs) {
            throw new IllegalArgumentException("latency " + minNs + ".." + maxNs + " ns: needs 0 <= min <= max");
        }
    }

    /**
     * Always the same delay.
     *
     * @param delay the delay.
     * @return the latency.
     */
    public static Latency of(final Duration delay) {
        return new Latency(delay.toNanos(), delay.toNanos());
    }

    /**
     * A delay within bounds.
     *
     * @param min least.
     * @param max greatest.
     * @return the latency.
     */
    public static Latency between(final Duration min, final Duration max) {
        return new Latency(min.toNanos(), max.toNanos());
    }

    /**
     * This delay and another one after it.
     *
     * @param next the other.
     * @return the sum.
     */
    public Latency plus(final Latency next) {
        return new Latency(minNs + next.minNs, maxNs + next.maxNs);
    }

    @Override
    public String toString() {
        return minNs == maxNs ? Timebase.toMs(minNs) + " ms" : Timebase.toMs(minNs) + "–" + Timebase.toMs(maxNs) + " ms";
    }
}
