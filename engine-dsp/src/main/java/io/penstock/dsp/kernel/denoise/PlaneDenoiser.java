package io.penstock.dsp.kernel.denoise;

import java.util.Arrays;

/**
 * Takes noise out of one plane of moving pictures. Each pixel is averaged over time as long as nothing moves there: the mean of n pictures
 * has 1/n of the noise, and n starts again where the difference to the mean, over a window of 5 x 5, is more than noise can be, in mean or
 * in energy. What noise is left, little where n is large and all of it where something moves, is taken out by a bilateral filter (Tomasi
 * &amp; Manduchi 1998) that is as strong as that. One thread; nothing allocates after construction.
 *
 * <p>Rows are arrays of their own, neighbours are seen through shifted copies, and loops do one thing each: C2 of JDK 17 vectorises only
 * short loops in which all arrays are indexed alike.
 */
final class PlaneDenoiser {
    private static final int R = 2;
    private static final int ROWS = 2 * R + 1;
    private static final float LONGEST = 10;
    /** Reach of the bilateral filter's range in deviations of the noise that is left. */
    private static final float RANGE = 2.4f;
    private static final float[] FLOATS = new float[256];

    private final int width;
    private final int height;
    private final float[][] mean;
    private final float[][] count;
    /** Rows around the current one, by their number modulo 5: of differences, or of means with copies shifted by one to each side. */
    private final float[][] plain = new float[ROWS][];
    private final float[][] before = new float[ROWS][];
    private final float[][] after = new float[ROWS][];
    private final float[] sums;
    private final float[] squares;
    private final float[] shifted;
    private final float[] reach;
    private final float[] over;
    private final float[] total;
    private boolean fresh = true;

    static {
        for (int i = 0; i < FLOATS.length; i++) {
            FLOATS[i] = i;
        }
    }

    PlaneDenoiser(final int width, final int height) {
        this.width = width;
        this.height = height;
        mean = new float[height][width];
        count = new float[height][width];
        for (int i = 0; i < ROWS; i++) {
            plain[i] = new float[width];
            before[i] = new float[width];
            after[i] = new float[width];
        }
        sums = new float[width];
        squares = new float[width];
        shifted = new float[width];
        reach = new float[width];
        over = new float[width];
        total = new float[width];
    }

    void reset() {
        fresh = true;
    }

    /**
     * Changes a picture.
     *
     * @param data  holds it.
     * @param at    index of its first byte, rows tightly packed.
     * @param sigma standard deviation of the noise to take out, in steps, positive.
     */
    void process(final byte[] data, final int at, final float sigma) {
        if (fresh) {
            for (int y = 0; y < height; y++) {
                load(data, at + y * width, mean[y]);
                Arrays.fill(count[y], 1);
            }
            fresh = false;
        } else {
            average(data, at, sigma);
        }
        for (int y = 0; y < Math.min(R, height); y++) {
            look(y);
        }
        for (int y = 0; y < height; y++) {
            if (y + R < height) {
                look(y + R);
            }
            smooth(y, sigma);
            store(data, at + y * width);
        }
    }

    private void load(final byte[] data, final int at, final float[] to) {
        for (int x = 0; x < width; x++) {
            to[x] = FLOATS[data[at + x] & 0xFF];
        }
    }

    /** A mean of bytes with weights is a byte. */
    private void store(final byte[] data, final int at) {
        for (int x = 0; x < width; x++) {
            data[at + x] = (byte) (int) (over[x] + 0.5f);
        }
    }

    private void average(final byte[] data, final int at, final float sigma) {
        for (int y = 0; y < Math.min(R, height); y++) {
            difference(data, at, y);
        }
        for (int y = 0; y < height; y++) {
            if (y + R < height) {
                difference(data, at, y + R);
            }
            Arrays.fill(sums, 0);
            Arrays.fill(squares, 0);
            for (int dy = -R; dy <= R; dy++) {
                final float[] row = plain[clamp(y + dy) % ROWS];
                add(row, sums);
                addSquares(row, squares);
            }
            widen(sums, over);
            widen(squares, total);
            update(plain[y % ROWS], mean[y], count[y], 1 / (25 * sigma * sigma));
        }
    }

