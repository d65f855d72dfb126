package io.penstock.codecs.h264.motion;

import static io.penstock.codecs.h264.motion.PixelLoops.EVEN;
import static io.penstock.codecs.h264.motion.PixelLoops.INTS;
import static io.penstock.codecs.h264.motion.PixelLoops.LONGS;
import static io.penstock.codecs.h264.motion.PixelLoops.load;
import static io.penstock.codecs.h264.motion.PixelLoops.load4;

/** Chroma between samples, ITU-T H.264 (8-229): weights of 64 in all, four samples in the lanes of a long. */
final class Bilinear {
    private static final long ROUND = 32 * 0x0001000100010001L;

    private Bilinear() {
    }

    static void predict(final byte[] from, final int at, final int stride, final int x, final int y, final int w, final int h, final byte[] to,
                        final int toAt, final int toStride) {
        final long a = (8 - x) * (8 - y);
        final long b = x * (8 - y);
        final long c = (8 - x) * y;
        final long d = x * y;
        int p = at;
        int r = toAt;
        if (w == 8) {
            long left = load(from, p);
            long right = load(from, p + 1);
            for (int row = 0; row < h; row++) {
                p += stride;
                final long leftBelow = load(from, p);
                final long rightBelow = load(from, p + 1);
                LONGS.set(to, r, mix(left, right, leftBelow, rightBelow, a, b, c, d));
                left = leftBelow;
                right = rightBelow;
                r += toStride;
            }
        } else {
            for (int row = 0; row < h; row++) {
                INTS.set(to, r, (int) mix(load4(from, p), load4(from, p + 1), load4(from, p + stride), load4(from, p + stride + 1), a, b, c, d));
                p += stride;
                r += toStride;
            }
        }
    }

    private static long mix(final long p, final long q, final long r, final long s, final long a, final long b, final long c, final long d) {
        final long even = a * (p & EVEN) + b * (q & EVEN) + c * (r & EVEN) + d * (s & EVEN) + ROUND >>> 6 & EVEN;
        final long odd = a * (p >>> 8 & EVEN) + b * (q >>> 8 & EVEN) + c * (r >>> 8 & EVEN) + d * (s >>> 8 & EVEN) + ROUND >>> 6 & EVEN;
        return even | odd << 8;
    }
}
