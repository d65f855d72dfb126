package io.penstock.codecs.h264.deblock;

import static io.penstock.codecs.h264.deblock.Lanes.EVEN;
import static io.penstock.codecs.h264.deblock.Lanes.ONE;
import static io.penstock.codecs.h264.deblock.Lanes.SAMPLE;
import static io.penstock.codecs.h264.deblock.Lanes.TOP;
import static io.penstock.codecs.h264.deblock.Lanes.below;
import static io.penstock.codecs.h264.deblock.Lanes.full;

/** Filters sixteen lines of luma across an edge with bS 4 (ITU-T H.264 8.7.2.4), four lines at once; {@code at} is q0 of the first. */
final class StrongLumaEdges {
    private StrongLumaEdges() {
    }

    /** A vertical edge: four rows after each other make four lanes. */
    static void vertical(final byte[] s, final int at, final int stride, final int alpha, final int beta) {
        final long alphas = Lanes.threshold(alpha);
        final long smalls = Lanes.threshold((alpha >> 2) + 2);
        final long betas = Lanes.threshold(beta);
        for (int q0 = at; q0 < at + 16 * stride; q0 += 4 * stride) {
            fourRows(s, q0, stride, alphas, smalls, betas);
        }
    }

    private static void fourRows(final byte[] s, final int at, final int stride, final long alphas, final long smalls, final long betas) {
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
        final long p3p2 = p0And2 & EVEN | (p1And3 & EVEN) << 16;
        final long q2q3 = q0And2 >>> 16 & EVEN | q1And3 & ~EVEN;
        final long p3 = p3p2 & SAMPLE;
        final long p2 = p3p2 >>> 8 & SAMPLE;
        final long q2 = q2q3 & SAMPLE;
        final long q3 = q2q3 >>> 8 & SAMPLE;
        final long on = full(flags);
        final long small = below(p0 - q0, smalls) & flags;
        final long flatP = full(below(p2 - p0, betas) & small);
        final long flatQ = full(below(q2 - q0, betas) & small);
        Lanes.storeFourRows(s, at - 4, stride, third(p3, p2, p1, p0, q0, flatP) << 8 | p3,
            first(p2, p1, p0, q0, q1, on, flatP) << 8 | second(p2, p1, p0, q0, flatP));
        Lanes.storeFourRows(s, at, stride, second(q2, q1, q0, p0, flatQ) << 8 | first(q2, q1, q0, p0, p1, on, flatQ),
            q3 << 8 | third(q3, q2, q1, q0, p0, flatQ));
    }

    /** A horizontal edge: eight columns make four lanes of the even and four of the odd ones. */
    static void horizontal(final byte[] s, final int at, final int stride, final int alpha, final int beta) {
        final long alphas = Lanes.threshold(alpha);
        final long smalls = Lanes.threshold((alpha >> 2) + 2);
        final long betas = Lanes.threshold(beta);
        eightColumns(s, at, stride, alphas, smalls, betas);
        eightColumns(s, at + 8, stride, alphas, smalls, betas);
    }

    private static void eightColumns(final byte[] s, final int at, final int stride, final long alphas, final long smalls,
                                     final long betas) {
        final long p1 = Lanes.eight(s, at - 2 * stride);
        final long p0 = Lanes.eight(s, at - stride);
        final long q0 = Lanes.eight(s, at);
        final long q1 = Lanes.eight(s, at + stride);
        final long even = Lanes.step(p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, q1 & SAMPLE, alphas, betas) & TOP;
        final long odd = Lanes.step(p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE, alphas, betas) & TOP;
        if ((even | odd) == 0) {
            return;
        }
        final long smallEven = below((p0 & SAMPLE) - (q0 & SAMPLE), smalls) & even;
        final long smallOdd = below((p0 >>> 8 & SAMPLE) - (q0 >>> 8 & SAMPLE), smalls) & odd;
        // Both sides from what was loaded here, whatever the first has stored.
        side(s, at - stride, -stride, p1, p0, q0, q1, full(even), full(odd), smallEven, smallOdd, betas);
        side(s, at, stride, q1, q0, p0, p1, full(even), full(odd), smallEven, smallOdd, betas);
    }

    /** One side of an edge, named as if it were p; {@code outwards} leads from p0 to p1. */
    private static void side(final byte[] s, final int at, final int outwards, final long p1, final long p0, final long q0, final long q1,
                             final long even, final long odd, final long smallEven, final long smallOdd, final long betas) {
        final long p2 = Lanes.eight(s, at + 2 * outwards);
        final long flatEven = full(below((p2 & SAMPLE) - (p0 & SAMPLE), betas) & smallEven);
        final long flatOdd = full(below((p2 >>> 8 & SAMPLE) - (p0 >>> 8 & SAMPLE), betas) & smallOdd);
        Lanes.eight(s, at, first(p2 & SAMPLE, p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, q1 & SAMPLE, even, flatEven)
            | first(p2 >>> 8 & SAMPLE, p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE, odd, flatOdd) << 8);
        if ((flatEven | flatOdd) != 0) {
            final long p3 = Lanes.eight(s, at + 3 * outwards);
            Lanes.eight(s, at + outwards, second(p2 & SAMPLE, p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, flatEven)
                | second(p2 >>> 8 & SAMPLE, p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, flatOdd) << 8);
            Lanes.eight(s, at + 2 * outwards, third(p3 & SAMPLE, p2 & SAMPLE, p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, flatEven)
                | third(p3 >>> 8 & SAMPLE, p2 >>> 8 & SAMPLE, p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, flatOdd) << 8);
        }
    }

    /** p0: five taps where flat, else three where filtered at all. */
    private static long first(final long p2, final long p1, final long p0, final long q0, final long q1, final long on, final long flat) {
        final long wide = p2 + (p1 + p0 + q0 << 1) + q1 + 4 * ONE >>> 3;
        final long narrow = (p1 << 1) + p0 + q1 + 2 * ONE >>> 2;
        return p0 ^ (p0 ^ narrow ^ (narrow ^ wide) & flat) & on & SAMPLE;
    }

    /** p1, changed where flat. */
    private static long second(final long p2, final long p1, final long p0, final long q0, final long flat) {
        final long mean = p2 + p1 + p0 + q0 + 2 * ONE >>> 2;
        return p1 ^ (p1 ^ mean) & flat & SAMPLE;
    }

    /** p2, changed where flat. */
    private static long third(final long p3, final long p2, final long p1, final long p0, final long q0, final long flat) {
        final long mean = (p3 + p2 << 1) + p2 + p1 + p0 + q0 + 4 * ONE >>> 3;
        return p2 ^ (p2 ^ mean) & flat & SAMPLE;
    }
}
