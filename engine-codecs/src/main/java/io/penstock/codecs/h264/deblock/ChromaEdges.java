package io.penstock.codecs.h264.deblock;

import static io.penstock.codecs.h264.deblock.Lanes.EVEN;
import static io.penstock.codecs.h264.deblock.Lanes.ONE;
import static io.penstock.codecs.h264.deblock.Lanes.SAMPLE;
import static io.penstock.codecs.h264.deblock.Lanes.TOP;

/**
 * Filters eight lines of a chroma plane across an edge (ITU-T H.264 8.7.2 with chromaStyleFilteringFlag 1), four lines at once.
 *
 * <p>{@code at} is sample q0 of the first line. {@code strengths} has a byte 0 to 3 for each two lines, the lowest byte first.
 */
final class ChromaEdges {
    private ChromaEdges() {
    }

    /** A vertical edge with bS 1 to 3: four rows after each other make four lanes. */
    static void vertical(final byte[] s, final int at, final int stride, final int strengths, final int alpha, final int beta,
                         final int clips) {
        final long alphas = Lanes.threshold(alpha);
        final long betas = Lanes.threshold(beta);
        final int bounds = bounds(clips);
        if ((strengths & 0xFFFF) != 0) {
            fourRows(s, at, stride, alphas, betas, bound(bounds, strengths) * 0x0001_0001L
                | (long) bound(bounds, strengths >>> 8) * 0x0001_0001_0000_0000L);
        }
        if (strengths >>> 16 != 0) {
            fourRows(s, at + 4 * stride, stride, alphas, betas, bound(bounds, strengths >>> 16) * 0x0001_0001L
                | (long) bound(bounds, strengths >>> 24) * 0x0001_0001_0000_0000L);
        }
    }

    private static void fourRows(final byte[] s, final int at, final int stride, final long alphas, final long betas, final long tc) {
        final long rows0And2 = Lanes.fours(s, at - 2, at - 2 + 2 * stride);
        final long rows1And3 = Lanes.fours(s, at - 2 + stride, at - 2 + 3 * stride);
        final long p1p0 = rows0And2 & EVEN | (rows1And3 & EVEN) << 16;
        final long q0q1 = rows0And2 >>> 16 & EVEN | rows1And3 & ~EVEN;
        final long p1 = p1p0 & SAMPLE;
        final long p0 = p1p0 >>> 8 & SAMPLE;
        final long q0 = q0q1 & SAMPLE;
        final long q1 = q0q1 >>> 8 & SAMPLE;
        final long flags = Lanes.step(p1, p0, q0, q1, alphas, betas) & TOP;
        if (flags == 0) {
            return;
        }
        final long delta = Lanes.delta(p1, p0, q0, q1, tc & Lanes.full(flags));
        long newP0 = p0 + delta;
        long newQ0 = q0 - delta;
        if (((newP0 | newQ0) & ~SAMPLE) != 0) {
            newP0 = Lanes.saturate((p0 | TOP) + delta);
            newQ0 = Lanes.saturate((q0 | TOP) - delta);
        }
        Lanes.storeFourRows(s, at - 2, stride, newP0 << 8 | p1, q1 << 8 | newQ0);
    }

    /** A horizontal edge with bS 1 to 3: eight columns make four lanes of the even and four of the odd ones. */
    static void horizontal(final byte[] s, final int at, final int stride, final int strengths, final int alpha, final int beta,
                           final int clips) {
        final long alphas = Lanes.threshold(alpha);
        final long betas = Lanes.threshold(beta);
        final long p1 = Lanes.eight(s, at - 2 * stride);
        final long p0 = Lanes.eight(s, at - stride);
        final long q0 = Lanes.eight(s, at);
        final long q1 = Lanes.eight(s, at + stride);
        final long even = Lanes.step(p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, q1 & SAMPLE, alphas, betas) & TOP;
        final long odd = Lanes.step(p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE, alphas, betas) & TOP;
        if ((even | odd) != 0) {
            final int bounds = bounds(clips);
            final long tc = bound(bounds, strengths) | (long) bound(bounds, strengths >>> 8) << 16
                | (long) bound(bounds, strengths >>> 16) << 32 | (long) bound(bounds, strengths >>> 24) << 48;
            final long evenDelta = Lanes.delta(p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, q1 & SAMPLE, tc & Lanes.full(even));
            final long oddDelta = Lanes.delta(p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE,
                tc & Lanes.full(odd));
            Lanes.eight(s, at - stride, Lanes.moved(p0, evenDelta, oddDelta));
            Lanes.eight(s, at, Lanes.moved(q0, -evenDelta, -oddDelta));
        }
    }

