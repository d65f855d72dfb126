package io.penstock.dsp.video;

import io.penstock.format.VideoFormat;

/**
 * A {@link Still} made ready for laying over pictures of one layout and colour: for each component its values and how much of them is seen,
 * at the component's own resolution. Immutable.
 */
final class Sprite {
    private final int width;
    private final int height;
    private final VideoFormat format;
    private final byte[][] values;
    private final byte[][] alphas;

    Sprite(final Still still, final VideoFormat format) {
        width = still.width();
        height = still.height();
        this.format = format;
        final Component[] parts = Component.of(format);
        values = new byte[parts.length][];
        alphas = new byte[parts.length][];
        for (int c = 0; c < parts.length; c++) {
            final int columns = parts[c].columns(width);
            final int rows = parts[c].rows(height);
            values[c] = new byte[columns * rows];
            alphas[c] = new byte[columns * rows];
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    sample(still, parts[c], c, x, y, y * columns + x);
                }
            }
        }
    }

    /** The mean of the pixels that a sample stands for, each counting as much as it is seen. */
    private void sample(final Still still, final Component part, final int c, final int x, final int y, final int at) {
        int seen = 0;
        int sum = 0;
        for (int v = y << part.down(); v < Math.min(height, y + 1 << part.down()); v++) {
            for (int u = x << part.across(); u < Math.min(width, x + 1 << part.across()); u++) {
                final int argb = still.argb(u, v);
                final int alpha = argb >>> 24;
                seen += alpha;
                sum += alpha * value(argb, c);
            }
        }
        // What sticks out over the edge of an odd size is not seen.
        alphas[c][at] = (byte) (seen >> part.across() + part.down());
        values[c][at] = (byte) (seen == 0 ? 0 : (sum + seen / 2) / seen);
    }

    private int value(final int argb, final int c) {
        return switch (format.layout()) {
            case RGB24 -> argb >> 16 - 8 * c & 255;
            case BGRA -> c == 3 ? 255 : argb >> 8 * c & 255;
            default -> c == 0 ? PixelConverter.matrix(format.color()).luma(argb)
                : c == 1 ? PixelConverter.matrix(format.color()).cb(argb) : PixelConverter.matrix(format.color()).cr(argb);
        };
    }

    boolean fits(final VideoFormat other) {
        return format.layout() == other.layout() && format.color() == other.color();
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Lays it over a picture; what lies outside is cut off. Where chroma is coarser than pixels the place is brought to its grid.
     *
     * @param opacity 0–256.
     */
    void draw(final byte[] picture, final int base, final Component[] parts, final int x, final int y, final int opacity) {
        for (int c = 0; c < parts.length; c++) {
            final Component part = parts[c];
            final int left = x >> 1 << 1 >> part.across();
            final int top = y >> 1 << 1 >> part.down();
            final int columns = part.columns(width);
            final int rows = part.rows(height);
            final int from = Math.max(0, -left);
            final int n = Math.min(columns, part.width() - left) - from;
            final int last = Math.min(rows, part.height() - top);
            for (int row = Math.max(0, -top); row < last && n > 0; row++) {
                blend(values[c], alphas[c], row * columns + from, picture,
                    base + part.offset() + (top + row) * part.stride() + (left + from) * part.step(), part.step(), n, opacity);
            }
        }
    }

    private static void blend(final byte[] values, final byte[] alphas, final int at, final byte[] to, final int toAt, final int step,
                              final int n, final int opacity) {
        for (int i = 0, p = toAt; i < n; i++, p += step) {
            // Of 65280 = 255 * 256; whole alpha at whole opacity gives the value itself.
            final int weight = (alphas[at + i] & 0xFF) * opacity;
            if (weight != 0) {
                to[p] = (byte) (((to[p] & 0xFF) * (65_280 - weight) + (values[at + i] & 0xFF) * weight + 32_640) / 65_280);
            }
        }
    }
}
