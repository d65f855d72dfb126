package io.penstock.dsp.kernel;

import java.util.Arrays;

/**
 * Applies a {@link ScaleFilter} along rows of integers.
 *
 * <p>Weights come again after a few samples when the sizes have a large common divisor: at 3:2 every second target sample has the same,
 * three source samples further. Those of one kind are made together, from copies of the row, each moved by one more sample: then all inputs of
 * a loop have the same index, and C2 makes vector code of it (which it does not for neighbours in one array, nor for gathered samples).
 * Samples near an edge that do not follow the pattern, and sizes without one, take the plain way.
 */
final class RowFilter {
    private static final int LONGEST_PERIOD = 8;
    private static final int LEAST_REPEATS = 16;

    private final int width;
    private final int taps;
    private final int margin;
    private final int[] first;
    private final short[] weights;
    private final int[] sums;

    private final int sourcePeriod;
    private final int targetPeriod;
    private final int repeats;
    private final int lowest;
    private final int[] offsets;
    private final int[] pattern;
    private final int[][] lanes;
    private final int[][] moved;
    private final int[][] kinds;
    private final int[] exceptions;

    RowFilter(final ScaleFilter filter) {
        width = filter.target();
        taps = filter.taps();
        margin = filter.overhang();
        first = new int[width];
        weights = new short[width * taps];
        for (int x = 0; x < width; x++) {
            first[x] = filter.first(x) + margin;
            for (int k = 0; k < taps; k++) {
                weights[x * taps + k] = (short) filter.weight(x, k);
            }
        }
        sums = new int[width];
        final int divisor = divisor(filter.source(), width);
        repeats = divisor;
        sourcePeriod = filter.source() / divisor;
        targetPeriod = width / divisor;
        offsets = new int[targetPeriod];
        final int middle = repeats / 2;
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int j = 0; j < targetPeriod; j++) {
            offsets[j] = first[targetPeriod * middle + j] - sourcePeriod * middle;
            least = Math.min(least, offsets[j]);
            most = Math.max(most, offsets[j] + taps - 1);
        }
        lowest = least;
        exceptions = sourcePeriod > LONGEST_PERIOD || targetPeriod > LONGEST_PERIOD || repeats < LEAST_REPEATS ? null : exceptions(middle);
        if (exceptions == null) {
            pattern = null;
            lanes = null;
            moved = null;
            kinds = null;
            return;
        }
        pattern = new int[targetPeriod * taps];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = weights[targetPeriod * middle * taps + i];
        }
        final int span = most - least + 1;
        lanes = new int[Math.min(span, sourcePeriod)][repeats + (span - 1) / sourcePeriod];
        moved = new int[span][];
        for (int o = 0; o < span; o++) {
            moved[o] = o < sourcePeriod ? lanes[o] : new int[repeats];
        }
        kinds = new int[targetPeriod][repeats];
    }

    private static int divisor(final int a, final int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Samples that do not follow the pattern of the middle; null if there are too many for one. */
    private int[] exceptions(final int middle) {
        final int[] found = new int[width];
        int n = 0;
        for (int x = 0; x < width; x++) {
            final int kind = x % targetPeriod;
            final int like = targetPeriod * middle + kind;
            boolean same = first[x] == offsets[kind] + x / targetPeriod * sourcePeriod;
            for (int k = 0; k < taps; k++) {
                same &= weights[x * taps + k] == weights[like * taps + k];
            }
            if (!same) {
                found[n++] = x;
            }
        }
        return n > width / 8 ? null : Arrays.copyOf(found, n);
    }

    /** Samples that a row must be extended by at either end, the edge repeated. */
    int margin() {
        return margin;
    }

    /** Repeats the ends of a row that starts at {@link #margin()}. */
    void extend(final int[] row, final int n) {
        for (int i = 0; i < margin; i++) {
            row[i] = row[margin];
            row[margin + n + i] = row[margin + n - 1];
        }
    }

    /** Filters an extended row; sums keep the full precision of the weights, with {@code rounding} added. */
    void apply(final int[] row, final int rounding, final int[] to) {
        if (exceptions == null) {
            plain(row, rounding, to);
            return;
        }
        byKind(row, rounding);
        if (targetPeriod == 1) {
            System.arraycopy(kinds[0], 0, to, 0, repeats);
        } else {
            for (int j = 0; j < targetPeriod; j++) {
                weave(kinds[j], to, j, targetPeriod, repeats);
            }
        }
        for (final int x : exceptions) {
            to[x] = one(row, rounding, x);
        }
    }

    /** As {@link #apply}, even and odd columns apart. */
    void applyApart(final int[] row, final int rounding, final int[] even, final int[] odd) {
        if (exceptions == null || targetPeriod != 2) {
            apply(row, rounding, sums);
            for (int x = 0; x < width; x++) {
                ((x & 1) == 0 ? even : odd)[x >> 1] = sums[x];
            }
            return;
        }
        byKind(row, rounding);
        System.arraycopy(kinds[0], 0, even, 0, repeats);
        System.arraycopy(kinds[1], 0, odd, 0, repeats);
        for (final int x : exceptions) {
            ((x & 1) == 0 ? even : odd)[x >> 1] = one(row, rounding, x);
        }
    }

    private void byKind(final int[] row, final int rounding) {
        for (int lane = 0; lane < lanes.length; lane++) {
            take(row, lowest + lane, sourcePeriod, lanes[lane], Math.min(lanes[lane].length,
                (row.length - lowest - lane + sourcePeriod - 1) / sourcePeriod));
        }
        for (int o = sourcePeriod; o < moved.length; o++) {
            System.arraycopy(lanes[o % sourcePeriod], o / sourcePeriod, moved[o], 0, repeats);
        }
        for (int j = 0; j < targetPeriod; j++) {
            final int at = offsets[j] - lowest;
            int k = 0;
            while (k < taps) {
                final int w = j * taps + k;
                final int start = k == 0 ? rounding : 0;
                if (taps - k >= 4) {
                    RowSums.add4(kinds[j], k == 0, start, moved[at + k], pattern[w], moved[at + k + 1], pattern[w + 1], moved[at + k + 2],
                        pattern[w + 2], moved[at + k + 3], pattern[w + 3], repeats);
                    k += 4;
                } else if (taps - k >= 2) {
                    RowSums.add2(kinds[j], k == 0, start, moved[at + k], pattern[w], moved[at + k + 1], pattern[w + 1], repeats);
                    k += 2;
                } else {
                    RowSums.add2(kinds[j], k == 0, start, moved[at + k], pattern[w], moved[at + k], 0, repeats);
                    k++;
                }
            }
        }
    }

    private static void take(final int[] row, final int at, final int step, final int[] to, final int n) {
        if (step == 1) {
            System.arraycopy(row, at, to, 0, n);
        } else if (step == 2) {
            for (int i = 0; i < n; i++) {
                to[i] = row[at + 2 * i];
            }
        } else {
            for (int i = 0, p = at; i < n; i++, p += step) {
                to[i] = row[p];
            }
        }
    }

    private static void weave(final int[] from, final int[] to, final int at, final int step, final int n) {
        if (step == 2) {
            for (int i = 0; i < n; i++) {
                to[at + 2 * i] = from[i];
            }
        } else {
            for (int i = 0, p = at; i < n; i++, p += step) {
                to[p] = from[i];
            }
        }
    }

    private int one(final int[] row, final int rounding, final int x) {
        int sum = rounding;
        for (int k = 0; k < taps; k++) {
            sum += row[first[x] + k] * weights[x * taps + k];
        }
        return sum;
    }

    private void plain(final int[] row, final int rounding, final int[] to) {
        if (taps == 4) {
            four(row, rounding, to);
        } else if (taps == 6) {
            six(row, rounding, to);
        } else {
            many(row, rounding, to);
        }
    }

    private void four(final int[] row, final int rounding, final int[] to) {
        final short[] c = weights;
        for (int x = 0, w = 0; x < width; x++, w += 4) {
            final int f = first[x];
            to[x] = rounding + row[f] * c[w] + row[f + 1] * c[w + 1] + row[f + 2] * c[w + 2] + row[f + 3] * c[w + 3];
        }
    }

    private void six(final int[] row, final int rounding, final int[] to) {
        final short[] c = weights;
        for (int x = 0, w = 0; x < width; x++, w += 6) {
            final int f = first[x];
            to[x] = rounding + row[f] * c[w] + row[f + 1] * c[w + 1] + row[f + 2] * c[w + 2] + row[f + 3] * c[w + 3] + row[f + 4] * c[w + 4]
                + row[f + 5] * c[w + 5];
        }
    }

    private void many(final int[] row, final int rounding, final int[] to) {
        final short[] c = weights;
        final int n = taps;
        final int whole = n & ~3;
        for (int x = 0, w = 0; x < width; x++, w += n) {
            final int f = first[x];
            int sum = rounding;
            for (int k = 0; k < whole; k += 4) {
                sum += row[f + k] * c[w + k] + row[f + k + 1] * c[w + k + 1] + row[f + k + 2] * c[w + k + 2] + row[f + k + 3] * c[w + k + 3];
            }
            for (int k = whole; k < n; k++) {
                sum += row[f + k] * c[w + k];
            }
            to[x] = sum;
        }
    }
}
