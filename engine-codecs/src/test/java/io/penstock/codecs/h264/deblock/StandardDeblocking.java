package io.penstock.codecs.h264.deblock;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;

import org.jcodec.codecs.h264.decode.deblock.DeblockingFilter;

/** ITU-T H.264 8.7 sentence by sentence, a sample at a time, for frame macroblocks of P and I slices; tables are those of JCodec. */
final class StandardDeblocking {
    /** qPI to QPC, table 8-15. */
    private static final int[] QPC = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39,
    };

    private final Picture picture;
    private final MacroblockMap map;
    private final int filterOffsetA;
    private final int filterOffsetB;
    private final int chromaQpIndexOffset;

    StandardDeblocking(final Picture picture, final MacroblockMap map, final int filterOffsetA, final int filterOffsetB,
                       final int chromaQpIndexOffset) {
        this.picture = picture;
        this.map = map;
        this.filterOffsetA = filterOffsetA;
        this.filterOffsetB = filterOffsetB;
        this.chromaQpIndexOffset = chromaQpIndexOffset;
    }

    void filter() {
        for (int mb = 0; mb < map.widthMbs * map.heightMbs; mb++) {
            final int x = 16 * (mb % map.widthMbs);
            final int y = 16 * (mb / map.widthMbs);
            plane(picture.luma, x, y, 16, 0);
            plane(picture.cb, x / 2, y / 2, 8, 1);
            plane(picture.cr, x / 2, y / 2, 8, 1);
        }
    }

    /** All edges of a macroblock in one plane, the vertical ones first, each from the first to the last. */
    private void plane(final byte[] samples, final int x, final int y, final int size, final int chroma) {
        for (int edge = x == 0 ? 4 : 0; edge < size; edge += 4) {
            for (int k = 0; k < size; k++) {
                line(samples, x + edge, y + k, 1, 0, chroma);
            }
        }
        for (int edge = y == 0 ? 4 : 0; edge < size; edge += 4) {
            for (int k = 0; k < size; k++) {
                line(samples, x + k, y + edge, 0, 1, chroma);
            }
        }
    }

    /** 8.7.2: one set of samples p3..q3 across the edge before sample q0 at (x, y). */
    private void line(final byte[] samples, final int x, final int y, final int dx, final int dy, final int chroma) {
        final int[] p = new int[4];
        final int[] q = new int[4];
        final int reach = chroma == 0 ? 4 : 2;
        for (int i = 0; i < reach; i++) {
            q[i] = samples[at(x + i * dx, y + i * dy, chroma)] & 255;
            p[i] = samples[at(x - dx - i * dx, y - dy - i * dy, chroma)] & 255;
        }
        final int scale = chroma + 1;
        final int bS = strength(scale * x - dx, scale * y - dy, scale * x, scale * y);
        final int qpP = qp(scale * (x - dx), scale * (y - dy), chroma);
        final int qpQ = qp(scale * x, scale * y, chroma);
        final int qPav = (qpP + qpQ + 1) >> 1;
        final int indexA = clip3(0, 51, qPav + filterOffsetA);
        final int indexB = clip3(0, 51, qPav + filterOffsetB);
        final int alpha = DeblockingFilter.alphaTab[indexA];
        final int beta = DeblockingFilter.betaTab[indexB];
        if (bS == 0 || Math.abs(p[0] - q[0]) >= alpha || Math.abs(p[1] - p[0]) >= beta || Math.abs(q[1] - q[0]) >= beta) {
            return;
        }
        final int[] pOut = p.clone();
        final int[] qOut = q.clone();
        final boolean luma = chroma == 0;
        final int ap = Math.abs(p[2] - p[0]);
        final int aq = Math.abs(q[2] - q[0]);
        if (bS < 4) {
            final int tC0 = DeblockingFilter.tcs[bS - 1][indexA];
            final int tC = luma ? tC0 + (ap < beta ? 1 : 0) + (aq < beta ? 1 : 0) : tC0 + 1;
            final int delta = clip3(-tC, tC, (((q[0] - p[0]) << 2) + (p[1] - q[1]) + 4) >> 3);
            pOut[0] = clip3(0, 255, p[0] + delta);
            qOut[0] = clip3(0, 255, q[0] - delta);
            if (luma && ap < beta) {
                pOut[1] = p[1] + clip3(-tC0, tC0, (p[2] + ((p[0] + q[0] + 1) >> 1) - (p[1] << 1)) >> 1);
            }
            if (luma && aq < beta) {
                qOut[1] = q[1] + clip3(-tC0, tC0, (q[2] + ((p[0] + q[0] + 1) >> 1) - (q[1] << 1)) >> 1);
            }
        } else {
            strong(p, q, luma && ap < beta && Math.abs(p[0] - q[0]) < ((alpha >> 2) + 2), pOut);
            strong(q, p, luma && aq < beta && Math.abs(p[0] - q[0]) < ((alpha >> 2) + 2), qOut);
        }
        for (int i = 0; i < reach; i++) {
            samples[at(x + i * dx, y + i * dy, chroma)] = (byte) qOut[i];
            samples[at(x - dx - i * dx, y - dy - i * dy, chroma)] = (byte) pOut[i];
        }
    }

    /** 8.7.2.4 for the side {@code p}. */
    private static void strong(final int[] p, final int[] q, final boolean wide, final int[] out) {
        if (wide) {
            out[0] = (p[2] + 2 * p[1] + 2 * p[0] + 2 * q[0] + q[1] + 4) >> 3;
            out[1] = (p[2] + p[1] + p[0] + q[0] + 2) >> 2;
            out[2] = (2 * p[3] + 3 * p[2] + p[1] + p[0] + q[0] + 4) >> 3;
        } else {
            out[0] = (2 * p[1] + p[0] + q[1] + 2) >> 2;
        }
    }

    /** 8.7.2.1, for luma samples p0 and q0 (of the luma edge that a chroma edge corresponds to). */
    private int strength(final int xP, final int yP, final int xQ, final int yQ) {
        final int mbP = yP / 16 * map.widthMbs + xP / 16;
        final int mbQ = yQ / 16 * map.widthMbs + xQ / 16;
        if (map.type[mbP] <= MacroblockMap.I16X16 || map.type[mbQ] <= MacroblockMap.I16X16) {
            return mbP == mbQ ? 3 : 4;
        }
        final int p = yP / 4 * map.blockStride + xP / 4;
        final int q = yQ / 4 * map.blockStride + xQ / 4;
        if (map.lumaCount[p] != 0 || map.lumaCount[q] != 0) {
            return 2;
        }
        final boolean differ = map.reference[p] != map.reference[q] || Math.abs(map.mvX[p] - map.mvX[q]) >= 4
            || Math.abs(map.mvY[p] - map.mvY[q]) >= 4;
        return differ ? 1 : 0;
    }

    private int qp(final int x, final int y, final int chroma) {
        final int luma = map.qp[y / 16 * map.widthMbs + x / 16];
        return chroma == 0 ? luma : QPC[clip3(0, 51, luma + chromaQpIndexOffset)];
    }

    private int at(final int x, final int y, final int chroma) {
        return chroma == 0 ? picture.lumaAt(x, y) : picture.chromaAt(x, y);
    }

    private static int clip3(final int low, final int high, final int value) {
        return Math.max(low, Math.min(high, value));
    }
}
