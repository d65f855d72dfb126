package io.penstock.core.congestion;

/**
 * How long packets wait in queues on the way: the least one-way delay of the last packets above the least of the last ten to twenty seconds.
 * The least, because jitter adds to single packets and a queue to all of them; the more jitter there is, the longer the time that is looked
 * at. Jitter is how the delays of those packets differ that need not wait for their own forerunners. The clocks of both ends may differ by any
 * amount. One thread.
 */
final class QueueGauge {
    private static final int GROUPS = 64;
    private static final long PAUSE_NS = 4_000_000L;
    private static final long GROUP_NS = 5_000_000L;
    private static final double OWN_SHARE = 1.25;
    private static final double OWN_NS = 2e6;
    private static final double MOST_OWN_NS = 40e6;
    private static final int LEAST_GROUPS = 3;
    private static final long LEAST_NS = 60_000_000L;
    private static final int JITTERS = 6;
    private static final long MOST_NS = 500_000_000L;
    private static final long BASE_WINDOW_NS = 10_000_000_000L;
    private static final int LARGE_BYTES = 500;
    private static final double JITTER_SHARE = 1.5;
    private static final int JITTERS_KEPT = 64;
    private static final double SMALL_NS = 10e6;
    private static final double OVERTAKING = 0.02;
    private static final double MOST_JITTER_NS = 1e9;
    private static final long LOOK_NS = 100_000_000L;
    private static final long SUNK_NS = 2_000_000L;

    private final long[] lowest = new long[GROUPS];
    private final long[] arrivals = new long[GROUPS];
    private int head = -1;
    private int count;
    private long groupArrivedNs;
    private long previousSentNs;
    private long baseNs;
    private long previousBaseNs;
    private long windowStartNs;
    private boolean any;
    private long lowestNs;
    private double jitterNs;
    private int jitters;
    private double overtaking;
    private long newestNs = Long.MIN_VALUE;
    private double ownNs;
    private boolean looked;
    private long lookedNs;
    private long beforeNs;
    private boolean sinks;
    private final long[] aloneNs = new long[2];

    /** A packet arrived; in the order in which they were sent. {@code bps} = what the link takes at least. */
    void packet(final long sentNs, final long arrivedNs, final int bytes, final double bps) {
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
        ownNs = Math.max(0, ownNs - Math.max(0, sentNs - previousSentNs));
        final boolean first = head < 0 || sentNs - previousSentNs >= PAUSE_NS;
        if (first || arrivedNs - groupArrivedNs >= GROUP_NS) {
            head = head + 1 & GROUPS - 1;
            count = Math.min(count + 1, GROUPS);
            lowest[head] = delayNs;
            groupArrivedNs = arrivedNs;
        } else {
            lowest[head] = Math.min(lowest[head], delayNs);
        }
        arrivals[head] = arrivedNs;
        previousSentNs = sentNs;
        measure();
        final boolean alone = ownNs <= OWN_NS;
        ownNs = Math.min(MOST_OWN_NS, ownNs + bytes * 8e9 / (bps * OWN_SHARE));
        if (first && alone) {
            // A large packet takes longer than a small one.
            final int size = bytes > LARGE_BYTES ? 1 : 0;
            if (aloneNs[size] != 0) {
                jitters = Math.min(jitters + 1, JITTERS_KEPT);
                jitterNs += (Math.min(MOST_JITTER_NS, JITTER_SHARE * Math.abs(delayNs - aloneNs[size])) - jitterNs) / (jitters + 3.0);
            }
            aloneNs[size] = delayNs;
            overtaking += ((arrivedNs < newestNs ? 1 : 0) - overtaking) / JITTERS_KEPT;
        }
        newestNs = Math.max(newestNs, arrivedNs);
    }

    private void measure() {
        final long windowNs = Math.min(MOST_NS, LEAST_NS + JITTERS * (long) jitterNs);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            final int at = head - i & GROUPS - 1;
            if (i >= LEAST_GROUPS && arrivals[head] - arrivals[at] > windowNs) {
                break;
            }
            least = Math.min(least, lowest[at]);
        }
        lowestNs = least;
    }

    /** So much of what seems a queue is the path's: it has become longer. */
    void rebase(final long byNs) {
        baseNs = Math.min(baseNs, previousBaseNs) + byNs;
        previousBaseNs = baseNs;
    }

    /** A report is complete. */
    void look(final long nowNs) {
        if (!looked || nowNs - lookedNs >= LOOK_NS) {
            looked = true;
            lookedNs = nowNs;
            sinks = queueNs() < beforeNs - SUNK_NS;
            beforeNs = queueNs();
        }
    }

    /** Whether it is shorter than a tenth of a second ago. */
    boolean sinks() {
        return sinks;
    }

    long queueNs() {
        return any ? Math.max(0, lowestNs - Math.min(baseNs, previousBaseNs)) : 0;
    }

    /**
     * How much packets are delayed at random, on average. Where they overtake each other, the least of some of them tells the queue well; where
     * they wait for each other, all of them are late, and more must be allowed for.
     */
    long jitterNs() {
        return (long) (overtaking > OVERTAKING ? jitterNs : jitterNs + Math.max(0, jitterNs - SMALL_NS));
    }
}
