package io.penstock.core.congestion;

/**
 * How long packets wait in queues on the way: the least one-way delay of the last packets above the least of the last ten to twenty seconds.
 * The least, because jitter adds to single packets and a queue to all of them. The clocks of both ends may differ by any amount. One thread.
 */
final class QueueGauge {
    private static final int RECENT = 64;
    private static final int LEAST_PACKETS = 6;
    private static final long LEAST_NS = 60_000_000L;
    private static final long BASE_WINDOW_NS = 10_000_000_000L;
    private static final double JITTER_WEIGHT = 1.0 / 128;

    private final long[] delays = new long[RECENT];
    private final long[] arrivals = new long[RECENT];
    private int head;
    private int count;
    private long baseNs;
    private long previousBaseNs;
    private long windowStartNs;
    private boolean any;
    private long lowestNs;
    private double jitterNs;

    void packet(final long sentNs, final long arrivedNs) {
        final long delayNs = arrivedNs - sentNs;
        if (!any) {
            any = true;
            baseNs = delayNs;
            previousBaseNs = delayNs;
            windowStartNs = sentNs;
        } else if (sentNs - windowStartNs > BASE_WINDOW_NS) {
            windowStartNs = sentNs;
            previousBaseNs = baseNs;
            baseNs = lowestNs;
        }
        baseNs = Math.min(baseNs, delayNs);
        head = head + 1 & RECENT - 1;
        delays[head] = delayNs;
        arrivals[head] = arrivedNs;
        count = Math.min(count + 1, RECENT);
        measure();
        jitterNs += (delayNs - lowestNs - jitterNs) * JITTER_WEIGHT;
    }

    private void measure() {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            final int at = head - i & RECENT - 1;
            if (i >= LEAST_PACKETS && arrivals[head] - arrivals[at] > LEAST_NS) {
                break;
            }
            lowest = Math.min(lowest, delays[at]);
        }
        lowestNs = lowest;
    }

    /** The delay that packets have now is the path's: it has become longer. */
    void rebase() {
        baseNs = lowestNs;
        previousBaseNs = lowestNs;
    }

    long queueNs() {
        return any ? Math.max(0, lowestNs - Math.min(baseNs, previousBaseNs)) : 0;
    }

    /** How much the delays of packets near each other differ, on average. */
    long jitterNs() {
        return (long) jitterNs;
    }
}
