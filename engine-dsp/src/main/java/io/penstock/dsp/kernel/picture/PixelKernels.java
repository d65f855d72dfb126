package io.penstock.dsp.kernel.picture;

/**
 * Conversions between planar or semi-planar YCbCr 4:2:0 and packed RGB by ITU-R BT.601-7, in 16-bit fixed point, rounded; chroma is averaged
 * over 2 x 2 pixels on the way down and repeated on the way up. Odd sizes are allowed: chroma planes are rounded up, edge pixels stand for
 * the missing ones.
 *
 * <p>Chroma is given by the offsets of the first U and V and the distance from one U to the next: 1 for I420, 2 for NV12. Packed pixels are
 * given by the offsets of R, G and B within a pixel and by its size. All methods are pure but for what they write; nothing allocates.
 */
public final class PixelKernels {
    private static final int HALF = 1 << 15;

    private PixelKernels() {
    }

    /**
     * How a packed pixel lies in memory.
     *
     * @param size  bytes of a pixel, 3 or 4.
     * @param red   offset of red.
     * @param green offset of green.
     * @param blue  offset of blue.
     */
    public record Packing(int size, int red, int green, int blue) {
        /** Bytes R, G, B. */
        public static final Packing RGB24 = new Packing(3, 0, 1, 2);
        /** Bytes B, G, R, A. */
        public static final Packing BGRA = new Packing(4, 2, 1, 0);
    }

    /**
     * YCbCr to RGB; alpha becomes 255.
     *
     * @param from       holds luma and chroma.
     * @param luma       index of the first luma byte, rows tightly packed.
     * @param u          index of the first U.
     * @param v          index of the first V.
     * @param chromaStep distance of neighbouring U: 1 or 2.
     * @param width      pixels.
     * @param height     pixels.
     * @param full       whether luma spans 0–255 rather than 16–235.
     * @param to         receives packed pixels, rows tightly packed.
     * @param at         index of the first pixel.
     * @param packing    how a pixel lies in memory.
     */
    public static void toRgb(final byte[] from, final int luma, final int u, final int v, final int chromaStep, final int width,
                             final int height, final boolean full, final byte[] to, final int at, final Packing packing) {
        final int yScale = full ? 65_536 : 76_309;
        final int yOffset = full ? 0 : 16;
        final int vRed = full ? 91_881 : 104_597;
        final int uGreen = full ? 22_554 : 25_675;
        final int vGreen = full ? 46_802 : 53_279;
        final int uBlue = full ? 116_130 : 132_201;
        final int size = packing.size();
        final int red = packing.red();
        final int green = packing.green();
        final int blue = packing.blue();
        final int chromaStride = (width + 1) / 2 * chromaStep;
        for (int row = 0; row < height; row++) {
            final int y = luma + row * width;
            final int chroma = (row >> 1) * chromaStride;
            int pixel = at + row * width * size;
            for (int x = 0; x < width; x++, pixel += size) {
                final int c = chroma + (x >> 1) * chromaStep;
                final int cb = (from[u + c] & 0xFF) - 128;
                final int cr = (from[v + c] & 0xFF) - 128;
                final int light = ((from[y + x] & 0xFF) - yOffset) * yScale + HALF;
                to[pixel + red] = clamp(light + vRed * cr >> 16);
                to[pixel + green] = clamp(light - uGreen * cb - vGreen * cr >> 16);
                to[pixel + blue] = clamp(light + uBlue * cb >> 16);
                if (size == 4) {
                    to[pixel + 3] = (byte) 255;
                }
            }
        }
    }

