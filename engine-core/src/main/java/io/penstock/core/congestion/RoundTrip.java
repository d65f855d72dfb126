package io.penstock.core.congestion;

/** How long it takes until it is known that a packet arrived, and how far apart reports are. One thread. */
final class RoundTrip {
    private static final long FIRST_NS = 100_000_000L;
    private static final double FIRST_INTERVAL_NS = 50e6;
    private static final double LEAST_INTERVAL_NS = 10e6;
    private static final double MOST_INTERVAL_NS = 500e6;
    private static final double FORGETTING = 0.05;
    private static final long BASE_WINDOW_NS = 10_000_000_000L;

    private long lastNs = FIRST_NS;
    private long baseNs = Long.MAX_VALUE;
    private long previousBaseNs = Long.MAX_VALUE;
    private long windowStartNs = Long.MIN_VALUE;
    private double intervalNs = FIRST_INTERVAL_NS;

    /** A report came so long after the one before. */
    void report(final long gapNs) {
        final double gap = Math.max(LEAST_INTERVAL_NS, Math.min(MOST_INTERVAL_NS, gapNs));
        intervalNs = Math.max(gap, intervalNs + FORGETTING * (gap - intervalNs));
    }

    /** The newest packet of a report had been sent so long before the report came. */
    void packet(final long nowNs, final long timeNs) {
        lastNs = Math.max(0, timeNs);
        if (windowStartNs == Long.MIN_VALUE || nowNs - windowStartNs > BASE_WINDOW_NS) {
            windowStartNs = nowNs;
            previousBaseNs = baseNs;
            baseNs = lastNs;
        }
        baseNs = Math.min(baseNs, lastNs);
    }

    long lastNs() {
        return lastNs;
    }

    /** The shortest of the last ten to twenty seconds. */
    long baseNs() {
        return Math.min(Math.min(baseNs, previousBaseNs), lastNs);
    }

    /** The longest time between reports, of late: when reports get lost it is twice or three times theirs. */
    double intervalNs() {
        return intervalNs;
    }
}
