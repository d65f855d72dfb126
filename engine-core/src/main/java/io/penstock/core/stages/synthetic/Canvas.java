package io.penstock.core.stages.synthetic;

/** Where the scene's layers are painted once, in RGB floats 0–1 with coverage; slow and simple. */
final class Canvas {
    final int width;
    final int height;
    final float[] red;
    final float[] green;
    final float[] blue;
    final float[] alpha;

    /** How much of a pixel a shape covers. */
    @FunctionalInterface
    interface Mask {
        /** From 0 to 1. */
        double at(double x, double y);
    }

    /** Colour of a shape at a pixel. */
    @FunctionalInterface
    interface Paint {
        /** Fills red, green and blue. */
        void at(double x, double y, double[] rgb);
    }

    Canvas(final int width, final int height) {
        this.width = width;
        this.height = height;
        red = new float[width * height];
        green = new float[width * height];
        blue = new float[width * height];
        alpha = new float[width * height];
    }

    void draw(final Mask mask, final Paint paint) {
        final double[] rgb = new double[3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final double cover = Math.min(1, mask.at(x + 0.5, y + 0.5));
                if (cover > 0.002) {
                    paint.at(x + 0.5, y + 0.5, rgb);
                    blend(y * width + x, cover, rgb);
                }
            }
        }
    }

    private void blend(final int i, final double cover, final double[] rgb) {
        final double keep = 1 - cover;
        red[i] = (float) (red[i] * keep + rgb[0] * cover);
        green[i] = (float) (green[i] * keep + rgb[1] * cover);
        blue[i] = (float) (blue[i] * keep + rgb[2] * cover);
        alpha[i] = (float) (alpha[i] * keep + cover);
    }

    /** An ellipse with a soft edge of some pixels. */
    static Mask ellipse(final double cx, final double cy, final double rx, final double ry, final double edge) {
        return (x, y) -> {
            final double dx = (x - cx) / rx;
            final double dy = (y - cy) / ry;
            final double r = Math.sqrt(dx * dx + dy * dy);
            return smooth((1 - r) * Math.min(rx, ry) / edge + 0.5);
        };
    }

    /** A rectangle with a soft edge of some pixels. */
    static Mask box(final double x0, final double y0, final double x1, final double y1, final double edge) {
        return (x, y) -> smooth(Math.min(Math.min(x - x0, x1 - x), Math.min(y - y0, y1 - y)) / edge + 0.5);
    }

    static Paint plain(final double r, final double g, final double b) {
        return (x, y, rgb) -> {
            rgb[0] = r;
            rgb[1] = g;
            rgb[2] = b;
        };
    }

    /** A colour whose brightness follows a function. */
    static Paint shaded(final double r, final double g, final double b, final Mask light) {
        return (x, y, rgb) -> {
            final double l = light.at(x, y);
            rgb[0] = Math.min(1, r * l);
            rgb[1] = Math.min(1, g * l);
            rgb[2] = Math.min(1, b * l);
        };
    }

    static double smooth(final double t) {
        final double c = Math.max(0, Math.min(1, t));
        return c * c * (3 - 2 * c);
    }

    /** Fractal value noise of four octaves, about −1 to 1; {@code scale} is the size of the largest grain in pixels. */
    static double noise(final double x, final double y, final double scale, final long seed) {
        double sum = 0;
        double weight = 0.5;
        double f = 1 / scale;
        for (int octave = 0; octave < 4; octave++, weight *= 0.5, f *= 2) {
            sum += weight * lattice(x * f, y * f, seed + octave);
        }
        return sum;
    }

    private static double lattice(final double x, final double y, final long seed) {
        final int ix = (int) Math.floor(x);
        final int iy = (int) Math.floor(y);
        final double fx = smooth(x - ix);
        final double fy = smooth(y - iy);
        final double top = corner(ix, iy, seed) * (1 - fx) + corner(ix + 1, iy, seed) * fx;
        final double bottom = corner(ix, iy + 1, seed) * (1 - fx) + corner(ix + 1, iy + 1, seed) * fx;
        return top * (1 - fy) + bottom * fy;
    }

    /** A number from −1 to 1 for a place, from the finaliser of MurmurHash3. */
    static double corner(final int x, final int y, final long seed) {
        long h = x * 0x9e37_79b9_7f4a_7c15L ^ y * 0xc2b2_ae3d_27d4_eb4fL ^ seed * 0x1656_67b1_9e37_79f9L;
        h = (h ^ h >>> 33) * 0xff51_afd7_ed55_8ccdL;
        h = (h ^ h >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        h ^= h >>> 33;
        return (h >> 11) / (double) (1L << 52);
    }

    /** Blurs everything by a box of 2r+1 pixels, twice: what lies out of focus. */
    void blur(final int r) {
        for (final float[] plane : new float[][] {red, green, blue}) {
            for (int pass = 0; pass < 2; pass++) {
                final float[] from = plane.clone();
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        float sum = 0;
                        for (int d = -r; d <= r; d++) {
                            sum += from[y * width + Math.max(0, Math.min(width - 1, x + d))];
                        }
                        plane[y * width + x] = sum / (2 * r + 1);
                    }
                }
                System.arraycopy(plane, 0, from, 0, plane.length);
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        float sum = 0;
                        for (int d = -r; d <= r; d++) {
                            sum += from[Math.max(0, Math.min(height - 1, y + d)) * width + x];
                        }
                        plane[y * width + x] = sum / (2 * r + 1);
                    }
                }
            }
        }
    }
}
