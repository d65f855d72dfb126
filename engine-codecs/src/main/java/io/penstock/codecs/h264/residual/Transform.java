package io.penstock.codecs.h264.residual;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 4x4 integer transform of H.264 (8.5.12; forward: its transpose without the scaling, which is the quantiser's), and the Hadamard
 * transforms of DC coefficients. Blocks of coefficients are 16 shorts in raster order.
 *
 * <p>The vertical pass works on four differences at once, as signed lanes summed up in a long: sums and differences of such longs are exact as
 * long as lanes are not looked at one by one.
 */
public final class Transform {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVEN = 0x00FF00FF00FF00FFL;
    private static final long BIAS = 0x8000800080008000L;

    private Transform() {
    }

    /**
     * Transforms the difference of 4x4 samples.
     *
     * @param source       samples.
     * @param at           the first one.
     * @param stride       rows' distance.
     * @param prediction   what is subtracted.
     * @param from         its first sample.
     * @param fromStride   its rows' distance.
     * @param coefficients receives 16.
     * @param to           from where.
     */
    public static void forward4x4(final byte[] source, final int at, final int stride, final byte[] prediction, final int from,
                                  final int fromStride, final short[] coefficients, final int to) {
        final long a0 = (int) INTS.get(source, at);
        final long a1 = (int) INTS.get(source, at + stride);
        final long a2 = (int) INTS.get(source, at + 2 * stride);
        final long a3 = (int) INTS.get(source, at + 3 * stride);
        final long b0 = (int) INTS.get(prediction, from);
        final long b1 = (int) INTS.get(prediction, from + fromStride);
        final long b2 = (int) INTS.get(prediction, from + 2 * fromStride);
        final long b3 = (int) INTS.get(prediction, from + 3 * fromStride);
        forward((a0 & EVEN) - (b0 & EVEN), (a1 & EVEN) - (b1 & EVEN), (a2 & EVEN) - (b2 & EVEN), (a3 & EVEN) - (b3 & EVEN),
            (a0 >>> 8 & EVEN) - (b0 >>> 8 & EVEN), (a1 >>> 8 & EVEN) - (b1 >>> 8 & EVEN), (a2 >>> 8 & EVEN) - (b2 >>> 8 & EVEN),
            (a3 >>> 8 & EVEN) - (b3 >>> 8 & EVEN), coefficients, to, false);
    }

    /** Two blocks side by side, 16 coefficients each. */
    private static void forward8x4(final byte[] source, final int at, final int stride, final byte[] prediction, final int from,
                                   final int fromStride, final short[] coefficients, final int to) {
        final long a0 = (long) LONGS.get(source, at);
        final long a1 = (long) LONGS.get(source, at + stride);
        final long a2 = (long) LONGS.get(source, at + 2 * stride);
        final long a3 = (long) LONGS.get(source, at + 3 * stride);
        final long b0 = (long) LONGS.get(prediction, from);
        final long b1 = (long) LONGS.get(prediction, from + fromStride);
        final long b2 = (long) LONGS.get(prediction, from + 2 * fromStride);
        final long b3 = (long) LONGS.get(prediction, from + 3 * fromStride);
        forward((a0 & EVEN) - (b0 & EVEN), (a1 & EVEN) - (b1 & EVEN), (a2 & EVEN) - (b2 & EVEN), (a3 & EVEN) - (b3 & EVEN),
            (a0 >>> 8 & EVEN) - (b0 >>> 8 & EVEN), (a1 >>> 8 & EVEN) - (b1 >>> 8 & EVEN), (a2 >>> 8 & EVEN) - (b2 >>> 8 & EVEN),
            (a3 >>> 8 & EVEN) - (b3 >>> 8 & EVEN), coefficients, to, true);
    }

    /** Differences of four rows: columns 0, 2, 4, 6 in the lanes of {@code e}, columns 1, 3, 5, 7 in those of {@code o}. */
    private static void forward(final long e0, final long e1, final long e2, final long e3, final long o0, final long o1, final long o2,
                                final long o3, final short[] coefficients, final int to, final boolean both) {
        final long es = e0 + e3;
        final long et = e1 + e2;
        final long eu = e1 - e2;
        final long ev = e0 - e3;
        final long os = o0 + o3;
        final long ot = o1 + o2;
        final long ou = o1 - o2;
        final long ov = o0 - o3;
        final long er0 = es + et + BIAS;
        final long er1 = ev + ev + eu + BIAS;
        final long er2 = es - et + BIAS;
        final long er3 = ev - eu - eu + BIAS;
        final long or0 = os + ot + BIAS;
        final long or1 = ov + ov + ou + BIAS;
        final long or2 = os - ot + BIAS;
        final long or3 = ov - ou - ou + BIAS;
        row((int) er0, (int) or0, coefficients, to);
        row((int) er1, (int) or1, coefficients, to + 4);
        row((int) er2, (int) or2, coefficients, to + 8);
        row((int) er3, (int) or3, coefficients, to + 12);
        if (both) {
            row((int) (er0 >>> 32), (int) (or0 >>> 32), coefficients, to + 16);
            row((int) (er1 >>> 32), (int) (or1 >>> 32), coefficients, to + 20);
            row((int) (er2 >>> 32), (int) (or2 >>> 32), coefficients, to + 24);
            row((int) (er3 >>> 32), (int) (or3 >>> 32), coefficients, to + 28);
        }
    }

    /** The horizontal pass; the bias falls out of each difference, and is taken off each sum. */
    private static void row(final int even, final int odd, final short[] coefficients, final int to) {
        final int x0 = even & 0xFFFF;
        final int x2 = even >>> 16;
        final int x1 = odd & 0xFFFF;
        final int x3 = odd >>> 16;
        final int s = x0 + x3 - 0x10000;
        final int t = x1 + x2 - 0x10000;
        final int u = x1 - x2;
        final int v = x0 - x3;
        coefficients[to] = (short) (s + t);
        coefficients[to + 1] = (short) (v + v + u);
        coefficients[to + 2] = (short) (s - t);
        coefficients[to + 3] = (short) (v - u - u);
    }

    /**
     * Transforms the difference of 8x8 samples: four blocks in coding order.
     *
     * @param source       samples.
     * @param at           the first one.
     * @param stride       rows' distance.
     * @param prediction   what is subtracted.
     * @param from         its first sample.
     * @param fromStride   its rows' distance.
     * @param coefficients receives 64.
     * @param to           from where.
     */
    public static void forward8x8(final byte[] source, final int at, final int stride, final byte[] prediction, final int from,
                                  final int fromStride, final short[] coefficients, final int to) {
        forward8x4(source, at, stride, prediction, from, fromStride, coefficients, to);
        forward8x4(source, at + 4 * stride, stride, prediction, from + 4 * fromStride, fromStride, coefficients, to + 32);
    }

    /**
     * Transforms the difference of 16x16 samples: sixteen blocks in coding order (6.4.3).
     *
     * @param source       samples.
     * @param at           the first one.
     * @param stride       rows' distance.
     * @param prediction   what is subtracted.
     * @param from         its first sample.
     * @param fromStride   its rows' distance.
     * @param coefficients receives 256.
     * @param to           from where.
     */
    public static void forward16x16(final byte[] source, final int at, final int stride, final byte[] prediction, final int from,
                                    final int fromStride, final short[] coefficients, final int to) {
        forward8x8(source, at, stride, prediction, from, fromStride, coefficients, to);
        forward8x8(source, at + 8, stride, prediction, from + 8, fromStride, coefficients, to + 64);
        forward8x8(source, at + 8 * stride, stride, prediction, from + 8 * fromStride, fromStride, coefficients, to + 128);
        forward8x8(source, at + 8 * stride + 8, stride, prediction, from + 8 * fromStride + 8, fromStride, coefficients, to + 192);
    }

    /**
     * Transforms scaled coefficients back and adds them to a prediction. Rows of samples are read and written whole: what is read back as
     * longs or ints soon after comes at once only if it was not written byte by byte. The passes keep all bits of an int, because what the
     * coarsest quantisers make of blacks and whites may need more than sixteen.
     *
     * @param coefficients 16.
     * @param at           from where.
     * @param prediction   samples.
     * @param from         the first one.
     * @param fromStride   rows' distance.
     * @param target       receives the sums, clipped to 0–255.
     * @param to           the first one.
     * @param toStride     rows' distance.
     */
    public static void inverseAdd4x4(final short[] coefficients, final int at, final byte[] prediction, final int from, final int fromStride,
                                     final byte[] target, final int to, final int toStride) {
        final int a0 = coefficients[at] + coefficients[at + 2];
        final int b0 = coefficients[at] - coefficients[at + 2];
        final int c0 = (coefficients[at + 1] >> 1) - coefficients[at + 3];
        final int d0 = coefficients[at + 1] + (coefficients[at + 3] >> 1);
        final int a1 = coefficients[at + 4] + coefficients[at + 6];
        final int b1 = coefficients[at + 4] - coefficients[at + 6];
        final int c1 = (coefficients[at + 5] >> 1) - coefficients[at + 7];
        final int d1 = coefficients[at + 5] + (coefficients[at + 7] >> 1);
        final int a2 = coefficients[at + 8] + coefficients[at + 10];
        final int b2 = coefficients[at + 8] - coefficients[at + 10];
        final int c2 = (coefficients[at + 9] >> 1) - coefficients[at + 11];
        final int d2 = coefficients[at + 9] + (coefficients[at + 11] >> 1);
        final int a3 = coefficients[at + 12] + coefficients[at + 14];
        final int b3 = coefficients[at + 12] - coefficients[at + 14];
        final int c3 = (coefficients[at + 13] >> 1) - coefficients[at + 15];
        final int d3 = coefficients[at + 13] + (coefficients[at + 15] >> 1);
        final int p0 = (int) INTS.get(prediction, from);
        final int p1 = (int) INTS.get(prediction, from + fromStride);
        final int p2 = (int) INTS.get(prediction, from + 2 * fromStride);
        final int p3 = (int) INTS.get(prediction, from + 3 * fromStride);
        int s = a0 + d0 + (a2 + d2) + 32;
        int t = a0 + d0 - (a2 + d2) + 32;
        int u = (a1 + d1 >> 1) - (a3 + d3);
        int v = a1 + d1 + (a3 + d3 >> 1);
        int row0 = clip((p0 & 0xFF) + (s + v >> 6));
        int row1 = clip((p1 & 0xFF) + (t + u >> 6));
        int row2 = clip((p2 & 0xFF) + (t - u >> 6));
        int row3 = clip((p3 & 0xFF) + (s - v >> 6));
        s = b0 + c0 + (b2 + c2) + 32;
        t = b0 + c0 - (b2 + c2) + 32;
        u = (b1 + c1 >> 1) - (b3 + c3);
        v = b1 + c1 + (b3 + c3 >> 1);
        row0 |= clip((p0 >>> 8 & 0xFF) + (s + v >> 6)) << 8;
        row1 |= clip((p1 >>> 8 & 0xFF) + (t + u >> 6)) << 8;
        row2 |= clip((p2 >>> 8 & 0xFF) + (t - u >> 6)) << 8;
        row3 |= clip((p3 >>> 8 & 0xFF) + (s - v >> 6)) << 8;
        s = b0 - c0 + (b2 - c2) + 32;
        t = b0 - c0 - (b2 - c2) + 32;
        u = (b1 - c1 >> 1) - (b3 - c3);
        v = b1 - c1 + (b3 - c3 >> 1);
        row0 |= clip((p0 >>> 16 & 0xFF) + (s + v >> 6)) << 16;
        row1 |= clip((p1 >>> 16 & 0xFF) + (t + u >> 6)) << 16;
        row2 |= clip((p2 >>> 16 & 0xFF) + (t - u >> 6)) << 16;
        row3 |= clip((p3 >>> 16 & 0xFF) + (s - v >> 6)) << 16;
        s = a0 - d0 + (a2 - d2) + 32;
        t = a0 - d0 - (a2 - d2) + 32;
        u = (a1 - d1 >> 1) - (a3 - d3);
        v = a1 - d1 + (a3 - d3 >> 1);
        row0 |= clip((p0 >>> 24 & 0xFF) + (s + v >> 6)) << 24;
        row1 |= clip((p1 >>> 24 & 0xFF) + (t + u >> 6)) << 24;
        row2 |= clip((p2 >>> 24 & 0xFF) + (t - u >> 6)) << 24;
        row3 |= clip((p3 >>> 24 & 0xFF) + (s - v >> 6)) << 24;
        INTS.set(target, to, row0);
        INTS.set(target, to + toStride, row1);
        INTS.set(target, to + 2 * toStride, row2);
        INTS.set(target, to + 3 * toStride, row3);
    }

    private static int clip(final int value) {
        return (value & ~0xFF) == 0 ? value : ~value >> 31 & 0xFF;
    }

    /**
     * Adds a block of which only the DC coefficient is not zero.
     *
     * @param dc         the scaled coefficient.
     * @param prediction samples.
     * @param from       the first one.
     * @param fromStride rows' distance.
     * @param target     receives the sums, clipped to 0–255.
     * @param to         the first one.
     * @param toStride   rows' distance.
     */
    public static void inverseAddDc(final int dc, final byte[] prediction, final int from, final int fromStride, final byte[] target,
                                    final int to, final int toStride) {
        final int value = dc + 32 >> 6;
        if (value == 0) {
            for (int y = 0; y < 4; y++) {
                INTS.set(target, to + y * toStride, (int) INTS.get(prediction, from + y * fromStride));
            }
            return;
        }
        for (int y = 0; y < 4; y++) {
            final int p = from + y * fromStride;
            final int q = to + y * toStride;
            target[q] = (byte) clip((prediction[p] & 0xFF) + value);
            target[q + 1] = (byte) clip((prediction[p + 1] & 0xFF) + value);
            target[q + 2] = (byte) clip((prediction[p + 2] & 0xFF) + value);
            target[q + 3] = (byte) clip((prediction[p + 3] & 0xFF) + value);
        }
    }

    /**
     * Transforms the sixteen DC coefficients of an I16x16 macroblock, in place, halved.
     *
     * @param dc in raster order of the blocks.
     */
    public static void forwardLumaDc(final short[] dc) {
        hadamardRows(dc);
        for (int x = 0; x < 4; x++) {
            final int a = dc[x] + dc[x + 12];
            final int b = dc[x + 4] + dc[x + 8];
            final int c = dc[x + 4] - dc[x + 8];
            final int d = dc[x] - dc[x + 12];
            dc[x] = (short) (a + b + 1 >> 1);
            dc[x + 4] = (short) (d + c + 1 >> 1);
            dc[x + 8] = (short) (a - b + 1 >> 1);
            dc[x + 12] = (short) (d - c + 1 >> 1);
        }
    }

    /** The horizontal half of the 4x4 Hadamard transform (8-328), in place. */
    static void hadamardRows(final short[] dc) {
        for (int row = 0; row < 16; row += 4) {
            final int a = dc[row] + dc[row + 3];
            final int b = dc[row + 1] + dc[row + 2];
            final int c = dc[row + 1] - dc[row + 2];
            final int d = dc[row] - dc[row + 3];
            dc[row] = (short) (a + b);
            dc[row + 1] = (short) (d + c);
            dc[row + 2] = (short) (a - b);
            dc[row + 3] = (short) (d - c);
        }
    }

    /**
     * Transforms four DC coefficients of a chroma plane, in place; it is its own inverse but for a factor of four.
     *
     * @param dc coefficients in raster order of the blocks.
     * @param at the first one.
     */
    public static void forwardChromaDc(final short[] dc, final int at) {
        final int a = dc[at];
        final int b = dc[at + 1];
        final int c = dc[at + 2];
        final int d = dc[at + 3];
        dc[at] = (short) (a + b + c + d);
        dc[at + 1] = (short) (a - b + c - d);
        dc[at + 2] = (short) (a + b - c - d);
        dc[at + 3] = (short) (a - b - c + d);
    }
}
