package io.penstock.examples.h264;

/**
 * Structural similarity of two planes (Wang, Bovik, Sheikh, Simoncelli: Image Quality Assessment, 2004) in windows of 8x8 samples every four
 * samples, as x264 and ffmpeg's {@code ssim} filter compute it. Rows and columns beyond a multiple of four are left out. One thread.
 */
final class Ssim {
    private static final int WINDOW = 64;
    private static final int C1 = (int) (.01 * .01 * 255 * 255 * WINDOW + .5);
    private static final int C2 = (int) (.03 * .03 * 255 * 255 * WINDOW * (WINDOW - 1) + .5);
    private static final int SUMS = 4;

    private int[] above = {};
    private int[] below = {};

    /**
     * Compares planes whose rows follow one another.
     *
     * @return 1 if they are the same; 1 too if they have no window.
     */
    double of(final byte[] a, final int aAt, final byte[] b, final int bAt, final int width, final int height) {
        final int columns = width >> 2;
        final int rows = height >> 2;
        if (columns < 2 || rows < 2) {
            return 1;
        }
        if (above.length < SUMS * columns) {
            above = new int[SUMS * columns];
            below = new int[SUMS * columns];
        }
        double sum = 0;
        sums(a, aAt, b, bAt, width, columns, below);
        for (int y = 1; y < rows; y++) {
            final int[] swap = above;
            above = below;
            below = swap;
            sums(a, aAt + 4 * y * width, b, bAt + 4 * y * width, width, columns, below);
            for (int x = 0; x + 1 < columns; x++) {
                final int at = SUMS * x;
                sum += window(four(at), four(at + 1), four(at + 2), four(at + 3));
            }
        }
        return sum / ((rows - 1.0) * (columns - 1));
    }

    private int four(final int at) {
        return above[at] + above[at + SUMS] + below[at] + below[at + SUMS];
    }

    private static void sums(final byte[] a, final int aAt, final byte[] b, final int bAt, final int stride, final int columns,
                             final int[] sums) {
        for (int x = 0; x < columns; x++) {
            int s1 = 0;
            int s2 = 0;
            int squares = 0;
            int products = 0;
            for (int y = 0; y < 4; y++) {
                for (int i = 0; i < 4; i++) {
                    final int p = a[aAt + y * stride + 4 * x + i] & 0xFF;
                    final int q = b[bAt + y * stride + 4 * x + i] & 0xFF;
                    s1 += p;
                    s2 += q;
                    squares += p * p + q * q;
                    products += p * q;
                }
            }
            sums[SUMS * x] = s1;
            sums[SUMS * x + 1] = s2;
            sums[SUMS * x + 2] = squares;
            sums[SUMS * x + 3] = products;
        }
    }

    private static double window(final int s1, final int s2, final int squares, final int products) {
        final int variances = squares * WINDOW - s1 * s1 - s2 * s2;
        final int covariance = products * WINDOW - s1 * s2;
        return (double) (2 * s1 * s2 + C1) * (2 * covariance + C2) / ((double) (s1 * s1 + s2 * s2 + C1) * (variances + C2));
    }
}
