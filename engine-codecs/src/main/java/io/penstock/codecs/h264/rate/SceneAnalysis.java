package io.penstock.codecs.h264.rate;

import io.penstock.codecs.h264.picture.Picture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a source picture will cost, seen before it is coded: from halved copies of it and of the one before, block by block (8x8 there, a
 * macroblock in the source), how badly its samples are foretold by their neighbours and how badly by the picture before.
 *
 * <p>Costs are sums of absolute differences over the macroblocks, in luma steps of the halved picture. Every second macroblock is looked at,
 * like the black fields of a chess board, and every second row of its samples: sums are scaled to the whole picture. Motion is
 * followed by a few candidates only: rest, what the blocks at the left, above and in the last picture had, and steps of one from the best.
 * Not thread-safe.
 */
public final class SceneAnalysis {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVEN = 0x00FF00FF00FF00FFL;
    private static final long ONES = 0x0001000100010001L;
    private static final long BIAS = 0x0100010001000100L;
    /** Samples of border in the halved copies, so that candidates may leave the picture. */
    private static final int BORDER = 16;
    /** Farthest a candidate goes, in halved samples; a block of 8 with its border stays inside. */
    private static final int RANGE = 14;
    /** A 32-sample sum that a search cannot better by much: about 1.5 a sample. */
    private static final int GOOD_ENOUGH = 48;
    /** Share of blocks, of 256, that the picture before must foretell no better than neighbours do, for a cut. */
    private static final int CUT_SHARE = 150;
    /** By how much that share must be larger than in the picture before, of 256: fast motion comes and goes by degrees. */
    private static final int CUT_RISE = 90;
    /** Pictures after a cut in which none is seen: flashes and quick sequences are better coded as they come. */
    private static final int CUT_DISTANCE = 8;

    private final int widthMbs;
    private final int heightMbs;
    private final int width;
    private final int height;
    private final int stride;
    private byte[] current;
    private byte[] previous;
    private final short[] motion;
    private boolean fresh = true;
    private long interCost;
    private long intraCost;
    private boolean sceneCut;
    private int lastShare;
    private int sinceCut;
    private int blocks;
    private int newBlocks;
    private int stepCost;

    /**
     * Makes an analysis that has seen nothing.
     *
     * @param width  luma samples a row, a positive multiple of 16.
     * @param height luma rows, likewise.
     * @throws IllegalArgumentException if one is no positive multiple of 16.
     */
    public SceneAnalysis(final int width, final int height) {
        if (width <= 0 || height <= 0 || (width | height) % 16 != 0) {
            throw new IllegalArgumentException("analysis of " + width + 'x' + height + ": sides must be positive multiples of 16");
        }
        widthMbs = width / 16;
        heightMbs = height / 16;
        this.width = width / 2;
        this.height = height / 2;
        stride = this.width + 2 * BORDER;
        current = new byte[stride * (this.height + 2 * BORDER)];
        previous = new byte[current.length];
        motion = new short[widthMbs * heightMbs];
    }

    /** Forgets all pictures: the next one is a first one. */
    public void reset() {
        fresh = true;
    }

    /**
     * Looks at the next picture.
     *
     * @param source the picture, of this analysis's size; its border is not looked at.
     * @throws IllegalArgumentException if its size is another one.
     */
    public void analyse(final Picture source) {
        if (source.width() != 2 * width || source.height() != 2 * height) {
            throw new IllegalArgumentException("analysis of " + 2 * width + 'x' + 2 * height + ", given " + source.width() + 'x' + source.height());
        }
        final byte[] swap = previous;
        previous = current;
        current = swap;
        halve(source);
        extend();
        sum();
        decide();
        fresh = false;
    }

    /**
     * What the picture before leaves open; never above {@link #intraCost()} by more than twice, and that for a first picture.
     *
     * @return sum of absolute differences, 0 for a picture that is the one before.
     */
    public long interCost() {
        return interCost;
    }

    /**
     * What neighbouring samples leave open: how detailed the picture is.
     *
     * @return sum of absolute differences, 0 for one colour.
     */
    public long intraCost() {
        return intraCost;
    }

    /**
     * Whether a new scene begins: most of the picture cannot be foretold, and that all at once.
     *
     * @return true at a cut; false for a first picture.
     */
    public boolean sceneCut() {
        return sceneCut;
    }

    private void decide() {
        if (fresh) {
            sceneCut = false;
            lastShare = 0;
            sinceCut = CUT_DISTANCE - 2;
            return;
        }
        sinceCut++;
        final int share = 256 * newBlocks / blocks;
        sceneCut = share >= CUT_SHARE && share - lastShare >= CUT_RISE && sinceCut > CUT_DISTANCE;
        lastShare = share;
        if (sceneCut) {
            sinceCut = 0;
        }
    }

    private void sum() {
        long inter = 0;
        long intra = 0;
        blocks = 0;
        newBlocks = 0;
        for (int mbY = 0; mbY < heightMbs; mbY++) {
            for (int mbX = mbY & 1; mbX < widthMbs; mbX += 2) {
                final int at = (8 * mbY + BORDER) * stride + 8 * mbX + BORDER;
                final int still = sad(at, current, at - 2 * stride);
                final int own = Math.min(sad(at, current, at - 1), still);
                final int other = fresh ? 2 * own : inter(mbX, mbY, at);
                blocks++;
                intra += own;
                inter += Math.min(other, 2 * own);
                if (other > own + own / 2 + GOOD_ENOUGH) {
                    newBlocks++;
                }
            }
        }
        final long all = (long) widthMbs * heightMbs;
        interCost = blocks == 0 ? 0 : 2 * inter * all / blocks;
        intraCost = blocks == 0 ? 0 : 2 * intra * all / blocks;
    }