    /** tC of each strength: 1 more than tC0, and 0, which changes nothing, where bS is 0. */
    private static int bounds(final int clips) {
        return clips + 0x01010100;
    }

    private static int bound(final int bounds, final int strength) {
        return bounds >>> 8 * (strength & 3) & 255;
    }

    /** A vertical edge with bS 4. */
    static void strongVertical(final byte[] s, final int at, final int stride, final int alpha, final int beta) {
        final long alphas = Lanes.threshold(alpha);
        final long betas = Lanes.threshold(beta);
        strongRows(s, at, stride, alphas, betas);
        strongRows(s, at + 4 * stride, stride, alphas, betas);
    }

    private static void strongRows(final byte[] s, final int at, final int stride, final long alphas, final long betas) {
        final long rows0And2 = Lanes.fours(s, at - 2, at - 2 + 2 * stride);
        final long rows1And3 = Lanes.fours(s, at - 2 + stride, at - 2 + 3 * stride);
        final long p1p0 = rows0And2 & EVEN | (rows1And3 & EVEN) << 16;
        final long q0q1 = rows0And2 >>> 16 & EVEN | rows1And3 & ~EVEN;
        final long p1 = p1p0 & SAMPLE;
        final long p0 = p1p0 >>> 8 & SAMPLE;
        final long q0 = q0q1 & SAMPLE;
        final long q1 = q0q1 >>> 8 & SAMPLE;
        final long flags = Lanes.step(p1, p0, q0, q1, alphas, betas) & TOP;
        if (flags != 0) {
            final long on = Lanes.full(flags);
            Lanes.storeFourRows(s, at - 2, stride, mixed(p1, p0, q1, on) << 8 | p1, q1 << 8 | mixed(q1, q0, p1, on));
        }
    }

    /** A horizontal edge with bS 4. */
    static void strongHorizontal(final byte[] s, final int at, final int stride, final int alpha, final int beta) {
        final long alphas = Lanes.threshold(alpha);
        final long betas = Lanes.threshold(beta);
        final long p1 = Lanes.eight(s, at - 2 * stride);
        final long p0 = Lanes.eight(s, at - stride);
        final long q0 = Lanes.eight(s, at);
        final long q1 = Lanes.eight(s, at + stride);
        final long evenFlags = Lanes.step(p1 & SAMPLE, p0 & SAMPLE, q0 & SAMPLE, q1 & SAMPLE, alphas, betas) & TOP;
        final long oddFlags = Lanes.step(p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE, alphas, betas) & TOP;
        if ((evenFlags | oddFlags) != 0) {
            final long even = Lanes.full(evenFlags);
            final long odd = Lanes.full(oddFlags);
            Lanes.eight(s, at - stride, mixed(p1 & SAMPLE, p0 & SAMPLE, q1 & SAMPLE, even)
                | mixed(p1 >>> 8 & SAMPLE, p0 >>> 8 & SAMPLE, q1 >>> 8 & SAMPLE, odd) << 8);
            Lanes.eight(s, at, mixed(q1 & SAMPLE, q0 & SAMPLE, p1 & SAMPLE, even)
                | mixed(q1 >>> 8 & SAMPLE, q0 >>> 8 & SAMPLE, p1 >>> 8 & SAMPLE, odd) << 8);
        }
    }

    /** p0 of 8.7.2.4 where {@code on}. */
    private static long mixed(final long p1, final long p0, final long q1, final long on) {
        final long mixed = (p1 << 1) + p0 + q1 + 2 * ONE >>> 2 & SAMPLE;
        return p0 ^ (p0 ^ mixed) & on;
    }
}
