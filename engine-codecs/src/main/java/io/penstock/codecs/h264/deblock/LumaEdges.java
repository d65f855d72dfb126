package io.penstock.codecs.h264.deblock;

import static io.penstock.codecs.h264.deblock.Lanes.EVEN;
import static io.penstock.codecs.h264.deblock.Lanes.ONE;
import static io.penstock.codecs.h264.deblock.Lanes.SAMPLE;
import static io.penstock.codecs.h264.deblock.Lanes.TOP;
import static io.penstock.codecs.h264.deblock.Lanes.below;
import static io.penstock.codecs.h264.deblock.Lanes.full;

/**
 * Filters sixteen lines of luma across an edge with bS 1 to 3 (ITU-T H.264 8.7.2.3), four lines at once.
 *
 * <p>{@code at} is sample q0 of the first line. {@code strengths} has a byte 0 to 3 for each quarter of the edge, the lowest byte first.
 */
final class LumaEdges {
    private LumaEdges() {
    }

    /** A vertical edge: four rows after each other make four lanes. */
    static void vertical(final byte[] s, final int at, final int stride, final int strengths, final int alpha, final int beta,
                         final int clips) {
        final long alphas = Lanes.threshold(alpha);
        final long betas = Lanes.threshold(beta);
        int q0 = at;
        for (int left = strengths; left != 0; left >>>= 8, q0 += 4 * stride) {
            final int strength = left & 3;
            if (strength != 0) {
                fourRows(s, q0, stride, (clips >>> 8 * strength & 255) * ONE, alphas, betas);
            }
        }
    }

    private static void fourRows(final byte[] s, final int at, final int stride, final long tc0, final long alphas, final long betas) {
        final long p0And2 = Lanes.fours(s, at - 4, at - 4 + 2 * stride);
        final long p1And3 = Lanes.fours(s, at - 4 + stride, at - 4 + 3 * stride);
        final long q0And2 = Lanes.fours(s, at, at + 2 * stride);
        final long q1And3 = Lanes.fours(s, at + stride, at + 3 * stride);
        final long p1p0 = p0And2 >>> 16 & EVEN | p1And3 & ~EVEN;
        final long q0q1 = q0And2 & EVEN | (q1And3 & EVEN) << 16;
        final long p1 = p1p0 & SAMPLE;
        final long p0 = p1p0 >>> 8 & SAMPLE;
        final long q0 = q0q1 & SAMPLE;
        final long q1 = q0q1 >>> 8 & SAMPLE;
        final long flags = Lanes.step(p1, p0, q0, q1, alphas, betas) & TOP;
        if (flags == 0) {
            return;
        }
        final long on = full(flags);
        final long p2 = (p0And2 & EVEN | (p1And3 & EVEN) << 16) >>> 8 & SAMPLE;
        final long q2 = (q0And2 >>> 16 & EVEN | q1And3 & ~EVEN) & SAMPLE;
        final long flatP = full(below(p2 - p0, betas)) & on;
        final long flatQ = full(below(q2 - q0, betas)) & on;
        final long delta = Lanes.delta(p1, p0, q0, q1, (tc0 & on) + (flatP & ONE) + (flatQ & ONE));
        long newP0 = p0 + delta;
        long newQ0 = q0 - delta;
        if (((newP0 | newQ0) & ~SAMPLE) != 0) {
            newP0 = Lanes.saturate((p0 | TOP) + delta);
            newQ0 = Lanes.saturate((q0 | TOP) - delta);
        }
        final long middle = p0 + q0 + ONE >>> 1 & 0x01FF * ONE;
        final long newP = newP0 << 8 | p1 + beside(p2, p1, middle, tc0 & flatP);
        final long newQ = q1 + beside(q2, q1, middle, tc0 & flatQ) << 8 | newQ0;
        Lanes.storeFourRows(s, at - 2, stride, newP, newQ);
    }

