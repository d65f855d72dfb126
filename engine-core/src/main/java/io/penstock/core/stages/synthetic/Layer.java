package io.penstock.core.stages.synthetic;

/**
 * A painted layer in planar 4:2:0, BT.601 limited range, colours multiplied by coverage, that can be drawn at a sixteenth of a pixel
 * (bilinear). Luma stays within 24–227, so that small noise can be added without clamping.
 */
final class Layer {
    private static final double LEAST_LUMA = 24;
    private static final double MOST_LUMA = 227;

    private final Plane luma;
    private final Plane u;
    private final Plane v;

    /** One plane: values and coverage 0–256, with a border of one empty pixel on each side unless opaque. */
    private record Plane(int width, int height, short[] values, short[] cover) {
    }

    /** Takes a canvas of even size. Opaque layers must be drawn so that they cover the whole picture. */
    Layer(final Canvas canvas, final boolean opaque) {
        final int w = canvas.width;
        final int h = canvas.height;
        final double[][] planes = new double[4][w * h];
        for (int i = 0; i < w * h; i++) {
            final double a = opaque ? 1 : canvas.alpha[i];
            // Painted over nothing, so colours are multiplied by coverage already.
            final double r = canvas.red[i];
            final double g = canvas.green[i];
            final double b = canvas.blue[i];
            final double y = 16 * a + 65.481 * r + 128.553 * g + 24.966 * b;
            planes[0][i] = Math.max(LEAST_LUMA * a, Math.min(MOST_LUMA * a, y));
            planes[1][i] = 128 * a - 37.797 * r - 74.203 * g + 112 * b;
            planes[2][i] = 128 * a + 112 * r - 93.786 * g - 18.214 * b;
            planes[3][i] = 256 * a;
        }
        luma = plane(planes[0], planes[3], w, h, opaque);
        final double[] coverHalf = half(planes[3], w, h);
        u = plane(half(planes[1], w, h), coverHalf, w / 2, h / 2, opaque);
        v = plane(half(planes[2], w, h), coverHalf, w / 2, h / 2, opaque);
    }

    /** Draws the layer with its upper left corner at (x, y), in luma pixels, into an I420 picture of even size. */
    void draw(final byte[] out, final int base, final int width, final int height, final double x, final double y, final int[] scratch) {
        final int size = width * height;
        draw(luma, out, base, width, height, (int) Math.floor(x * 16), (int) Math.floor(y * 16), scratch);
        final int cx = (int) Math.floor(x * 8);
        final int cy = (int) Math.floor(y * 8);
        draw(u, out, base + size, width / 2, height / 2, cx, cy, scratch);
        draw(v, out, base + size + size / 4, width / 2, height / 2, cx, cy, scratch);
    }

    private static void draw(final Plane plane, final byte[] out, final int base, final int width, final int height,
                             final int x16, final int y16, final int[] scratch) {
        final int left = x16 >> 4;
        final int top = y16 >> 4;
        final int fx = x16 & 15;
        final int fy = y16 & 15;
        final int fromX = Math.max(0, left + 1);
        final int toX = Math.min(width, left + plane.width);
        final int fromY = Math.max(0, top + 1);
        final int toY = Math.min(height, top + plane.height);
        final int n = toX - fromX;
        if (n <= 0) {
            return;
        }
        for (int y = fromY; y < toY; y++) {
            // A picture row lies between two rows of the layer, its pixels between two columns.
            final int row = (y - top) * plane.width + fromX - left;
            if (plane.cover == null) {
                copyRow(plane.values, row, plane.width, fx, fy, n, out, base + y * width + fromX, scratch);
            } else {
                blendRow(plane, row, fx, fy, n, out, base + y * width + fromX, scratch);
            }
        }
    }

    private static void copyRow(final short[] from, final int row, final int stride, final int fx, final int fy, final int n,
                                final byte[] out, final int at, final int[] scratch) {
        mixRows(from, row, stride, fy, n, scratch, 0);
        for (int i = 0; i < n; i++) {
            out[at + i] = (byte) (scratch[i + 1] * (16 - fx) + scratch[i] * fx + 128 >> 8);
        }
    }

    private static void blendRow(final Plane plane, final int row, final int fx, final int fy, final int n, final byte[] out, final int at,
                                 final int[] scratch) {
        final int second = scratch.length / 2;
        mixRows(plane.values, row, plane.width, fy, n, scratch, 0);
        mixRows(plane.cover, row, plane.width, fy, n, scratch, second);
        for (int i = 0; i < n; i++) {
            final int cover = scratch[second + i + 1] * (16 - fx) + scratch[second + i] * fx >> 8;
            if (cover != 0) {
                final int value = scratch[i + 1] * (16 - fx) + scratch[i] * fx + 128 >> 8;
                out[at + i] = (byte) (value + ((out[at + i] & 0xFF) * (256 - cover) + 128 >> 8));
            }
        }
    }

    private static void mixRows(final short[] from, final int row, final int stride, final int fy, final int n, final int[] to, final int at) {
        final int below = row - 1;
        final int above = below - stride;
        final int keep = 16 - fy;
        for (int i = 0; i <= n; i++) {
            to[at + i] = from[below + i] * keep + from[above + i] * fy;
        }
    }

    private static Plane plane(final double[] values, final double[] cover, final int w, final int h, final boolean opaque) {
        final int border = opaque ? 0 : 1;
        final int pw = w + 2 * border;
        final int ph = h + 2 * border;
        final short[] v = new short[pw * ph];
        final short[] c = new short[pw * ph];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                v[(y + border) * pw + x + border] = (short) Math.round(values[y * w + x]);
                c[(y + border) * pw + x + border] = (short) Math.round(cover[y * w + x]);
            }
        }
        return new Plane(pw, ph, v, opaque ? null : c);
    }

    private static double[] half(final double[] from, final int w, final int h) {
        final double[] to = new double[w / 2 * (h / 2)];
        for (int y = 0; y < h / 2; y++) {
            for (int x = 0; x < w / 2; x++) {
                final int i = 2 * y * w + 2 * x;
                to[y * (w / 2) + x] = (from[i] + from[i + 1] + from[i + w] + from[i + w + 1]) / 4;
            }
        }
        return to;
    }
}
