package io.penstock.dsp.kernel.beauty;

/**
 * A picture reduced by a whole factor: cell means of luma and chroma, as floats, for everything that is decided at low resolution.
 * Luma is brought to 16–235. One thread; nothing allocates after construction.
 */
final class PictureGrid {
    final int factor;
    final int width;
    final int height;
    final float[] luma;
    final float[] cb;
    final float[] cr;
    private final int pictureWidth;
    private final int pictureHeight;
    private final boolean full;
    private final int[] sums;

    /**
     * @param pictureWidth  pixels.
     * @param pictureHeight pixels.
     * @param longest       greatest number of cells along the longer side.
     * @param full          whether luma spans 0–255 rather than 16–235.
     */
    PictureGrid(final int pictureWidth, final int pictureHeight, final int longest, final boolean full) {
        this.pictureWidth = pictureWidth;
        this.pictureHeight = pictureHeight;
        this.full = full;
        factor = Math.max(1, (Math.max(pictureWidth, pictureHeight) + longest - 1) / longest);
        width = Math.max(1, pictureWidth / factor);
        height = Math.max(1, pictureHeight / factor);
        luma = new float[width * height];
        cb = new float[width * height];
        cr = new float[width * height];
        sums = new int[pictureWidth];
    }

    /**
     * Reduces a picture.
     *
     * @param data       holds it.
     * @param y          index of the first luma byte, rows tightly packed.
     * @param u          index of the first Cb.
     * @param v          index of the first Cr.
     * @param chromaStep bytes from one Cb to the next.
     */
    void reduce(final byte[] data, final int y, final int u, final int v, final int chromaStep) {
        final int rows = Math.min(factor, pictureHeight);
        final int columns = Math.min(factor, pictureWidth);
        final float scale = (full ? 219 / 255f : 1) / (rows * columns);
        final float offset = full ? 16 : 0;
        for (int row = 0; row < height; row++) {
            sumRows(data, y + row * factor * pictureWidth, rows);
            final int at = row * width;
            for (int x = 0; x < width; x++) {
                int sum = 0;
                for (int k = x * factor; k < x * factor + columns; k++) {
                    sum += sums[k];
                }
                luma[at + x] = sum * scale + offset;
            }
            chroma(data, u, v, chromaStep, row);
        }
    }

    private void sumRows(final byte[] data, final int from, final int rows) {
        final int n = pictureWidth;
        for (int x = 0; x < n; x++) {
            sums[x] = data[from + x] & 0xFF;
        }
        for (int r = 1; r < rows; r++) {
            final int at = from + r * n;
            for (int x = 0; x < n; x++) {
                sums[x] += data[at + x] & 0xFF;
            }
        }
    }

    private void chroma(final byte[] data, final int u, final int v, final int step, final int row) {
        final int chromaWidth = (pictureWidth + 1) / 2;
        final int first = row * factor / 2;
        final int last = Math.min((pictureHeight + 1) / 2 - 1, Math.max(first, (row * factor + factor) / 2 - 1));
        for (int x = 0; x < width; x++) {
            final int left = x * factor / 2;
            final int right = Math.min(chromaWidth - 1, Math.max(left, (x * factor + factor) / 2 - 1));
            int sumU = 0;
            int sumV = 0;
            for (int cy = first; cy <= last; cy++) {
                final int line = cy * chromaWidth;
                for (int cx = left; cx <= right; cx++) {
                    sumU += data[u + (line + cx) * step] & 0xFF;
                    sumV += data[v + (line + cx) * step] & 0xFF;
                }
            }
            final float n = (right - left + 1) * (last - first + 1);
            cb[row * width + x] = sumU / n;
            cr[row * width + x] = sumV / n;
        }
    }
}