    private int inter(final int mbX, final int mbY, final int at) {
        final int mb = mbY * widthMbs + mbX;
        int best = sad(at, previous, at);
        int vector = 0;
        if (best > GOOD_ENOUGH) {
            final int left = mbX > 1 ? motion[mb - 2] : 0;
            final int above = mbY > 0 ? motion[mbX > 0 ? mb - widthMbs - 1 : mb - widthMbs + (widthMbs > 1 ? 1 : 0)] : 0;
            final int last = motion[mb];
            if (left != 0) {
                final int cost = sad(at, previous, at + offset(left));
                if (cost < best) {
                    best = cost;
                    vector = left;
                }
            }
            if (above != 0 && above != left) {
                final int cost = sad(at, previous, at + offset(above));
                if (cost < best) {
                    best = cost;
                    vector = above;
                }
            }
            if (last != 0 && last != left && last != above) {
                final int cost = sad(at, previous, at + offset(last));
                if (cost < best) {
                    best = cost;
                    vector = last;
                }
            }
            if (best > GOOD_ENOUGH) {
                vector = steps(at, vector, best);
                best = stepCost;
            }
        }
        motion[mb] = (short) vector;
        return best;
    }

    /** A small diamond, a few steps of it. */
    private int steps(final int at, final int start, final int startCost) {
        int x = (byte) start;
        int y = start >> 8;
        int best = startCost;
        for (int step = 0; step < 4; step++) {
            int bestX = x;
            int bestY = y;
            for (int d = 0; d < 4; d++) {
                final int tryX = x + (d == 0 ? -1 : d == 1 ? 1 : 0);
                final int tryY = y + (d == 2 ? -1 : d == 3 ? 1 : 0);
                if (Math.abs(tryX) <= RANGE && Math.abs(tryY) <= RANGE) {
                    final int cost = sad(at, previous, at + tryY * stride + tryX);
                    if (cost < best) {
                        best = cost;
                        bestX = tryX;
                        bestY = tryY;
                    }
                }
            }
            if (bestX == x && bestY == y) {
                break;
            }
            x = bestX;
            y = bestY;
        }
        stepCost = best;
        return y << 8 | x & 255;
    }

    private int offset(final int vector) {
        return (vector >> 8) * stride + (byte) vector;
    }

    /** Differences of rows 0, 2, 4 and 6 of an 8x8 block of the halved picture from another place, up to 32 * 255. */
    private int sad(final int at, final byte[] other, final int otherAt) {
        final int step = 2 * stride;
        long sums = row(at, other, otherAt);
        sums += row(at + step, other, otherAt + step);
        sums += row(at + 2 * step, other, otherAt + 2 * step);
        sums += row(at + 3 * step, other, otherAt + 3 * step);
        return (int) (sums * ONES >>> 48);
    }

    /** Absolute differences of eight samples, summed two by two in 16-bit lanes. */
    private long row(final int at, final byte[] other, final int otherAt) {
        final long a = (long) LONGS.get(current, at);
        final long b = (long) LONGS.get(other, otherAt);
        final long even = (a & EVEN | BIAS) - (b & EVEN);
        final long odd = (a >>> 8 & EVEN | BIAS) - (b >>> 8 & EVEN);
        // bit 8 of a lane says a >= b; where not, the low eight bits are turned over and one is added
        final long evenLess = ~even >>> 8 & ONES;
        final long oddLess = ~odd >>> 8 & ONES;
        return (even & EVEN ^ (evenLess << 8) - evenLess) + evenLess + (odd & EVEN ^ (oddLess << 8) - oddLess) + oddLess;
    }

    /** Averages of two by two samples. */
    private void halve(final Picture source) {
        final byte[] from = source.luma;
        for (int y = 0; y < height; y++) {
            int a = source.lumaAt(0, 2 * y);
            int b = a + source.lumaStride;
            int to = (y + BORDER) * stride + BORDER;
            for (int x = 0; x < width; x += 8, a += 16, b += 16, to += 8) {
                final long low = halve((long) LONGS.get(from, a), (long) LONGS.get(from, b));
                final long high = halve((long) LONGS.get(from, a + 8), (long) LONGS.get(from, b + 8));
                LONGS.set(current, to, low | high << 32);
            }
        }
    }

    private static long halve(final long a, final long b) {
        final long sums = (a & EVEN) + (a >>> 8 & EVEN) + (b & EVEN) + (b >>> 8 & EVEN) + 2 * ONES;
        final long lanes = sums >>> 2 & EVEN;
        final long pairs = (lanes | lanes >>> 8) & 0x0000FFFF0000FFFFL;
        return (pairs | pairs >>> 16) & 0xFFFFFFFFL;
    }

    private void extend() {
        for (int y = BORDER; y < BORDER + height; y++) {
            final int row = y * stride;
            Arrays.fill(current, row, row + BORDER, current[row + BORDER]);
            Arrays.fill(current, row + BORDER + width, row + stride, current[row + BORDER + width - 1]);
        }
        for (int y = 0; y < BORDER; y++) {
            System.arraycopy(current, BORDER * stride, current, y * stride, stride);
            System.arraycopy(current, (BORDER + height - 1) * stride, current, (BORDER + height + y) * stride, stride);
        }
    }
}
