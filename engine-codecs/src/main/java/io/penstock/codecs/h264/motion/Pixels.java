package io.penstock.codecs.h264.motion;

import java.util.Arrays;

/**
 * Differences between blocks of samples, and what else is done to whole blocks. Blocks are an array, the index of the upper left sample, and
 * the distance of rows. Reads nothing outside the blocks. Stateless.
 */
public final class Pixels {
    private static final PixelLoops LOOPS = LoopChoice.find();

    private Pixels() {
    }

    /** Whether the loops run by the Vector API. */
    static boolean accelerated() {
        return LOOPS.getClass() != PixelLoops.class;
    }

    /** {@link PixelLoops#halfSamples}. */
    static void halfSamples(final byte[] from, final int at, final int stride, final int rows, final byte[] b, final byte[] h, final byte[] j,
                            final short[] scratch) {
        LOOPS.halfSamples(from, at, stride, rows, b, h, j, scratch);
    }

    /**
     * Sum of absolute differences.
     *
     * @param a       one block's array.
     * @param aAt     its first sample.
     * @param aStride its rows' distance.
     * @param b       the other's array.
     * @param bAt     its first sample.
     * @param bStride its rows' distance.
     * @param width   4, 8 or 16.
     * @param height  1–16.
     * @return the sum.
     */
    public static int sad(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride, final int width,
                          final int height) {
        return switch (width) {
            case 16 -> LOOPS.sad16(a, aAt, aStride, b, bAt, bStride, height);
            case 8 -> LOOPS.sad8(a, aAt, aStride, b, bAt, bStride, height);
            default -> LOOPS.sad4(a, aAt, aStride, b, bAt, bStride, height);
        };
    }

    /**
     * {@link #sad} of 16x16 samples.
     *
     * @param a       one block's array.
     * @param aAt     its first sample.
     * @param aStride its rows' distance.
     * @param b       the other's array.
     * @param bAt     its first sample.
     * @param bStride its rows' distance.
     * @return the sum.
     */
    public static int sad16x16(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride) {
        return LOOPS.sad16(a, aAt, aStride, b, bAt, bStride, 16);
    }

    /**
     * {@link #sad} of 8x8 samples.
     *
     * @param a       one block's array.
     * @param aAt     its first sample.
     * @param aStride its rows' distance.
     * @param b       the other's array.
     * @param bAt     its first sample.
     * @param bStride its rows' distance.
     * @return the sum.
     */
    public static int sad8x8(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride) {
        return LOOPS.sad8(a, aAt, aStride, b, bAt, bStride, 8);
    }

    /**
     * {@link #sad} to the average of two blocks, rounded up, whose rows are equally far apart.
     *
     * @param a       one block's array.
     * @param aAt     its first sample.
     * @param aStride its rows' distance.
     * @param b       the first to be averaged.
     * @param bAt     its first sample.
     * @param c       the second to be averaged.
     * @param cAt     its first sample.
     * @param stride  the rows' distance of both.
     * @param width   8 or 16.
     * @param height  1–16.
     * @return the sum.
     */
    static int sadOfAverage(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final byte[] c, final int cAt,
                            final int stride, final int width, final int height) {
        return width == 16 ? LOOPS.sadOfAverage16(a, aAt, aStride, b, bAt, c, cAt, stride, height)
            : LOOPS.sadOfAverage8(a, aAt, aStride, b, bAt, c, cAt, stride, height);
    }

    /**
     * Sum of the magnitudes of the 4x4 Hadamard transforms of the difference, halved: nearer to what coding costs than {@link #sad}.
     *
     * @param a       one block's array.
     * @param aAt     its first sample.
     * @param aStride its rows' distance.
     * @param b       the other's array.
     * @param bAt     its first sample.
     * @param bStride its rows' distance.
     * @param width   4, 8 or 16.
     * @param height  4, 8 or 16.
     * @return the sum.
     */
    public static int satd(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride, final int width,
                           final int height) {
        int sum = 0;
        for (int y = 0; y < height; y += 4) {
            final int p = aAt + y * aStride;
            final int q = bAt + y * bStride;
            if (width == 4) {
                sum += LOOPS.satd4x4(a, p, aStride, b, q, bStride);
            } else {
                sum += LOOPS.satd8x4(a, p, aStride, b, q, bStride);
                if (width == 16) {
                    sum += LOOPS.satd8x4(a, p + 8, aStride, b, q + 8, bStride);
                }
            }
        }
        return sum;
    }