    private int clamp(final int y) {
        return Math.max(0, Math.min(height - 1, y));
    }

    private void difference(final byte[] data, final int at, final int y) {
        final float[] to = plain[y % ROWS];
        load(data, at + y * width, to);
        final float[] m = mean[y];
        for (int x = 0; x < width; x++) {
            to[x] -= m[x];
        }
    }

    private void add(final float[] from, final float[] to) {
        for (int x = 0; x < width; x++) {
            to[x] += from[x];
        }
    }

    private void addSquares(final float[] from, final float[] to) {
        for (int x = 0; x < width; x++) {
            to[x] += from[x] * from[x];
        }
    }

    /** Sum of five neighbours in a row. */
    private void widen(final float[] from, final float[] to) {
        System.arraycopy(from, 0, to, 0, width);
        for (int dx = -R; dx <= R; dx++) {
            if (dx != 0) {
                shift(from, dx, shifted);
                add(shifted, to);
            }
        }
    }

    /** What lies dx to the right; the border goes on. */
    private void shift(final float[] from, final int dx, final float[] to) {
        final int n = Math.max(0, width - Math.abs(dx));
        if (dx >= 0) {
            System.arraycopy(from, Math.min(dx, width), to, 0, n);
            Arrays.fill(to, n, width, from[width - 1]);
        } else {
            System.arraycopy(from, 0, to, width - n, n);
            Arrays.fill(to, 0, width - n, from[0]);
        }
    }

    /** Under noise alone mean and energy of the window are 1, with 1 and 25 degrees of freedom. */
    private void update(final float[] difference, final float[] m, final float[] n, final float scale) {
        for (int x = 0; x < width; x++) {
            over[x] = scale * over[x] * over[x] * n[x] / (n[x] + 1) - 4;
        }
        for (int x = 0; x < width; x++) {
            total[x] = scale * total[x] * n[x] / (n[x] + 1) - 1.4f;
        }
        for (int x = 0; x < width; x++) {
            over[x] = 1 - 0.1f * Math.max(0, over[x]) - 1.2f * Math.max(0, total[x]);
        }
        for (int x = 0; x < width; x++) {
            n[x] = Math.min(LONGEST, n[x] * Math.max(0, over[x]) + 1);
        }
        for (int x = 0; x < width; x++) {
            m[x] += difference[x] / n[x];
        }
    }

    private void look(final int y) {
        System.arraycopy(mean[y], 0, plain[y % ROWS], 0, width);
        shift(mean[y], -1, before[y % ROWS]);
        shift(mean[y], 1, after[y % ROWS]);
    }

    /** Bilateral filter over the eight neighbours and the four beyond in the axes' directions. */
    private void smooth(final int y, final float sigma) {
        final float[] m = mean[y];
        final float[] n = count[y];
        final float inverse = 1 / (RANGE * RANGE * sigma * sigma);
        for (int x = 0; x < width; x++) {
            reach[x] = inverse * n[x];
        }
        System.arraycopy(m, 0, over, 0, width);
        Arrays.fill(total, 1);
        for (int dy = -1; dy <= 1; dy++) {
            final int row = clamp(y + dy) % ROWS;
            tap(before[row], m);
            tap(after[row], m);
            if (dy != 0) {
                tap(plain[row], m);
                tap(plain[clamp(y + 2 * dy) % ROWS], m);
            }
        }
        shift(m, -R, shifted);
        tap(shifted, m);
        shift(m, R, shifted);
        tap(shifted, m);
        for (int x = 0; x < width; x++) {
            over[x] /= total[x];
        }
    }

    private void tap(final float[] other, final float[] middle) {
        for (int x = 0; x < width; x++) {
            final float value = other[x];
            final float d = value - middle[x];
            final float q = d * d * reach[x];
            final float w = 1 / (1 + q * q);
            over[x] += w * value;
            total[x] += w;
        }
    }
}
