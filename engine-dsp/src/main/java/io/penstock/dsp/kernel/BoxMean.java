package io.penstock.dsp.kernel;

import java.util.Arrays;

/**
 * Mean over a square window of a plane of floats, by running sums; windows are cut off at the border. Cost does not depend on the radius.
 * One thread; nothing allocates after construction.
 */
final class BoxMean {
    private final int width;
    private final int height;
    private final float[] rows;
    private final float[] column;
    private final float[] inverse;

    /**
     * @param width  cells a row.
     * @param height rows.
     */
    BoxMean(final int width, final int height) {
        this.width = width;
        this.height = height;
        rows = new float[width * height];
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
        for (int y = 0; y < height; y++) {
            alongRow(from, y * width, rx);
        }
        final int ry = Math.min(radius, height - 1);
        Arrays.fill(column, 0);
        for (int y = 0; y <= ry; y++) {
            add(y);
        }
        for (int y = 0; y < height; y++) {
            final int count = Math.min(height - 1, y + ry) - Math.max(0, y - ry) + 1;
            final float scale = inverse[count];
            final int at = y * width;
            for (int x = 0; x < width; x++) {
                to[at + x] = column[x] * scale;
            }
            if (y + ry + 1 < height) {
                add(y + ry + 1);
            }
            if (y - ry >= 0) {
                final int old = (y - ry) * width;
                for (int x = 0; x < width; x++) {
                    column[x] -= rows[old + x];
                }
            }
        }
    }

    private void add(final int y) {
        final int at = y * width;
        for (int x = 0; x < width; x++) {
            column[x] += rows[at + x];
        }
    }

    private void alongRow(final float[] from, final int at, final int r) {
        // Doubles: what is added must be what is taken away again.
        double sum = 0;
        for (int x = 0; x <= r; x++) {
            sum += from[at + x];
        }
        for (int x = 0; x < width; x++) {
            rows[at + x] = (float) sum * inverse[Math.min(width - 1, x + r) - Math.max(0, x - r) + 1];
            if (x + r + 1 < width) {
                sum += from[at + x + r + 1];
            }
            if (x - r >= 0) {
                sum -= from[at + x - r];
            }
        }
    }
}
