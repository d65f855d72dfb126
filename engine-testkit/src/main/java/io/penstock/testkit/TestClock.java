package io.penstock.testkit;

import io.penstock.clock.MediaClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until a test moves it.
 *
 * <p>Starts at one second, so that a time of zero in a test is never the present by accident. Any thread may read; one thread, the
 * test's, moves.
 */
public final class TestClock implements MediaClock {
    /** Reading of a fresh clock. */
    public static final long START_NS = 1_000_000_000L;
    /** Wall-clock time at a reading of zero: 2026-01-01T00:00:00Z. */
    public static final long EPOCH_AT_ZERO_NS = 1_767_225_600_000_000_000L;

    private final AtomicLong nowNs;

    /** A clock that reads {@link #START_NS}. */
    public TestClock() {
        this(START_NS);
    }

    /**
     * A clock that reads a given time.
     *
     * @param startNs first reading.
     */
    public TestClock(final long startNs) {
        nowNs = new AtomicLong(startNs);
    }

    @Override
    public long nanoTime() {
        return nowNs.get();
    }

    @Override
    public long epochNs(final long nanoTime) {
        return EPOCH_AT_ZERO_NS + nanoTime;
    }

    /**
     * Moves on.
     *
     * @param ns nanoseconds, zero or more.
     * @return the new reading.
     * @throws IllegalArgumentException if negative: a media clock never runs backwards.
     */
    public long advanceNs(final long ns) {
        if (ns < 0) {
            throw new IllegalArgumentException("a media clock never runs backwards: asked to advance by " + ns + " ns");
        }
        return nowNs.addAndGet(ns);
    }

    /**
     * Moves on.
     *
     * @param by zero or more.
     * @return the new reading.
     * @throws IllegalArgumentException if negative.
     */
    public long advance(final Duration by) {
        return advanceNs(by.toNanos());
    }

    /**
     * Jumps to a reading.
     *
     * @param ns the new reading, not before the present one.
     * @throws IllegalArgumentException if it is before the present one.
     */
    public void setNs(final long ns) {
        advanceNs(ns - nowNs.get());
    }

    @Override
    public String toString() {
        return "TestClock[" + nowNs.get() + " ns]";
    }
}
