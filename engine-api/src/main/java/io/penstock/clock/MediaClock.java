package io.penstock.clock;

import org.agrona.concurrent.NanoClock;

/**
 * The one source of time of an engine, in nanoseconds from an arbitrary origin, never running backwards.
 *
 * <p>Every time in Penstock ({@code ptsNs}, {@code captureNs}, deadlines) is a reading of this clock. Tests inject a clock
 * that moves by hand. Implementations must be safe to call from any thread and must not allocate.
 */
public interface MediaClock extends NanoClock {
    /**
     * Current time.
     *
     * @return nanoseconds from this clock's origin.
     */
    @Override
    long nanoTime();

    /**
     * Maps a reading of this clock to wall-clock time, for RTCP sender reports and file metadata only.
     *
     * @param nanoTime a reading of this clock.
     * @return nanoseconds since 1970-01-01T00:00:00Z; the mapping is fixed for the life of the clock.
     */
    long epochNs(long nanoTime);

    /**
     * The machine's monotonic clock.
     *
     * @return the shared instance.
     */
    static MediaClock system() {
        return SystemMediaClock.INSTANCE;
    }
}
