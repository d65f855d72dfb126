package io.penstock.codecs.h264.motion;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Loops over samples in plain Java, eight at a time: C2 makes no vector code of sums over unsigned bytes, but a long holds eight of them.
 *
 * <p>Differences are taken byte by byte with the borrows kept from spreading (Hacker's Delight, 2-18). Transforms use that a sum of lanes
 * {@code v[i] << 16 * i} may be added and subtracted whole, though the v are signed, as long as the lanes are not looked at one by one;
 * a bias makes them non-negative when they are.
 */
class PixelLoops {
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    /** The low byte of each 16 bits. */
    static final long EVEN = 0x00FF00FF00FF00FFL;
    /** Shorts that {@link #halfSamples} needs: 16 columns, 16 rows and those its filter reaches. */
    static final int SCRATCH = 16 * 21;
    private static final long HIGH = 0x8080808080808080L;
    private static final long LOW7 = 0x7F7F7F7F7F7F7F7FL;
    private static final long ONES = 0x0001000100010001L;
    private static final long BIAS = 0x8000800080008000L;
    private static final long PAIRS = 0x0000FFFF0000FFFFL;
    private static final long TOPS = 0x8000000080000000L;
    private static final long FIRSTS = 0x0000000100000001L;

    PixelLoops() {
    }

    static long load(final byte[] from, final int at) {
        return (long) LONGS.get(from, at);
    }

    static long load4(final byte[] from, final int at) {
        return (int) INTS.get(from, at) & 0xFFFFFFFFL;
    }

    /** |a - b| in each byte. */
    static long differences(final long a, final long b) {
        final long difference = (a | HIGH) - (b & LOW7) ^ (a ^ ~b) & HIGH;
        final long less = (~a & b | (~a | b) & difference) & HIGH;
        final long negative = (less << 1) - (less >>> 7);
        return (difference ^ negative) + (less >>> 7);
    }

    /** (a + b + 1) / 2 in each byte. */
    static long average(final long a, final long b) {
        return (a | b) - ((a ^ b) >>> 1 & LOW7);
    }

    /** Adds up eight bytes in four lanes of 16 bits. */
    static long pairs(final long bytes) {
        return (bytes & EVEN) + (bytes >>> 8 & EVEN);
    }

    static int sumLanes(final long lanes) {
        final long sum = (lanes & PAIRS) + (lanes >>> 16 & PAIRS);
        return (int) sum + (int) (sum >>> 32);
    }

    int sad16(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride, final int height) {
        long sum = 0;
        int p = aAt;
        int q = bAt;
        for (int y = 0; y < height; y++) {
            final long left = differences(load(a, p), load(b, q));
            final long right = differences(load(a, p + 8), load(b, q + 8));
            sum += (left & EVEN) + (left >>> 8 & EVEN) + (right & EVEN) + (right >>> 8 & EVEN);
            p += aStride;
            q += bStride;
        }
        return sumLanes(sum);
    }

    int sad8(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride, final int height) {
        long sum = 0;
        int p = aAt;
        int q = bAt;
        for (int y = 0; y < height; y++) {
            sum += pairs(differences(load(a, p), load(b, q)));
            p += aStride;
            q += bStride;
        }
        return sumLanes(sum);
    }

    int sad4(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride, final int height) {
        long sum = 0;
        int p = aAt;
        int q = bAt;
        for (int y = 0; y < height; y++) {
            sum += pairs(differences(load4(a, p), load4(b, q)));
            p += aStride;
            q += bStride;
        }
        return sumLanes(sum);
    }

    /** Differences to the average of two predictions, 16 samples wide. */
    int sadOfAverage16(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final byte[] c, final int cAt,
                       final int stride, final int height) {
        long sum = 0;
        int p = aAt;
        int offset = 0;
        for (int y = 0; y < height; y++) {
            final long left = differences(load(a, p), average(load(b, bAt + offset), load(c, cAt + offset)));
            final long right = differences(load(a, p + 8), average(load(b, bAt + offset + 8), load(c, cAt + offset + 8)));
            sum += (left & EVEN) + (left >>> 8 & EVEN) + (right & EVEN) + (right >>> 8 & EVEN);
            p += aStride;
            offset += stride;
        }
        return sumLanes(sum);
    }

    /** The same, 8 samples wide. */
    int sadOfAverage8(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final byte[] c, final int cAt,
                      final int stride, final int height) {
        long sum = 0;
        int p = aAt;
        int offset = 0;
        for (int y = 0; y < height; y++) {
            sum += pairs(differences(load(a, p), average(load(b, bAt + offset), load(c, cAt + offset))));
            p += aStride;
            offset += stride;
        }
        return sumLanes(sum);
    }

    /** Whether this machine has what makes these loops fast. */
    boolean suited() {
        return true;
    }

    /**
     * Samples half a column to the right (b), half a row down (h) and both (j), of 16 columns: written to the places they are read at, in other
     * planes. Scratch is {@link #SCRATCH} shorts.
     */
    void halfSamples(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h, final byte[] j,
                     final short[] scratch) {
        plainHalfSamples(from, at, stride, rows, b, h, j);
    }

    /** The same without scratch. */
    static void plainHalfSamples(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h,
                                 final byte[] j) {
        for (int half = at; half < at + 16; half += 8) {
            HalfSamples.columnsAndCentres(from, half, stride, rows, b, j);
            HalfSamples.rows(from, half, stride, rows, h);
        }
    }

    /** Sum of the magnitudes of two 4x4 Hadamard transforms side by side, halved. */
    int satd8x4(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride) {
        return satd(load(a, aAt), load(b, bAt), load(a, aAt + aStride), load(b, bAt + bStride), load(a, aAt + 2 * aStride),
            load(b, bAt + 2 * bStride), load(a, aAt + 3 * aStride), load(b, bAt + 3 * bStride));
    }

    /** One 4x4 Hadamard transform. */
    int satd4x4(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride) {
        return satd(load4(a, aAt), load4(b, bAt), load4(a, aAt + aStride), load4(b, bAt + bStride), load4(a, aAt + 2 * aStride),
            load4(b, bAt + 2 * bStride), load4(a, aAt + 3 * aStride), load4(b, bAt + 3 * bStride));
    }

    private static int satd(final long a0, final long b0, final long a1, final long b1, final long a2, final long b2, final long a3,
                            final long b3) {
        final long even0 = (a0 & EVEN) - (b0 & EVEN);
        final long even1 = (a1 & EVEN) - (b1 & EVEN);
        final long even2 = (a2 & EVEN) - (b2 & EVEN);
        final long even3 = (a3 & EVEN) - (b3 & EVEN);
        final long odd0 = (a0 >>> 8 & EVEN) - (b0 >>> 8 & EVEN);
        final long odd1 = (a1 >>> 8 & EVEN) - (b1 >>> 8 & EVEN);
        final long odd2 = (a2 >>> 8 & EVEN) - (b2 >>> 8 & EVEN);
        final long odd3 = (a3 >>> 8 & EVEN) - (b3 >>> 8 & EVEN);
        return columns(even0 + odd0, even1 + odd1, even2 + odd2, even3 + odd3)
            + columns(even0 - odd0, even1 - odd1, even2 - odd2, even3 - odd3);
    }

    /** The vertical transform, the rest of the horizontal one, and the sum: |x + y| + |x - y| is twice the larger of |x| and |y|. */
    private static int columns(final long r0, final long r1, final long r2, final long r3) {
        final long s = r0 + r1;
        final long t = r0 - r1;
        final long u = r2 + r3;
        final long v = r2 - r3;
        final long sum = larger(s + u) + larger(s - u) + larger(t + v) + larger(t - v);
        return (int) (sum & 0xFFFFFFFFL) + (int) (sum >>> 32);
    }

    /** The larger magnitude of lanes 0 and 1, and of 2 and 3, in two lanes of 32 bits. */
    private static long larger(final long lanes) {
        final long biased = lanes + BIAS;
        final long negative = ~biased >>> 15 & ONES;
        final long magnitude = (biased ^ BIAS ^ (negative << 16) - negative) + negative;
        final long x = magnitude & PAIRS;
        final long y = magnitude >>> 16 & PAIRS;
        final long difference = (x | TOPS) - y;
        final long notLess = difference >>> 31 & FIRSTS;
        return y + (difference & (notLess << 16) - notLess);
    }
}
