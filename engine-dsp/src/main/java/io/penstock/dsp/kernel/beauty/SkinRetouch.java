package io.penstock.dsp.kernel.beauty;

import java.util.Arrays;

/**
 * Applies smoothing and whitening to the luma of a picture, row by row: the guided filter's coefficients and those of the mask come from a
 * grid and are enlarged bilinearly; where the full-size picture has an edge, what smoothing took is given back. One thread; nothing
 * allocates after construction.
 */
final class SkinRetouch {
    private static final int PAD = 4;

    private final int width;
    private final int height;
    private final int factor;
    private final int gridWidth;
    private final int gridHeight;
    private final int[] cell;
    private final float[] weight;
    /** Four maps, each stretched to full width for two neighbouring grid rows. */
    private final float[][] upper = new float[4][];
    private final float[][] lower = new float[4][];
    private final float[][] mixed = new float[4][];
    private int upperRow = -1;
    /** Rows of luma −3 … +3 around the current one, and of gradients −2 … +2, reused in turn. */
    private final float[][] rows = new float[7][];
    private final float[][] gradients = new float[5][];
    private final float[] edge;
    private final float[] across;
    private final float[] down;
    private final float[] before;
    private final float[] after;
    private final float[] whitening = new float[256];
    private final float[] light;
    private final float[] row;
    private final byte[] flat;
    private int whiteLevel = -1;
    private boolean whiteFull;

