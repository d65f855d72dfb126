package io.penstock.codecs.h264.residual;

/** ITU-T H.264 8.5.6 to 8.5.12 as matrices and with flat scaling lists, and the forward transforms as their transposes. */
final class StandardResidual {
    static final int[][] FORWARD = {{1, 1, 1, 1}, {2, 1, -1, -2}, {1, -1, -1, 1}, {1, -2, 2, -1}};
    static final int[][] HADAMARD = {{1, 1, 1, 1}, {1, 1, -1, -1}, {1, -1, -1, 1}, {1, -1, 1, -1}};
    /** Places of scan position k, column and row: figure 8-8. */
    static final int[][] SCAN = {{0, 0}, {1, 0}, {0, 1}, {0, 2}, {1, 1}, {2, 0}, {3, 0}, {2, 1}, {1, 2}, {0, 3}, {1, 3}, {2, 2}, {3, 1},
        {3, 2}, {2, 3}, {3, 3}};
    /** (8-315). */
    private static final int[][] V = {{10, 16, 13}, {11, 18, 14}, {13, 20, 16}, {14, 23, 18}, {16, 25, 20}, {18, 29, 23}};

    private StandardResidual() {
    }

    static int raster(final int k) {
        return 4 * SCAN[k][1] + SCAN[k][0];
    }

    static long[][] product(final long[][] a, final long[][] b) {
        final long[][] c = new long[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    static long[][] longs(final int[][] of) {
        final long[][] m = new long[of.length][of[0].length];
        for (int i = 0; i < of.length; i++) {
            for (int j = 0; j < of[0].length; j++) {
                m[i][j] = of[i][j];
            }
        }
        return m;
    }

    static long[][] transposed(final long[][] m) {
        final long[][] t = new long[m[0].length][m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m[0].length; j++) {
                t[j][i] = m[i][j];
            }
        }
        return t;
    }

    /** m c m'. */
    static long[][] both(final int[][] m, final long[][] c) {
        return product(product(longs(m), c), transposed(longs(m)));
    }

    /** LevelScale4x4(m, i, j) of 8.5.9. */
    static int levelScale(final int m, final int i, final int j) {
        return 16 * V[m][i % 2 == 0 && j % 2 == 0 ? 0 : i % 2 == 1 && j % 2 == 1 ? 1 : 2];
    }

    /** 8.5.12.1 for one coefficient. */
    static int scaled(final int level, final int qp, final int i, final int j) {
        final int product = level * levelScale(qp % 6, i, j);
        return qp >= 24 ? product << qp / 6 - 4 : product + (1 << 3 - qp / 6) >> 4 - qp / 6;
    }

    /** 8.5.12.2: r of coefficients d, rows first. */
    static int[][] residual(final int[][] d) {
        final int[][] f = new int[4][4];
        for (int i = 0; i < 4; i++) {
            final int e0 = d[i][0] + d[i][2];
            final int e1 = d[i][0] - d[i][2];
            final int e2 = (d[i][1] >> 1) - d[i][3];
            final int e3 = d[i][1] + (d[i][3] >> 1);
            f[i][0] = e0 + e3;
            f[i][1] = e1 + e2;
            f[i][2] = e1 - e2;
            f[i][3] = e0 - e3;
        }
        final int[][] r = new int[4][4];
        for (int j = 0; j < 4; j++) {
            final int g0 = f[0][j] + f[2][j];
            final int g1 = f[0][j] - f[2][j];
            final int g2 = (f[1][j] >> 1) - f[3][j];
            final int g3 = f[1][j] + (f[3][j] >> 1);
            r[0][j] = g0 + g3 + 32 >> 6;
            r[1][j] = g1 + g2 + 32 >> 6;
            r[2][j] = g1 - g2 + 32 >> 6;
            r[3][j] = g0 - g3 + 32 >> 6;
        }
        return r;
    }

    /** 8.5.10. */
    static long lumaDc(final long f, final int qp) {
        final long product = f * levelScale(qp % 6, 0, 0);
        return qp >= 36 ? product << qp / 6 - 6 : product + (1L << 5 - qp / 6) >> 6 - qp / 6;
    }

    /** 8.5.11.2. */
    static long chromaDc(final long f, final int qp) {
        return f * levelScale(qp % 6, 0, 0) << qp / 6 >> 5;
    }
}
