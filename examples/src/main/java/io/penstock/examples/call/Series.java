package io.penstock.examples.call;

import io.penstock.examples.report.CallReport.CurvePoint;
import io.penstock.examples.report.CallReport.Latency;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Samples with their times, all of them kept, so that percentiles are exact. One thread adds, any thread reads. Bounded: what comes when it
 * is full is counted only.
 */
final class Series {
    private static final double[] PERCENTILES = {0, 5, 10, 25, 50, 75, 90, 95, 98, 99, 99.5, 99.9, 100};
    private static final double NS_PER_MS = 1e6;
    private static final int MOST = 1 << 20;
    private final long[] timesNs;
    private final long[] values;
    private volatile int count;
    private volatile long settledNs = Long.MIN_VALUE;

    Series(final long capacity) {
        final int size = (int) Math.min(MOST, Math.max(16, capacity));
        timesNs = new long[size];
        values = new long[size];
    }

    void add(final long timeNs, final long value) {
        final int at = count;
        if (at < values.length) {
            timesNs[at] = timeNs;
            values[at] = value;
            count = at + 1;
        }
    }

    int count() {
        return count;
    }

    /** Time of a sample, counted from the first. */
    long timeNs(final int sample) {
        return timesNs[sample];
    }

    /** Value of a sample, counted from the first. */
    long value(final int sample) {
        return values[sample];
    }

    /** Values of samples with a time in a range, sorted. */
    long[] between(final long fromNs, final long toNs) {
        final int n = count;
        final long[] found = new long[n];
        int k = 0;
        for (int i = 0; i < n; i++) {
            if (timesNs[i] >= fromNs && timesNs[i] < toNs) {
                found[k++] = values[i];
            }
        }
        final long[] sorted = Arrays.copyOf(found, k);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Leaves what was before a time out of the sum. */
    void settled(final long timeNs) {
        settledNs = timeNs;
    }

    /** All values since things had settled, sorted. */
    long[] sorted() {
        return between(settledNs, Long.MAX_VALUE);
    }

    /** Mean in milliseconds; null without samples. */
    Double meanMs() {
        final int n = count;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i];
        }
        return n == 0 ? null : round(sum / n / NS_PER_MS);
    }

    Latency latency() {
        final long[] all = sorted();
        return new Latency(percentileMs(all, 50), percentileMs(all, 99), percentileMs(all, 100), all.length);
    }

    List<CurvePoint> curve() {
        final long[] all = sorted();
        final List<CurvePoint> points = new ArrayList<>();
        for (final double p : PERCENTILES) {
            if (all.length > 0) {
                points.add(new CurvePoint(p, percentileMs(all, p)));
            }
        }
        return points;
    }

    /**
     * Percentile by nearest rank.
     *
     * @param sorted  ascending nanoseconds.
     * @param percent 0–100.
     * @return milliseconds; null without samples.
     */
    static Double percentileMs(final long[] sorted, final double percent) {
        if (sorted.length == 0) {
            return null;
        }
        final int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return round(sorted[Math.min(sorted.length - 1, Math.max(0, rank - 1))] / NS_PER_MS);
    }

    /** To a microsecond of a millisecond: more would be noise in a report. */
    static double round(final double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
