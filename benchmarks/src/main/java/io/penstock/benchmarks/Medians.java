package io.penstock.benchmarks;

import java.util.Arrays;

/** The middle of a few runs. */
public final class Medians {
    private Medians() {
    }

    /**
     * The median.
     *
     * @param values at least one; left as they are.
     * @return the middle one, or the mean of the two in the middle.
     */
    public static double of(final double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("the median of nothing");
        }
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
