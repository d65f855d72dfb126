package io.penstock.benchmarks.traces;

import java.util.Arrays;

/** Values over time, in windows of half a second. */
final class Series {
    static final long WINDOW_NS = 500_000_000L;
    private final double[] sums;
    private final double[] weights;

    Series(final int seconds) {
        sums = new double[(int) (seconds * 1_000_000_000L / WINDOW_NS)];
        weights = new double[sums.length];
    }

    /** Adds a value at a time; after the end it is left out. */
    void add(final long atNs, final double value, final double weight) {
        final long window = atNs / WINDOW_NS;
        if (window >= 0 && window < sums.length) {
            sums[(int) window] += value * weight;
            weights[(int) window] += weight;
        }
    }

    /** Mean of each window; NaN without any. */
    double[] means() {
        final double[] means = new double[sums.length];
        Arrays.setAll(means, i -> weights[i] == 0 ? Double.NaN : sums[i] / weights[i]);
        return means;
    }

    /** Sum of each window. */
    double[] totals() {
        return sums.clone();
    }
}
