package io.penstock.dsp.kernel.picture;

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
    private static final int UNROLLED = 12;

    private final int width;
    private final int taps;
    private final int margin;
    private final int[] first;
    private final int[] weights;
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
        // Loops that are written out take four, eight or twelve; weights that are not there are 0.
        final int given = filter.taps();
        final boolean rounded = given == 3 || given > 4 && given <= UNROLLED && !isPeriodic(filter);
        taps = rounded ? given + 3 & ~3 : given;
        margin = filter.overhang() + taps - given;
        first = new int[width];
        weights = new int[width * taps];
        for (int x = 0; x < width; x++) {
            first[x] = filter.first(x) + margin;
            for (int k = 0; k < given; k++) {
                weights[x * taps + k] = filter.weight(x, k);
            }
        }
        sums = new int[width];
        repeats = divisor(filter.source(), width);
        sourcePeriod = filter.source() / repeats;
        targetPeriod = width / repeats;
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
        exceptions = isPeriodic(filter) ? exceptions(middle) : null;
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

    private static boolean isPeriodic(final ScaleFilter filter) {
        final int divisor = divisor(filter.source(), filter.target());
        return filter.source() / divisor <= LONGEST_PERIOD && filter.target() / divisor <= LONGEST_PERIOD && divisor >= LEAST_REPEATS;
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
        switch (taps) {
            case 4 -> four(row, rounding, to);
            case 8 -> eight(row, rounding, to);
            case 12 -> twelve(row, rounding, to);
            default -> many(row, rounding, to);
        }
    }

    private void four(final int[] row, final int rounding, final int[] to) {
        final int[] c = weights;
        for (int x = 0, w = 0; x < width; x++, w += 4) {
            final int f = first[x];
            to[x] = rounding + row[f] * c[w] + row[f + 1] * c[w + 1] + row[f + 2] * c[w + 2] + row[f + 3] * c[w + 3];
        }
    }

    private void eight(final int[] row, final int rounding, final int[] to) {
        final int[] c = weights;
        for (int x = 0, w = 0; x < width; x++, w += 8) {
            final int f = first[x];
            final int a = row[f] * c[w] + row[f + 1] * c[w + 1] + row[f + 2] * c[w + 2] + row[f + 3] * c[w + 3];
            final int b = row[f + 4] * c[w + 4] + row[f + 5] * c[w + 5] + row[f + 6] * c[w + 6] + row[f + 7] * c[w + 7];
            to[x] = rounding + a + b;
        }
    }

    private void twelve(final int[] row, final int rounding, final int[] to) {
        final int[] c = weights;
        for (int x = 0, w = 0; x < width; x++, w += 12) {
            final int f = first[x];
            final int a = row[f] * c[w] + row[f + 1] * c[w + 1] + row[f + 2] * c[w + 2] + row[f + 3] * c[w + 3];
            final int b = row[f + 4] * c[w + 4] + row[f + 5] * c[w + 5] + row[f + 6] * c[w + 6] + row[f + 7] * c[w + 7];
            final int d = row[f + 8] * c[w + 8] + row[f + 9] * c[w + 9] + row[f + 10] * c[w + 10] + row[f + 11] * c[w + 11];
            to[x] = rounding + a + b + d;
        }
    }

    private void many(final int[] row, final int rounding, final int[] to) {
        final int[] c = weights;
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