    /**
     * Sum of squared differences.
     *
     * @param a       one block's array.
     * @param aAt     its first sample.
     * @param aStride its rows' distance.
     * @param b       the other's array.
     * @param bAt     its first sample.
     * @param bStride its rows' distance.
     * @param width   any.
     * @param height  any; 255 * 255 * width * height must fit an int.
     * @return the sum.
     */
    public static int ssd(final byte[] a, final int aAt, final int aStride, final byte[] b, final int bAt, final int bStride, final int width,
                          final int height) {
        int sum = 0;
        for (int y = 0; y < height; y++) {
            final int p = aAt + y * aStride;
            final int q = bAt + y * bStride;
            for (int x = 0; x < width; x++) {
                final int difference = (a[p + x] & 0xFF) - (b[q + x] & 0xFF);
                sum += difference * difference;
            }
        }
        return sum;
    }

    /**
     * Average of two blocks, rounded up.
     *
     * @param a         one block's array.
     * @param aAt       its first sample.
     * @param b         the other's array.
     * @param bAt       its first sample.
     * @param stride    the rows' distance of both.
     * @param to        receives it.
     * @param toAt      first sample.
     * @param toStride  rows' distance.
     * @param width     4, 8 or 16.
     * @param height    rows.
     */
    static void average(final byte[] a, final int aAt, final byte[] b, final int bAt, final int stride, final byte[] to, final int toAt,
                        final int toStride, final int width, final int height) {
        for (int y = 0; y < height; y++) {
            final int p = aAt + y * stride;
            final int q = bAt + y * stride;
            final int r = toAt + y * toStride;
            if (width == 4) {
                PixelLoops.INTS.set(to, r, (int) PixelLoops.average(PixelLoops.load4(a, p), PixelLoops.load4(b, q)));
            } else {
                PixelLoops.LONGS.set(to, r, PixelLoops.average(PixelLoops.load(a, p), PixelLoops.load(b, q)));
                if (width == 16) {
                    PixelLoops.LONGS.set(to, r + 8, PixelLoops.average(PixelLoops.load(a, p + 8), PixelLoops.load(b, q + 8)));
                }
            }
        }
    }

    /**
     * Copies a block.
     *
     * @param from       array.
     * @param fromAt     first sample.
     * @param fromStride rows' distance.
     * @param to         array.
     * @param toAt       first sample.
     * @param toStride   rows' distance.
     * @param width      4, 8 or 16.
     * @param height     rows.
     */
    public static void copy(final byte[] from, final int fromAt, final int fromStride, final byte[] to, final int toAt, final int toStride,
                            final int width, final int height) {
        int p = fromAt;
        int r = toAt;
        for (int y = 0; y < height; y++) {
            if (width == 4) {
                PixelLoops.INTS.set(to, r, (int) PixelLoops.INTS.get(from, p));
            } else {
                PixelLoops.LONGS.set(to, r, PixelLoops.load(from, p));
                if (width == 16) {
                    PixelLoops.LONGS.set(to, r + 8, PixelLoops.load(from, p + 8));
                }
            }
            p += fromStride;
            r += toStride;
        }
    }

    /**
     * How much a 16x16 block varies: the sum of absolute differences to its mean.
     *
     * @param a       array.
     * @param at      first sample.
     * @param stride  rows' distance.
     * @param scratch 16 bytes to use.
     * @return the sum.
     */
    public static int activity16x16(final byte[] a, final int at, final int stride, final byte[] scratch) {
        Arrays.fill(scratch, 0, 16, (byte) 0);
        final int mean = LOOPS.sad16(a, at, stride, scratch, 0, 0, 16) + 128 >> 8;
        Arrays.fill(scratch, 0, 16, (byte) mean);
        return LOOPS.sad16(a, at, stride, scratch, 0, 0, 16);
    }
}
