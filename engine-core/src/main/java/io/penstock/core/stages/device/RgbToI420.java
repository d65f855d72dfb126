package io.penstock.core.stages.device;

/** Between {@code 0xRRGGBB} integers, as AWT pictures hold them, and I420 of BT.601 limited range, in 16-bit fixed point. */
final class RgbToI420 {
    private static final int HALF = 1 << 15;

    private RgbToI420() {
    }

    /** Even sizes; rows of {@code from} are {@code stride} integers apart. */
    static void toI420(final int[] from, final int stride, final int width, final int height, final byte[] to, final int at) {
        final int u = at + width * height;
        final int v = u + width * height / 4;
        for (int y = 0; y < height; y += 2) {
            int chroma = y / 2 * (width / 2);
            for (int x = 0; x < width; x += 2, chroma++) {
                final int p = y * stride + x;
                final int l = at + y * width + x;
                int r = 0;
                int g = 0;
                int b = 0;
                for (int k = 0; k < 4; k++) {
                    final int rgb = from[p + (k >> 1) * stride + (k & 1)];
                    final int red = rgb >> 16 & 255;
                    final int green = rgb >> 8 & 255;
                    final int blue = rgb & 255;
                    to[l + (k >> 1) * width + (k & 1)] = (byte) (16_829 * red + 33_039 * green + 6_416 * blue + (16 << 16) + HALF >> 16);
                    r += red;
                    g += green;
                    b += blue;
                }
                to[u + chroma] = (byte) (-9_714 * r - 19_070 * g + 28_784 * b + (128 << 18) + 4 * HALF >> 18);
                to[v + chroma] = (byte) (28_784 * r - 24_103 * g - 4_681 * b + (128 << 18) + 4 * HALF >> 18);
            }
        }
    }

    /** Any size; writes {@code width * height} integers. */
    static void toRgb(final byte[] from, final int width, final int height, final boolean full, final int[] to) {
        final int u = width * height;
        final int chromaWidth = (width + 1) / 2;
        final int v = u + chromaWidth * ((height + 1) / 2);
        final int scale = full ? 65_536 : 76_309;
        final int offset = full ? 0 : 16;
        final int vRed = full ? 91_881 : 104_597;
        final int uGreen = full ? 22_554 : 25_675;
        final int vGreen = full ? 46_802 : 53_279;
        final int uBlue = full ? 116_130 : 132_201;
        for (int y = 0; y < height; y++) {
            final int chroma = (y >> 1) * chromaWidth;
            for (int x = 0; x < width; x++) {
                final int cb = (from[u + chroma + (x >> 1)] & 0xFF) - 128;
                final int cr = (from[v + chroma + (x >> 1)] & 0xFF) - 128;
                final int light = ((from[y * width + x] & 0xFF) - offset) * scale + HALF;
                to[y * width + x] = clamp(light + vRed * cr >> 16) << 16 | clamp(light - uGreen * cb - vGreen * cr >> 16) << 8
                    | clamp(light + uBlue * cb >> 16);
            }
        }
    }

    private static int clamp(final int value) {
        return Math.max(0, Math.min(255, value));
    }
}