    /** A horizontal edge: eight columns make four lanes of the even and four of the odd ones. */
    static void horizontal(final byte[] s, final int at, final int stride, final int strengths, final int alpha, final int beta,
                           final int clips) {
        final long alphas = Lanes.threshold(alpha);
        final long betas = Lanes.threshold(beta);
        if ((strengths & 0xFFFF) != 0) {
            eightColumns(s, at, stride, strengths & 3, strengths >>> 8 & 3, clips, alphas, betas);
        }
        if (strengths >>> 16 != 0) {
            eightColumns(s, at + 8, stride, strengths >>> 16 & 3, strengths >>> 24 & 3, clips, alphas, betas);
        }
    }

    private static void eightColumns(final byte[] s, final int at, final int stride, final int strength, final int nextStrength,
                                     final int clips, final long alphas, final long betas) {
        final long p1 = Lanes.eight(s, at - 2 * stride);
        final long p0 = Lanes.eight(s, at - stride);
        final long q0 = Lanes.eight(s, at);
        final long q1 = Lanes.eight(s, at + stride);
        final long filtered = (-(long) (strength + 3 >> 2) & 0xFFFF_FFFFL | -(long) (nextStrength + 3 >> 2) << 32) & TOP;
        final long even = Lanes.step(p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, q1 & SAMPLE, alphas, betas) & filtered;
        final long odd = Lanes.step(p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE, alphas, betas) & filtered;
        if ((even | odd) == 0) {
            return;
        }
        final long tc0 = (clips >>> 8 * strength & 255) * 0x0001_0001L | (clips >>> 8 * nextStrength & 255) * 0x0001_0001_0000_0000L;
        final long p2 = Lanes.eight(s, at - 3 * stride);
        final long q2 = Lanes.eight(s, at + 2 * stride);
        columns(s, at, stride, p2, p1, p0, q0, q1, q2, tc0, full(even), full(odd), betas);
    }

    private static void columns(final byte[] s, final int at, final int stride, final long p2, final long p1, final long p0, final long q0,
                                final long q1, final long q2, final long tc0, final long even, final long odd, final long betas) {
        final long evenP = full(below((p2 & SAMPLE) - (p0 & SAMPLE), betas)) & even;
        final long evenQ = full(below((q2 & SAMPLE) - (q0 & SAMPLE), betas)) & even;
        final long oddP = full(below((p2 >>> 8 & SAMPLE) - (p0 >>> 8 & SAMPLE), betas)) & odd;
        final long oddQ = full(below((q2 >>> 8 & SAMPLE) - (q0 >>> 8 & SAMPLE), betas)) & odd;
        final long evenDelta = Lanes.delta(p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, q1 & SAMPLE, (tc0 & even) + (evenP & ONE) + (evenQ & ONE));
        final long oddDelta = Lanes.delta(p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE,
            (tc0 & odd) + (oddP & ONE) + (oddQ & ONE));
        Lanes.eight(s, at - stride, Lanes.moved(p0, evenDelta, oddDelta));
        Lanes.eight(s, at, Lanes.moved(q0, -evenDelta, -oddDelta));
        final long evenMiddle = (p0 & SAMPLE) + (q0 & SAMPLE) + ONE >>> 1 & 0x01FF * ONE;
        final long oddMiddle = (p0 >>> 8 & SAMPLE) + (q0 >>> 8 & SAMPLE) + ONE >>> 1 & 0x01FF * ONE;
        if ((evenP | oddP) != 0) {
            Lanes.eight(s, at - 2 * stride, p1 + beside(p2 & SAMPLE, p1 & SAMPLE, evenMiddle, tc0 & evenP)
                + (beside(p2 >>> 8 & SAMPLE, p1 >>> 8 & SAMPLE, oddMiddle, tc0 & oddP) << 8));
        }
        if ((evenQ | oddQ) != 0) {
            Lanes.eight(s, at + stride, q1 + beside(q2 & SAMPLE, q1 & SAMPLE, evenMiddle, tc0 & evenQ)
                + (beside(q2 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE, oddMiddle, tc0 & oddQ) << 8));
        }
    }

    /** The change of p1, clipped to tC0: signed lanes. */
    private static long beside(final long p2, final long p1, final long middle, final long tc0) {
        final long value = p2 + middle - (p1 << 1) + 512 * ONE;
        return Lanes.clip((value >>> 1 & 0x7FFF * ONE) + (0x8000 - 256) * ONE, tc0);
    }
}
