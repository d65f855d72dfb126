package io.penstock.codecs.h264.deblock;

import io.penstock.codecs.h264.picture.MacroblockMap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * bS of the edges between blocks of inter macroblocks (ITU-T H.264 8.7.2.1), four neighbours at once: a row of four blocks is a long of
 * 16-bit vectors and an int of bytes for references and for coefficient counts, the leftmost block lowest.
 */
final class Strengths {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long TOP = 0x8000_8000_8000_8000L;
    private static final long LANES = 0x0001_0001_0001_0001L;
    private static final int BYTE_TOPS = 0x80808080;
    private static final int ONES = 0x01010101;

    private Strengths() {
    }

    /**
     * bS between each block of a row and the one left of it.
     *
     * @param m    the map.
     * @param at   first block of the row.
     * @param left whether there is an inter block left of the first; else its byte is 0.
     * @return a byte 0 to 2 for each edge, the leftmost edge lowest.
     */
    static int acrossColumns(final MacroblockMap m, final int at, final boolean left) {
        final int counts = bytes(m.lumaCount, at);
        final int references = bytes(m.reference, at);
        final long x = shorts(m.mvX, at);
        final long y = shorts(m.mvY, at);
        int countsBefore = counts << 8;
        int referencesBefore = references << 8;
        long xBefore = x << 16;
        long yBefore = y << 16;
        if (left) {
            countsBefore |= m.lumaCount[at - 1] & 0xFF;
            referencesBefore |= m.reference[at - 1] & 0xFF;
            xBefore |= m.mvX[at - 1] & 0xFFFFL;
            yBefore |= m.mvY[at - 1] & 0xFFFFL;
            return strengths(counts | countsBefore, references ^ referencesBefore, x, xBefore, y, yBefore);
        }
        return strengths(counts | countsBefore, references ^ referencesBefore, x, xBefore, y, yBefore) & ~0xFF;
    }

    /**
     * bS between each block of a row and the one above it.
     *
     * @param m     the map.
     * @param at    first block of the row.
     * @param above first block of the row above.
     * @return a byte 0 to 2 for each block, the leftmost lowest.
     */
    static int acrossRows(final MacroblockMap m, final int at, final int above) {
        return strengths(bytes(m.lumaCount, at) | bytes(m.lumaCount, above), bytes(m.reference, at) ^ bytes(m.reference, above),
            shorts(m.mvX, at), shorts(m.mvX, above), shorts(m.mvY, at), shorts(m.mvY, above));
    }

    /**
     * bS between blocks of two macroblocks, or sides of them, that have one motion each and no coefficients.
     *
     * @param m     the map.
     * @param at    any block of the one.
     * @param other any block of the other.
     * @return four bytes, all 0 or all 1.
     */
    static int between(final MacroblockMap m, final int at, final int other) {
        final int apart = Math.abs(m.mvX[at] - m.mvX[other]) | Math.abs(m.mvY[at] - m.mvY[other]);
        return apart >= 4 || m.reference[at] != m.reference[other] ? ONES : 0;
    }

    private static int strengths(final int counts, final int references, final long x, final long xOther, final long y, final long yOther) {
        final int coded = notZero(counts);
        int moved = notZero(references);
        if (((x ^ xOther) | (y ^ yOther)) != 0) {
            final long far = apart(x, xOther) | apart(y, yOther);
            final long pairs = far | far >>> 8;
            moved |= (int) (pairs & 0xFFFF) | (int) (pairs >>> 16) & 0xFFFF0000;
        }
        return coded << 1 | moved & ~coded;
    }

    /** 1 in each byte that is not zero. */
    private static int notZero(final int bytes) {
        return ((bytes & ~BYTE_TOPS) + ~BYTE_TOPS | bytes) >>> 7 & ONES;
    }

    /** 1 in each 16-bit lane that differs by 4, a luma sample, or more. */
    private static long apart(final long a, final long b) {
        final long difference = (a | TOP) - (b & ~TOP) ^ (a ^ ~b) & TOP;
        final long biased = (difference & ~TOP) + 3 * LANES ^ difference & TOP;
        return ((biased & ~TOP) + (~TOP - 6 * LANES) | biased) >>> 15 & LANES;
    }

    private static int bytes(final byte[] of, final int at) {
        return (int) INTS.get(of, at);
    }

    private static long shorts(final short[] of, final int at) {
        return of[at] & 0xFFFFL | (of[at + 1] & 0xFFFFL) << 16 | (of[at + 2] & 0xFFFFL) << 32 | (long) of[at + 3] << 48;
    }
}
