package io.penstock.dsp.kernel.picture;

/**
 * Weighted sums of rows and what becomes of them, in loops small enough for C2 to make vector code of: every array at the same index, a
 * handful of operations, masks made of signs where {@code Math.min} and {@code Math.max} of integers would keep it from doing so (eight
 * times slower on 17).
 */
final class RowSums {
    private RowSums() {
    }

    /** Replaces or increases sums by four weighted rows; {@code start} is used only where they are replaced. */
    static void add4(final int[] to, final boolean fresh, final int start, final int[] a, final int ca, final int[] b, final int cb,
                     final int[] c, final int cc, final int[] d, final int cd, final int n) {
        if (fresh) {
            for (int x = 0; x < n; x++) {
                to[x] = start + a[x] * ca + b[x] * cb + c[x] * cc + d[x] * cd;
            }
        } else {
            for (int x = 0; x < n; x++) {
                to[x] += a[x] * ca + b[x] * cb + c[x] * cc + d[x] * cd;
            }
        }
    }

    /** Replaces or increases sums by two weighted rows; {@code start} is used only where they are replaced. */
    static void add2(final int[] to, final boolean fresh, final int start, final int[] a, final int ca, final int[] b, final int cb,
                     final int n) {
        if (fresh) {
            for (int x = 0; x < n; x++) {
                to[x] = start + a[x] * ca + b[x] * cb;
            }
        } else {
            for (int x = 0; x < n; x++) {
                to[x] += a[x] * ca + b[x] * cb;
            }
        }
    }

    static void shift(final int[] from, final int bits, final int[] to, final int at, final int n) {
        for (int x = 0; x < n; x++) {
            to[at + x] = from[x] >> bits;
        }
    }

    static void limit(final int[] row, final int most, final int n) {
        for (int x = 0; x < n; x++) {
            final int over = row[x] - most;
            row[x] -= over & ~(over >> 31);
        }
    }

    /** Adds, shifts, holds within 0–255 (in place) and writes. */
    static void put(final int[] sums, final int n, final int offset, final int bits, final byte[] to, final int at, final int step) {
        for (int x = 0; x < n; x++) {
            final int v = sums[x] + offset >> bits;
            sums[x] = (255 - v >> 31 | v) & ~(v >> 31);
        }
        if (step == 1) {
            for (int x = 0; x < n; x++) {
                to[at + x] = (byte) sums[x];
            }
        } else if (step == 2) {
            for (int x = 0; x < n; x++) {
                to[at + 2 * x] = (byte) sums[x];
            }
        } else {
            for (int x = 0, i = at; x < n; x++, i += step) {
                to[i] = (byte) sums[x];
            }
        }
    }

    /** Unsigned bytes to integers. */
    static void widen(final byte[] from, final int at, final int step, final int[] to, final int toAt, final int n) {
        if (step == 1) {
            for (int x = 0; x < n; x++) {
                to[toAt + x] = from[at + x] & 0xFF;
            }
        } else if (step == 2) {
            for (int x = 0; x < n; x++) {
                to[toAt + x] = from[at + 2 * x] & 0xFF;
            }
        } else {
            for (int x = 0, i = at; x < n; x++, i += step) {
                to[toAt + x] = from[i] & 0xFF;
            }
        }
    }
}
