package io.penstock.rtc.forward;

import io.penstock.error.ConfigurationException;

/**
 * How a {@link Forwarder} treats its peers. Immutable; each method gives a changed copy.
 *
 * @param startBitsPerSecond what a peer's network is taken to carry before it has told.
 * @param minBitsPerSecond   what it carries at least.
 * @param maxBitsPerSecond   what is sent to a peer at most, IP and UDP headers included.
 * @param levelExtension     id of the header extension that carries audio levels (RFC 6464), 1–14; 0 = none.
 */
public record ForwardConfig(int startBitsPerSecond, int minBitsPerSecond, int maxBitsPerSecond, int levelExtension) {
    private static final int DEFAULT_START = 2_000_000;
    private static final int DEFAULT_MIN = 60_000;
    private static final int DEFAULT_MAX = 20_000_000;

    /**
     * Checks ranges.
     *
     * @param startBitsPerSecond before a peer's network has told.
     * @param minBitsPerSecond   least.
     * @param maxBitsPerSecond   greatest.
     * @param levelExtension     id of the header extension of audio levels.
     */
    public ForwardConfig {
        if (minBitsPerSecond < 10_000 || startBitsPerSecond < minBitsPerSecond || maxBitsPerSecond < startBitsPerSecond) {
            throw new ConfigurationException("forwarder: rates " + minBitsPerSecond + ", " + startBitsPerSecond + ", " + maxBitsPerSecond
                + " bit/s; accepted are least, first and greatest rate in rising order, from 10000 on");
        }
        if (levelExtension < 0 || levelExtension > 14) {
            throw new ConfigurationException("forwarder: header extension " + levelExtension + "; accepted are 1–14, or 0 for none");
        }
    }

    /**
     * 2 Mbit/s at first, at most 20; levels in extension 1.
     *
     * @return the defaults.
     */
    public static ForwardConfig defaults() {
        return new ForwardConfig(DEFAULT_START, DEFAULT_MIN, DEFAULT_MAX, 1);
    }

    /**
     * Changes the rates.
     *
     * @param start before a peer's network has told.
     * @param min   least.
     * @param max   greatest.
     * @return a changed copy.
     */
    public ForwardConfig rates(final int start, final int min, final int max) {
        return new ForwardConfig(start, min, max, levelExtension);
    }
}
