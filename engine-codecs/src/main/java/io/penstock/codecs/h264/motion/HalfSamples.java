package io.penstock.codecs.h264.motion;

import static io.penstock.codecs.h264.motion.PixelLoops.EVEN;
import static io.penstock.codecs.h264.motion.PixelLoops.LONGS;
import static io.penstock.codecs.h264.motion.PixelLoops.load;

/**
 * The 6-tap filter of ITU-T H.264 8.4.2.2.1, eight samples at a time: four in the lanes of one long, the four between in another.
 *
 * <p>What the filter gives before rounding is from -2550 to 10710; lanes hold it raised by {@value #RAISED}, so that they are never negative.
 * The centre samples need 32 bits for the second filter: lanes are spread over two longs and put together again.
 */
final class HalfSamples {
    private static final int RAISED = 2560;
    private static final long RAISE = RAISED * 0x0001000100010001L;
    private static final long ROUND_5 = 16 * 0x0001000100010001L;
    private static final long AFTER_5 = 0x07FF07FF07FF07FFL;
    private static final long ZERO_5 = RAISED / 32 * 0x0001000100010001L;
    /** 1 - 5 + 20 + 20 - 5 + 1 is 32: what was raised is 80 after ten bits are shifted out; 160 more keep it from being negative. */
    private static final long CENTRE = (512 + 160 * 1024) * 0x0000000100000001L;
    private static final long AFTER_10 = 0x000003FF000003FFL;
    private static final long ZERO_10 = 240 * 0x0001000100010001L;
    private static final long PAIRS = 0x0000FFFF0000FFFFL;
    private static final long TOPS = 0x8000800080008000L;
    private static final long ONES = 0x0001000100010001L;

    private HalfSamples() {
    }

    /** The filter over six longs of lanes, raised. */
    private static long taps(final long a, final long b, final long c, final long d, final long e, final long f) {
        final long inner = (c + d << 2) - (b + e);
        return a + f + inner + (inner << 2) + RAISE;
    }

    /** From what the filter gives to samples. */
    private static long samples(final long raised) {
        return clip((raised + ROUND_5 >>> 5 & AFTER_5), ZERO_5);
    }

    /** Subtracts, and clips to 0–255; lanes of at most 511 above zero. */
    private static long clip(final long lanes, final long zero) {
        final long difference = (lanes | TOPS) - zero;
        final long notNegative = difference >>> 15 & ONES;
        final long positive = difference & (notNegative << 15) - notNegative;
        final long over = positive >>> 8 & ONES;
        return (positive | (over << 8) - over) & EVEN;
    }

    /** The second filter, over what the first one gave in six rows. */
    private static long centre(final long a, final long b, final long c, final long d, final long e, final long f) {
        final long outer = a + f;
        final long middle = b + e;
        final long inner = c + d;
        final long low = twice(outer & PAIRS, middle & PAIRS, inner & PAIRS);
        final long high = twice(outer >>> 16 & PAIRS, middle >>> 16 & PAIRS, inner >>> 16 & PAIRS);
        return clip(low | high << 16, ZERO_10);
    }

    private static long twice(final long outer, final long middle, final long inner) {
        final long difference = (inner << 2) - middle;
        return outer + difference + (difference << 2) + CENTRE >>> 10 & AFTER_10;
    }

    /** Samples half a column to the right (b) and half a row down from those (j): eight columns, some rows. */
    static void columnsAndCentres(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] j) {
        int row = at - 2 * stride;
        long even0 = evenTaps(from, row);
        long odd0 = oddTaps(from, row);
        row += stride;
        long even1 = evenTaps(from, row);
        long odd1 = oddTaps(from, row);
        row += stride;
        long even2 = evenTaps(from, row);
        long odd2 = oddTaps(from, row);
        row += stride;
        long even3 = evenTaps(from, row);
        long odd3 = oddTaps(from, row);
        row += stride;
        long even4 = evenTaps(from, row);
        long odd4 = oddTaps(from, row);
        int to = at;
        for (int y = 0; y < rows; y++) {
            row += stride;
            final long even5 = evenTaps(from, row);
            final long odd5 = oddTaps(from, row);
            LONGS.set(b, to, samples(even2) | samples(odd2) << 8);
            LONGS.set(j, to, centre(even0, even1, even2, even3, even4, even5) | centre(odd0, odd1, odd2, odd3, odd4, odd5) << 8);
            even0 = even1;
            even1 = even2;
            even2 = even3;
            even3 = even4;
            even4 = even5;
            odd0 = odd1;
            odd1 = odd2;
            odd2 = odd3;
            odd3 = odd4;
            odd4 = odd5;
            to += stride;
        }
    }

    private static long evenTaps(final byte[] from, final int at) {
        return taps(load(from, at - 2) & EVEN, load(from, at - 1) & EVEN, load(from, at) & EVEN, load(from, at + 1) & EVEN,
            load(from, at + 2) & EVEN, load(from, at + 3) & EVEN);
    }

    private static long oddTaps(final byte[] from, final int at) {
        return taps(load(from, at - 1) & EVEN, load(from, at) & EVEN, load(from, at + 1) & EVEN, load(from, at + 2) & EVEN,
            load(from, at + 3) & EVEN, load(from, at + 4) & EVEN);
    }

    /** Samples half a row down (h): eight columns, some rows. */
    static void rows(final byte[] from, final int at, final int stride, final int rows, final byte[] h) {
        long r0 = load(from, at - 2 * stride);
        long r1 = load(from, at - stride);
        long r2 = load(from, at);
        long r3 = load(from, at + stride);
        long r4 = load(from, at + 2 * stride);
        int next = at + 3 * stride;
        int to = at;
        for (int y = 0; y < rows; y++) {
            final long r5 = load(from, next);
            final long even = taps(r0 & EVEN, r1 & EVEN, r2 & EVEN, r3 & EVEN, r4 & EVEN, r5 & EVEN);
            final long odd = taps(r0 >>> 8 & EVEN, r1 >>> 8 & EVEN, r2 >>> 8 & EVEN, r3 >>> 8 & EVEN, r4 >>> 8 & EVEN, r5 >>> 8 & EVEN);
            LONGS.set(h, to, samples(even) | samples(odd) << 8);
            r0 = r1;
            r1 = r2;
            r2 = r3;
            r3 = r4;
            r4 = r5;
            next += stride;
            to += stride;
        }
    }
}