    SkinRetouch(final int width, final int height, final PictureGrid grid) {
        this.width = width;
        this.height = height;
        factor = grid.factor;
        gridWidth = grid.width;
        gridHeight = grid.height;
        cell = new int[width];
        weight = new float[width];
        for (int x = 0; x < width; x++) {
            final float at = Math.max(0, Math.min(gridWidth - 1, (x + 0.5f) / factor - 0.5f));
            cell[x] = Math.min(Math.max(0, gridWidth - 2), (int) at);
            weight[x] = gridWidth == 1 ? 0 : at - cell[x];
        }
        for (int i = 0; i < 4; i++) {
            upper[i] = new float[width];
            lower[i] = new float[width];
            mixed[i] = new float[width];
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[width + 2 * PAD];
        }
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = new float[width + 2 * PAD];
        }
        edge = new float[width];
        light = new float[width];
        row = new float[width];
        flat = new byte[width * height];
        across = new float[width + 2 * PAD];
        down = new float[width + 2 * PAD];
        before = new float[width + 2 * PAD];
        after = new float[width + 2 * PAD];
    }

    /** What the row loop needs. */
    static final class Settings {
        /** Share of the difference to the smoothed picture that is applied, 0 to 1. */
        float smoothing;
        /** 0 to 9. */
        int whitening;
        boolean full;
        /** Gradients, in steps a pixel, where giving back begins and where all is given back. */
        float edgeFrom;
        float edgeTo;
        /** Differences, in steps, well beyond which nothing is smoothed: what differs so much is a feature. */
        float largest;
    }

    /** Notes where edges are: luma is to be given back there. To be followed by {@link #apply} of the same part. */
    void findEdges(final byte[] data, final int luma, final int left, final int top, final int right, final int bottom, final Settings settings) {
        for (int y = top - 3; y < top + 3; y++) {
            load(data, luma, y, left, right);
        }
        for (int y = top - 2; y < top + 2; y++) {
            gradient(y, left, right);
        }
        for (int y = top; y < bottom; y++) {
            load(data, luma, y + 3, left, right);
            gradient(y + 2, left, right);
            edges(y, left, right, settings);
        }
    }

    /** Mean of what is not edge, by cell of the grid, times a mask; outside the part looked at the mask is 0 anyway. */
    void flatness(final float[] mask, final float[] to, final int left, final int top, final int right, final int bottom) {
        Arrays.fill(to, 0);
        final float scale = 1f / (255 * factor * factor);
        for (int row = top / factor; row < Math.min(gridHeight, (bottom + factor - 1) / factor); row++) {
            for (int column = left / factor; column < Math.min(gridWidth, (right + factor - 1) / factor); column++) {
                int sum = 0;
                for (int y = row * factor; y < row * factor + factor; y++) {
                    for (int x = column * factor; x < column * factor + factor; x++) {
                        sum += flat[y * width + x] & 0xFF;
                    }
                }
                to[row * gridWidth + column] = mask[row * gridWidth + column] * sum * scale;
            }
        }
    }

    void apply(final byte[] data, final int luma, final float[] a, final float[] b, final float[] maskA, final float[] maskB, final int left,
               final int top, final int right, final int bottom, final Settings settings) {
        prepareWhitening(settings);
        upperRow = -1;
        for (int y = top; y < bottom; y++) {
            maps(y, a, b, maskA, maskB, left, right);
            final int at = luma + y * width;
            final int flatAt = y * width;
            for (int x = left; x < right; x++) {
                final int value = data[at + x] & 0xFF;
                row[x] = value - 128;
                light[x] = whitening[value];
                edge[x] = flat[flatAt + x] & 0xFF;
            }
            final float[] ma = mixed[0];
            final float[] mb = mixed[1];
            final float[] mma = mixed[2];
            final float[] mmb = mixed[3];
            final float range = 1 / (settings.largest * settings.largest);
            final float strength = settings.smoothing / 255;
            for (int x = left; x < right; x++) {
                mma[x] = Math.min(1, mma[x] * row[x] + mmb[x]);
            }
            for (int x = left; x < right; x++) {
                mb[x] += ma[x] * row[x] - row[x];
            }
            for (int x = left; x < right; x++) {
                final float large = mb[x] * mb[x] * range;
                ma[x] = 1 / (1 + large * large);
            }
            for (int x = left; x < right; x++) {
                edge[x] = strength * edge[x] * mb[x] * ma[x] + light[x];
            }
            for (int x = left; x < right; x++) {
                light[x] = row[x] + 128.5f + Math.max(0, mma[x]) * edge[x];
            }
            for (int x = left; x < right; x++) {
                data[at + x] = (byte) Math.max(0, Math.min(255, (int) light[x]));
            }
        }
    }

    /** A logarithmic curve through black and white (whiter with a larger base), as a difference to no change. */
    private void prepareWhitening(final Settings s) {
        if (s.whitening == whiteLevel && s.full == whiteFull) {
            return;
        }
        whiteLevel = s.whitening;
        whiteFull = s.full;
        final double black = s.full ? 0 : 16;
        final double range = s.full ? 255 : 219;
        final double base = 1.4 * s.whitening / 9;
        for (int i = 0; i < 256; i++) {
            final double v = Math.max(0, Math.min(1, (i - black) / range));
            whitening[i] = base == 0 ? 0 : (float) (range * (Math.log(1 + v * base) / Math.log(1 + base) - v));
        }
    }

    private void load(final byte[] data, final int luma, final int y, final int left, final int right) {
        final float[] row = rows[(y + 7) % 7];
        final int at = luma + Math.max(0, Math.min(height - 1, y)) * width;
        final int from = Math.max(0, left - PAD);
        final int to = Math.min(width, right + PAD);
        for (int x = from; x < to; x++) {
            row[x + PAD] = (data[at + x] & 0xFF) - 128;
        }
        if (left == 0) {
            Arrays.fill(row, 0, PAD, row[PAD]);
        }
        if (right == width) {
            Arrays.fill(row, width + PAD, width + 2 * PAD, row[width + PAD - 1]);
        }
    }

    /**
     * Sobel's gradient, in steps a pixel, and of it the greatest of five neighbours. Neighbours are seen through shifted copies, and loops
     * do one thing each: C2 of JDK 17 vectorises only short loops in which all arrays are indexed alike.
     */
    private void gradient(final int y, final int left, final int right) {
        final float[] above = rows[(y + 6) % 7];
        final float[] here = rows[(y + 7) % 7];
        final float[] below = rows[(y + 8) % 7];
        final float[] to = gradients[(y + 5) % 5];
        final int end = right + 2 * PAD;
        for (int x = left; x < end; x++) {
            across[x] = above[x] + below[x];
        }
        for (int x = left; x < end; x++) {
            across[x] += 2 * here[x];
        }
        for (int x = left; x < end; x++) {
            down[x] = below[x] - above[x];
        }
        neighbours(across, left, end, 1);
        for (int x = left; x < end; x++) {
            across[x] = Math.abs(after[x] - before[x]);
        }
        neighbours(down, left, end, 1);
        for (int x = left; x < end; x++) {
            down[x] = Math.abs(before[x] + 2 * down[x] + after[x]);
        }
        // The greater and 0.4 of the lesser, an eighth of that.
        for (int x = left; x < end; x++) {
            to[x] = 0.0875f * (across[x] + down[x]) + 0.0375f * Math.abs(across[x] - down[x]);
        }
        System.arraycopy(to, left, across, left, end - left);
        for (int distance = 1; distance <= 2; distance++) {
            neighbours(across, left, end, distance);
            greatest(before, to, left, end);
            greatest(after, to, left, end);
        }
    }

    private void neighbours(final float[] from, final int left, final int end, final int distance) {
        System.arraycopy(from, left, before, left + distance, end - left - distance);
        System.arraycopy(from, left + distance, after, left, end - left - distance);
    }

    private static void greatest(final float[] from, final float[] to, final int left, final int end) {
        for (int x = left; x < end; x++) {
            to[x] = Math.max(to[x], from[x]);
        }
    }

    /** 255 where nothing is given back, 0 on edges and beside them. */
    private void edges(final int y, final int left, final int right, final Settings s) {
        System.arraycopy(gradients[y % 5], left + PAD, edge, left, right - left);
        for (int k = 1; k < 5; k++) {
            System.arraycopy(gradients[(y + k) % 5], left + PAD, light, left, right - left);
            greatest(light, edge, left, right);
        }
        final float slope = 255 / (s.edgeTo - s.edgeFrom);
        final float from = s.edgeFrom * slope;
        for (int x = left; x < right; x++) {
            edge[x] = Math.min(255, edge[x] * slope - from);
        }
        for (int x = left; x < right; x++) {
            edge[x] = 255.5f - Math.max(0, edge[x]);
        }
        for (int x = left; x < right; x++) {
            flat[y * width + x] = (byte) (int) edge[x];
        }
    }

    private void maps(final int y, final float[] a, final float[] b, final float[] maskA, final float[] maskB, final int left, final int right) {
        final float at = Math.max(0, Math.min(gridHeight - 1, (y + 0.5f) / factor - 0.5f));
        final int row = Math.min(Math.max(0, gridHeight - 2), (int) at);
        final int next = Math.min(gridHeight - 1, row + 1);
        if (row != upperRow) {
            final boolean moved = row == upperRow + 1 && upperRow >= 0;
            stretch(a, row, next, 0, left, right, moved);
            stretch(b, row, next, 1, left, right, moved);
            stretch(maskA, row, next, 2, left, right, moved);
            stretch(maskB, row, next, 3, left, right, moved);
            upperRow = row;
        }
        final float low = at - row;
        for (int i = 0; i < 4; i++) {
            final float[] u = upper[i];
            final float[] l = lower[i];
            final float[] m = mixed[i];
            for (int x = left; x < right; x++) {
                m[x] = u[x] + (l[x] - u[x]) * low;
            }
        }
    }

    private void stretch(final float[] map, final int row, final int next, final int i, final int left, final int right, final boolean moved) {
        if (moved) {
            final float[] swap = upper[i];
            upper[i] = lower[i];
            lower[i] = swap;
        } else {
            stretch(map, row * gridWidth, upper[i], left, right);
        }
        stretch(map, next * gridWidth, lower[i], left, right);
    }

    private void stretch(final float[] map, final int at, final float[] to, final int left, final int right) {
        final int more = gridWidth > 1 ? 1 : 0;
        for (int x = left; x < right; x++) {
            final float p = map[at + cell[x]];
            to[x] = p + (map[at + cell[x] + more] - p) * weight[x];
        }
    }
}
