package io.penstock.core.jitter;

import java.util.Arrays;

/** Distribution of delays with forgetting: when so many were counted, all counts are halved. Allocates nothing once made; one thread. */
final class DelayHistogram {
    private static final int BINS = 512;
    private static final long BIN_NS = 2_000_000L;

    private final int[] counts = new int[BINS];
    private final int memory;
    private int total;

    /** The newest of them count for most; older ones half, a quarter … */
    DelayHistogram(final int memory) {
        this.memory = memory;
    }

    void add(final long delayNs) {
        counts[(int) Math.max(0, Math.min(BINS - 1, delayNs / BIN_NS))]++;
        if (++total >= memory) {
            halve();
        }
    }

    /** Makes what was counted so far count half. */
    void halve() {
        total = 0;
        for (int i = 0; i < BINS; i++) {
            counts[i] >>= 1;
            total += counts[i];
        }
    }

    boolean isEmpty() {
        return total == 0;
    }

    /** Delay that all but so many of a thousand do not exceed; 0 when empty. */
    long delayNs(final int permilleAbove) {
        long above = (long) total * permilleAbove / 1000;
        for (int i = BINS - 1; i >= 0 && total > 0; i--) {
            above -= counts[i];
            if (above < 0) {
                return (i + 1) * BIN_NS;
            }
        }
        return 0;
    }

    /**
     * Delay at which holding longer costs more than it gives; 0 when empty.
     *
     * @param nsPerPermille what one of a thousand that comes too late is worth.
     */
    long worthwhileNs(final long nsPerPermille) {
        long late = total;
        long best = Long.MAX_VALUE;
        long bestNs = 0;
        for (int i = 0; i < BINS && late > 0; i++) {
            late -= counts[i];
            final long delayNs = (i + 1) * BIN_NS;
            final long cost = delayNs + late * 1000 / total * nsPerPermille;
            if (counts[i] > 0 && cost < best) {
                best = cost;
                bestNs = delayNs;
            }
        }
        return bestNs;
    }

    int total() {
        return total;
    }

    void reset() {
        Arrays.fill(counts, 0);
        total = 0;
    }
}
