package io.penstock.core.jitter;

import io.penstock.error.ConfigurationException;
import java.time.Duration;

/**
 * How a live stream is kept near its source, in the manner of a live player: sound is played faster, its pitch kept, when more than
 * {@code maxCache} waits, until the middle between both is reached, and slower when less than {@code minCache} waits. When nothing waits, playout
 * pauses until {@code minCache} does. Immutable.
 *
 * @param minCache least that should wait, 0–5 s.
 * @param maxCache most that may wait, at least 100 ms above the least, up to 9 s.
 * @param fastest  speed at which too much is played off, 1.01–1.5.
 */
public record CatchUp(Duration minCache, Duration maxCache, double fastest) {
    /** How much slower sound is played while too little waits: 5 % are not noticed. */
    static final double SLOWEST = 0.95;
    private static final double DEFAULT_FASTEST = 1.2;

    /**
     * Checks the ranges.
     *
     * @param minCache see the record
     * @param maxCache see the record
     * @param fastest  see the record
     */
    public CatchUp {
        if (minCache.isNegative() || minCache.toMillis() > 5_000 || maxCache.toMillis() < minCache.toMillis() + 100 || maxCache.toMillis() > 9_000
            || !(fastest >= 1.01 && fastest <= 1.5)) {
            throw new ConfigurationException("jitter: caches of " + minCache.toMillis() + "–" + maxCache.toMillis() + " ms, " + fastest
                + " times as fast; accepted are 0–5000 ms, 100 ms more than that up to 9000 ms, and 1.01–1.5");
        }
    }

    /**
     * Between 1 and 3 seconds, at most a fifth faster.
     *
     * @return the settings.
     */
    public static CatchUp live() {
        return new CatchUp(Duration.ofSeconds(1), Duration.ofSeconds(3), DEFAULT_FASTEST);
    }

    /** What waits when playing faster ends. */
    long middleNs() {
        return (minCache.toNanos() + maxCache.toNanos()) / 2;
    }
}
