package io.penstock.dsp.kernel.beauty;

import java.util.Arrays;

/**
 * Mean over a square window of a plane of floats, by running sums; windows are cut off at the border. Cost does not depend on the radius.
 * One thread; nothing allocates after construction.
 */
final class BoxMean {
    private final int width;
    private final int height;
    private final float[][] rows;
    private final float[] scaled;
    private final float[] column;
    private final float[] inverse;

    /**
     * @param width  cells a row.
     * @param height rows.
     */
    BoxMean(final int width, final int height) {
        this.width = width;
        this.height = height;
        rows = new float[height][width];
        scaled = new float[width];
        column = new float[width];
        inverse = new float[2 * Math.max(width, height) + 2];
        for (int i = 1; i < inverse.length; i++) {
            inverse[i] = 1f / i;
        }
    }

    /**
     * Averages.
     *
     * @param from   the plane.
     * @param to     receives the means; may be the same.
     * @param radius cells to each side, positive.
     */
    void mean(final float[] from, final float[] to, final int radius) {
        final int rx = Math.min(radius, width - 1);
        for (int y = 0; y < height; y += 4) {
            // Four rows at a time: a running sum waits for itself.
            alongRows(from, y, Math.min(height - 1, y + 1), Math.min(height - 1, y + 2), Math.min(height - 1, y + 3), rx);
        }
        final int ry = Math.min(radius, height - 1);
        Arrays.fill(column, 0);
        for (int y = 0; y <= ry; y++) {
            add(rows[y]);
        }
        for (int y = 0; y < height; y++) {
            final float scale = inverse[Math.min(height - 1, y + ry) - Math.max(0, y - ry) + 1];
            for (int x = 0; x < width; x++) {
                scaled[x] = column[x] * scale;
            }
            System.arraycopy(scaled, 0, to, y * width, width);
            if (y + ry + 1 < height) {
                add(rows[y + ry + 1]);
            }
            if (y - ry >= 0) {
                take(rows[y - ry]);
            }
        }
    }

    private void add(final float[] row) {
        for (int x = 0; x < width; x++) {
            column[x] += row[x];
        }
    }

    private void take(final float[] row) {
        for (int x = 0; x < width; x++) {
            column[x] -= row[x];
        }
    }

    private void alongRows(final float[] from, final int y0, final int y1, final int y2, final int y3, final int r) {
        final int at0 = y0 * width;
        final int at1 = y1 * width;
        final int at2 = y2 * width;
        final int at3 = y3 * width;
        final float[] row0 = rows[y0];
        final float[] row1 = rows[y1];
        final float[] row2 = rows[y2];
        final float[] row3 = rows[y3];
        // Doubles: what is added must be what is taken away again.
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        for (int x = -r; x < width; x++) {
            if (x + r < width) {
                sum0 += from[at0 + x + r];
                sum1 += from[at1 + x + r];
                sum2 += from[at2 + x + r];
                sum3 += from[at3 + x + r];
            }
            if (x > r) {
                final int old = x - r - 1;
                sum0 -= from[at0 + old];
                sum1 -= from[at1 + old];
                sum2 -= from[at2 + old];
                sum3 -= from[at3 + old];
            }
            if (x >= 0) {
                final float scale = inverse[Math.min(width - 1, x + r) - Math.max(0, x - r) + 1];
                row0[x] = (float) sum0 * scale;
                row1[x] = (float) sum1 * scale;
                row2[x] = (float) sum2 * scale;
                row3[x] = (float) sum3 * scale;
            }
        }
    }
}
