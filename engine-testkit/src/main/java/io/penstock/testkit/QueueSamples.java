package io.penstock.testkit;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The standing queue of a bottleneck over time: a look every {@value #EVERY_NS} ns, the last {@value #CAPACITY} of them. One thread writes,
 * any thread reads.
 */
final class QueueSamples {
    static final long EVERY_NS = 10_000_000;
    /** Eleven minutes. */
    private static final int CAPACITY = 1 << 16;
    private static final int NS_PER_UNIT = 1000;
    private static final double P50 = 0.5;
    private static final double P95 = 0.95;

    private final AtomicIntegerArray waits = new AtomicIntegerArray(CAPACITY);
    private volatile long count;

    void clear() {
        count = 0;
    }

    /** Takes the looks that are due before a moment; until then nothing came in since the queue's end was set. */
    void until(final long nowNs, final long busyUntilNs) {
        long at = count;
        if (nowNs <= at * EVERY_NS) {
            return;
        }
        final long due = (nowNs - 1) / EVERY_NS + 1;
        for (at = Math.max(at, due - CAPACITY); at < due; at++) {
            final long waitNs = Math.max(0, busyUntilNs - at * EVERY_NS);
            waits.setPlain((int) (at % CAPACITY), (int) Math.min(Integer.MAX_VALUE, waitNs / NS_PER_UNIT));
        }
        count = due;
    }

    QueueStats read(final long fromNs, final long untilNs) {
        final long known = count;
        final long end = Math.min(known, untilNs > Long.MAX_VALUE - EVERY_NS ? Long.MAX_VALUE : (untilNs + EVERY_NS - 1) / EVERY_NS);
        final long begin = Math.max(Math.max(0, known - CAPACITY), (Math.max(0, fromNs) + EVERY_NS - 1) / EVERY_NS);
        if (begin >= end) {
            return QueueStats.NONE;
        }
        final int[] sorted = new int[(int) (end - begin)];
        long sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = waits.get((int) ((begin + i) % CAPACITY));
            sum += sorted[i];
        }
        Arrays.sort(sorted);
        return new QueueStats(sorted.length, sum * NS_PER_UNIT / sorted.length, percentile(sorted, P50), percentile(sorted, P95),
            (long) sorted[sorted.length - 1] * NS_PER_UNIT);
    }

    private static long percentile(final int[] sorted, final double share) {
        return (long) sorted[(int) Math.ceil(share * sorted.length) - 1] * NS_PER_UNIT;
    }
}