    /**
     * RGB to YCbCr; alpha is ignored.
     *
     * @param from       holds packed pixels, rows tightly packed.
     * @param at         index of the first pixel.
     * @param packing    how a pixel lies in memory.
     * @param width      pixels.
     * @param height     pixels.
     * @param full       whether luma spans 0–255 rather than 16–235.
     * @param to         receives luma and chroma.
     * @param luma       index of the first luma byte, rows tightly packed.
     * @param u          index of the first U.
     * @param v          index of the first V.
     * @param chromaStep distance of neighbouring U: 1 or 2.
     */
    public static void fromRgb(final byte[] from, final int at, final Packing packing, final int width, final int height, final boolean full,
                               final byte[] to, final int luma, final int u, final int v, final int chromaStep) {
        lumaFromRgb(from, at, packing, width * height, full, to, luma);
        final int size = packing.size();
        final int ur = full ? -11_058 : -9_714;
        final int ug = full ? -21_710 : -19_070;
        final int ub = full ? 32_768 : 28_784;
        final int vg = full ? -27_439 : -24_103;
        final int vb = full ? -5_329 : -4_681;
        final int chromaStride = (width + 1) / 2 * chromaStep;
        for (int row = 0; row < height; row += 2) {
            final int upper = at + row * width * size;
            final int lower = row + 1 < height ? upper + width * size : upper;
            int c = (row >> 1) * chromaStride;
            for (int x = 0; x < width; x += 2, c += chromaStep) {
                final int left = x * size;
                final int right = x + 1 < width ? left + size : left;
                final int r = sum(from, upper + packing.red(), lower + packing.red(), left, right);
                final int g = sum(from, upper + packing.green(), lower + packing.green(), left, right);
                final int b = sum(from, upper + packing.blue(), lower + packing.blue(), left, right);
                // Sums of four: two bits more to shift out.
                to[u + c] = clamp((ur * r + ug * g + ub * b + (128 << 18) + 4 * HALF) >> 18);
                to[v + c] = clamp((ub * r + vg * g + vb * b + (128 << 18) + 4 * HALF) >> 18);
            }
        }
    }

    private static void lumaFromRgb(final byte[] from, final int at, final Packing packing, final int pixels, final boolean full,
                                    final byte[] to, final int luma) {
        final int yr = full ? 19_595 : 16_829;
        final int yg = full ? 38_470 : 33_039;
        final int yb = full ? 7_471 : 6_416;
        final int offset = (full ? 0 : 16 << 16) + HALF;
        final int red = at + packing.red();
        final int green = at + packing.green();
        final int blue = at + packing.blue();
        final int size = packing.size();
        for (int i = 0, p = 0; i < pixels; i++, p += size) {
            to[luma + i] = (byte) (yr * (from[red + p] & 0xFF) + yg * (from[green + p] & 0xFF) + yb * (from[blue + p] & 0xFF) + offset >> 16);
        }
    }

    /**
     * Two planes into one of pairs: I420 chroma to NV12.
     *
     * @param from  holds the planes.
     * @param u     index of the first U.
     * @param v     index of the first V.
     * @param pairs how many.
     * @param to    receives U and V by turns.
     * @param at    index of the first U.
     */
    public static void interleave(final byte[] from, final int u, final int v, final int pairs, final byte[] to, final int at) {
        for (int i = 0; i < pairs; i++) {
            to[at + 2 * i] = from[u + i];
            to[at + 2 * i + 1] = from[v + i];
        }
    }

    /**
     * One plane of pairs into two: NV12 chroma to I420.
     *
     * @param from  holds U and V by turns.
     * @param at    index of the first U.
     * @param pairs how many.
     * @param to    receives the planes.
     * @param u     index of the first U.
     * @param v     index of the first V.
     */
    public static void separate(final byte[] from, final int at, final int pairs, final byte[] to, final int u, final int v) {
        for (int i = 0; i < pairs; i++) {
            to[u + i] = from[at + 2 * i];
            to[v + i] = from[at + 2 * i + 1];
        }
    }

    private static int sum(final byte[] from, final int upper, final int lower, final int left, final int right) {
        return (from[upper + left] & 0xFF) + (from[upper + right] & 0xFF) + (from[lower + left] & 0xFF) + (from[lower + right] & 0xFF);
    }

    private static byte clamp(final int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
