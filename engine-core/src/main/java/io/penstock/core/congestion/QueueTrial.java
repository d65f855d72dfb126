package io.penstock.core.congestion;

/**
 * Finds out whether a long delay is a queue at all: a queue, as packets that were sent later meet it, gets shorter when less is sent than the
 * link carries. What does not is no queue, the path has become longer (another route, another cell). One thread.
 */
final class QueueTrial {
    /** By so much a queue should have become shorter before its length says something. */
    private static final double DRAINED_NS = 60e6;
    private static final double UNMOVED = 0.25;
    private static final long GROWN_NS = 5_000_000L;
    private static final long GROWN_MUCH_NS = 10_000_000L;
    private static final long SHORT_NS = 10_000_000L;

    private double capacityBps;
    private double fromBps;
    private double drainedNs;
    private long queueNs;
    private long lowestNs;
    private long untilNs;

    /** The rate is cut because of a queue. {@code nowNs} = packets sent later than this count. */
    void begin(final long nowNs, final long queue, final double carriedBps, final double rateBps) {
        fromBps = capacityBps > 0 ? Math.max(fromBps, rateBps) : rateBps;
        restart(nowNs, queue, carriedBps);
    }

    private void restart(final long nowNs, final long queue, final double carriedBps) {
        capacityBps = carriedBps;
        queueNs = queue;
        lowestNs = queue;
        drainedNs = 0;
        untilNs = nowNs;
    }

    /** Whether one is under way and the queue does not grow, so that it would be too early to cut again. */
    boolean isPending(final long queue) {
        return capacityBps > 0 && queue < queueNs + GROWN_MUCH_NS;
    }

    /**
     * Packets up to one sent at this time are reported. Returns whether it is certain now that there is no queue.
     *
     * @param sentNs     when the newest of them was sent
     * @param queue      the queue that the last of them met
     * @param sentBps    what is sent
     * @param carriedBps what arrives
     */
    boolean look(final long sentNs, final long queue, final double sentBps, final double carriedBps) {
        if (capacityBps <= 0 || sentNs <= untilNs) {
            return false;
        }
        if (queue > queueNs + GROWN_NS) {
            restart(sentNs, queue, Math.max(1, Math.min(capacityBps, carriedBps)));
            return false;
        }
        drainedNs += Math.max(0, 1 - sentBps / capacityBps) * (sentNs - untilNs);
        untilNs = sentNs;
        lowestNs = Math.min(lowestNs, queue);
        final long shorter = queueNs - lowestNs;
        if (queue < SHORT_NS || shorter > SHORT_NS && shorter > UNMOVED * Math.min(drainedNs, queueNs)) {
            capacityBps = 0;
        } else if (drainedNs > DRAINED_NS) {
            capacityBps = 0;
            return shorter < UNMOVED * Math.min(drainedNs, queueNs);
        }
        return false;
    }

    /** What of the delay is the path's. */
    long pathNs() {
        return lowestNs;
    }

    /** The rate before it was cut. */
    double fromBps() {
        return fromBps;
    }
}
