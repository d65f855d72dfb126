package io.penstock.benchmarks.traces;

import java.util.Arrays;

/** Delays, all of them kept: there are some thousands. */
final class Delays {
    private static final int FIRST = 4096;
    private static final double NS_PER_MS = 1e6;
    private static final double ALL = 100;
    private long[] values = new long[FIRST];
    private int count;
    private boolean sorted;

    void add(final long ns) {
        values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
        values[count++] = ns;
        sorted = false;
    }

    int count() {
        return count;
    }

    double meanMs() {
        return count == 0 ? Double.NaN : Arrays.stream(values, 0, count).average().orElseThrow() / NS_PER_MS;
    }

    double percentileMs(final double percentile) {
        if (count == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(values, 0, count);
            sorted = true;
        }
        return values[Math.max(0, (int) Math.ceil(percentile / ALL * count) - 1)] / NS_PER_MS;
    }
}
