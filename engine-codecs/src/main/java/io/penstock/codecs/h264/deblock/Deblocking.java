package io.penstock.codecs.h264.deblock;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;

/**
 * The deblocking filter of a picture of frame macroblocks with 4x4 transforms (ITU-T H.264 8.7), over all edges, also those between slices
 * ({@code disable_deblocking_filter_idc} 0).
 *
 * <p>Of the {@link MacroblockMap} it reads {@code type}, {@code qp}, {@code lumaCount}, {@code reference}, {@code mvX} and {@code mvY}. All
 * blocks of a {@link MacroblockMap#SKIP} macroblock must have the same motion and a {@code lumaCount} of 0. Two blocks are taken to have the
 * same reference picture if their {@code reference} is the same: every slice must have the same list 0, each picture in it once. The border
 * of the picture is neither read nor written. Nothing is kept between calls; pictures are not locked, so calls on the same picture must come
 * one after the other.
 */
public final class Deblocking {
    /** Table 8-15: QP_C by qP_I from 30 on. */
    private static final byte[] CHROMA_QP = {29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39};
    private static final int EDGES_3 = 0x03030303;

    private Deblocking() {
    }

    /**
     * Filters rows of macroblocks in place. Rows must be given in order from the top, as each works on what the one above has become, and
     * each once; up to three luma rows above the first one change too.
     *
     * @param p              the reconstruction.
     * @param m              what its macroblocks are, all of these rows and the one above coded.
     * @param mbRowFrom      first row of macroblocks.
     * @param mbRowTo        first row not to filter any more.
     * @param alphaOffset    FilterOffsetA, {@code 2 * slice_alpha_c0_offset_div2}: -12 to 12.
     * @param betaOffset     FilterOffsetB, {@code 2 * slice_beta_offset_div2}: -12 to 12.
     * @param chromaQpOffset {@code chroma_qp_index_offset}, the same for Cb and Cr: -12 to 12.
     * @throws IllegalArgumentException if the map is not of the picture's size, or rows or offsets are out of range.
     */
    public static void filter(final Picture p, final MacroblockMap m, final int mbRowFrom, final int mbRowTo, final int alphaOffset,
                              final int betaOffset, final int chromaQpOffset) {
        if (p.width() != 16 * m.widthMbs || p.height() != 16 * m.heightMbs) {
            throw new IllegalArgumentException("map of " + m.widthMbs + 'x' + m.heightMbs + " macroblocks for a picture of " + p.width() + 'x'
                + p.height());
        }
        if (mbRowFrom < 0 || mbRowTo > m.heightMbs) {
            throw new IllegalArgumentException("rows " + mbRowFrom + " to " + mbRowTo + " of " + m.heightMbs);
        }
        if (Math.max(Math.abs(alphaOffset), Math.max(Math.abs(betaOffset), Math.abs(chromaQpOffset))) > 12) {
            throw new IllegalArgumentException("offsets " + alphaOffset + ", " + betaOffset + ", " + chromaQpOffset + " must be -12 to 12");
        }
        for (int mbY = mbRowFrom; mbY < mbRowTo; mbY++) {
            for (int mbX = 0; mbX < m.widthMbs; mbX++) {
                final int type = m.type[mbY * m.widthMbs + mbX];
                if (type == MacroblockMap.SKIP) {
                    skip(p, m, mbX, mbY, alphaOffset, betaOffset, chromaQpOffset);
                } else if (type <= MacroblockMap.I16X16) {
                    intra(p, m, mbX, mbY, alphaOffset, betaOffset, chromaQpOffset);
                } else {
                    inter(p, m, mbX, mbY, alphaOffset, betaOffset, chromaQpOffset);
                }
            }
        }
    }

    /** Without coefficients and with one vector there is nothing inside, and often nothing at the edge to another one such. */
    private static void skip(final Picture p, final MacroblockMap m, final int mbX, final int mbY, final int alphaOffset,
                             final int betaOffset, final int chromaQpOffset) {
        final int mb = mbY * m.widthMbs + mbX;
        final int block = m.block(mbX, mbY);
        final int stride = m.blockStride;
        if (mbX > 0 && (m.type[mb - 1] != MacroblockMap.SKIP || Strengths.between(m, block, block - 1) != 0)) {
            if (m.type[mb - 1] <= MacroblockMap.I16X16) {
                strong(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), true, m.qp[mb], m.qp[mb - 1], alphaOffset, betaOffset,
                    chromaQpOffset);
            } else {
                final int strengths = edge(Strengths.acrossColumns(m, block, true), Strengths.acrossColumns(m, block + stride, true),
                    Strengths.acrossColumns(m, block + 2 * stride, true), Strengths.acrossColumns(m, block + 3 * stride, true), 0);
                outer(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), true, strengths, m.qp[mb], m.qp[mb - 1], alphaOffset,
                    betaOffset, chromaQpOffset);
            }
        }
        if (mbY > 0 && (m.type[mb - m.widthMbs] != MacroblockMap.SKIP || Strengths.between(m, block, block - stride) != 0)) {
            upper(p, m, mbX, mbY, alphaOffset, betaOffset, chromaQpOffset);
        }
    }

    private static void intra(final Picture p, final MacroblockMap m, final int mbX, final int mbY, final int alphaOffset,
                              final int betaOffset, final int chromaQpOffset) {
        final int mb = mbY * m.widthMbs + mbX;
        final int qp = m.qp[mb];
        if (mbX > 0) {
            strong(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), true, qp, m.qp[mb - 1], alphaOffset, betaOffset,
                chromaQpOffset);
        }
        inside(p, mbX, mbY, true, EDGES_3, EDGES_3, EDGES_3, qp, alphaOffset, betaOffset, chromaQpOffset);
        if (mbY > 0) {
            strong(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), false, qp, m.qp[mb - m.widthMbs], alphaOffset, betaOffset,
                chromaQpOffset);
        }
        inside(p, mbX, mbY, false, EDGES_3, EDGES_3, EDGES_3, qp, alphaOffset, betaOffset, chromaQpOffset);
    }

    private static void inter(final Picture p, final MacroblockMap m, final int mbX, final int mbY, final int alphaOffset,
                              final int betaOffset, final int chromaQpOffset) {
        final int mb = mbY * m.widthMbs + mbX;
        final int qp = m.qp[mb];
        final int block = m.block(mbX, mbY);
        final int stride = m.blockStride;
        final boolean strongLeft = mbX > 0 && m.type[mb - 1] <= MacroblockMap.I16X16;
        final boolean left = mbX > 0 && !strongLeft;
        final int row0 = Strengths.acrossColumns(m, block, left);
        final int row1 = Strengths.acrossColumns(m, block + stride, left);
        final int row2 = Strengths.acrossColumns(m, block + 2 * stride, left);
        final int row3 = Strengths.acrossColumns(m, block + 3 * stride, left);
        if (strongLeft) {
            strong(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), true, qp, m.qp[mb - 1], alphaOffset, betaOffset,
                chromaQpOffset);
        }
        if ((row0 | row1 | row2 | row3) != 0) {
            if (left) {
                outer(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), true, edge(row0, row1, row2, row3, 0), qp, m.qp[mb - 1],
                    alphaOffset, betaOffset, chromaQpOffset);
            }
            inside(p, mbX, mbY, true, edge(row0, row1, row2, row3, 8), edge(row0, row1, row2, row3, 16), edge(row0, row1, row2, row3, 24), qp,
                alphaOffset, betaOffset, chromaQpOffset);
        }
        if (mbY > 0) {
            upper(p, m, mbX, mbY, alphaOffset, betaOffset, chromaQpOffset);
        }
        inside(p, mbX, mbY, false, Strengths.acrossRows(m, block + stride, block), Strengths.acrossRows(m, block + 2 * stride, block + stride),
            Strengths.acrossRows(m, block + 3 * stride, block + 2 * stride), qp, alphaOffset, betaOffset, chromaQpOffset);
    }

    /** The upper edge of an inter macroblock. */
    private static void upper(final Picture p, final MacroblockMap m, final int mbX, final int mbY, final int alphaOffset,
                              final int betaOffset, final int chromaQpOffset) {
        final int mb = mbY * m.widthMbs + mbX;
        final int above = mb - m.widthMbs;
        if (m.type[above] <= MacroblockMap.I16X16) {
            strong(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), false, m.qp[mb], m.qp[above], alphaOffset, betaOffset,
                chromaQpOffset);
        } else {
            final int block = m.block(mbX, mbY);
            outer(p, p.lumaAt(16 * mbX, 16 * mbY), p.chromaAt(8 * mbX, 8 * mbY), false, Strengths.acrossRows(m, block, block - m.blockStride),
                m.qp[mb], m.qp[above], alphaOffset, betaOffset, chromaQpOffset);
        }
    }

    /** The strengths of one vertical edge, those of the upper lines lowest, from a byte in each row of blocks. */
    private static int edge(final int row0, final int row1, final int row2, final int row3, final int shift) {
        return row0 >>> shift & 255 | (row1 >>> shift & 255) << 8 | (row2 >>> shift & 255) << 16 | (row3 >>> shift & 255) << 24;
    }

    /** An edge to another macroblock with bS 4, luma and chroma. */
    private static void strong(final Picture p, final int lumaAt, final int chromaAt, final boolean vertical, final int qp, final int otherQp,
                               final int alphaOffset, final int betaOffset, final int chromaQpOffset) {
        final int average = qp + otherQp + 1 >> 1;
        final int alpha = Thresholds.alpha(average + alphaOffset);
        final int beta = Thresholds.beta(average + betaOffset);
        if (alpha != 0 && beta != 0) {
            if (vertical) {
                StrongLumaEdges.vertical(p.luma, lumaAt, p.lumaStride, alpha, beta);
            } else {
                StrongLumaEdges.horizontal(p.luma, lumaAt, p.lumaStride, alpha, beta);
            }
        }
        final int chromaAverage = chromaQp(qp + chromaQpOffset) + chromaQp(otherQp + chromaQpOffset) + 1 >> 1;
        final int chromaAlpha = Thresholds.alpha(chromaAverage + alphaOffset);
        final int chromaBeta = Thresholds.beta(chromaAverage + betaOffset);
        if (chromaAlpha != 0 && chromaBeta != 0) {
            if (vertical) {
                ChromaEdges.strongVertical(p.cb, chromaAt, p.chromaStride, chromaAlpha, chromaBeta);
                ChromaEdges.strongVertical(p.cr, chromaAt, p.chromaStride, chromaAlpha, chromaBeta);
            } else {
                ChromaEdges.strongHorizontal(p.cb, chromaAt, p.chromaStride, chromaAlpha, chromaBeta);
                ChromaEdges.strongHorizontal(p.cr, chromaAt, p.chromaStride, chromaAlpha, chromaBeta);
            }
        }
    }

    /** An edge to another macroblock with bS 0 to 2, luma and chroma. */
    private static void outer(final Picture p, final int lumaAt, final int chromaAt, final boolean vertical, final int strengths, final int qp,
                              final int otherQp, final int alphaOffset, final int betaOffset, final int chromaQpOffset) {
        if (strengths == 0) {
            return;
        }
        final int average = qp + otherQp + 1 >> 1;
        luma(p, lumaAt, vertical, strengths, average + alphaOffset, average + betaOffset);
        final int chromaAverage = chromaQp(qp + chromaQpOffset) + chromaQp(otherQp + chromaQpOffset) + 1 >> 1;
        chroma(p, chromaAt, vertical, strengths, chromaAverage + alphaOffset, chromaAverage + betaOffset);
    }

    /** The three inner edges of one direction; chroma has the middle one only. */
    private static void inside(final Picture p, final int mbX, final int mbY, final boolean vertical, final int first, final int second,
                               final int third, final int qp, final int alphaOffset, final int betaOffset, final int chromaQpOffset) {
        if ((first | second | third) == 0) {
            return;
        }
        final int lumaAt = p.lumaAt(16 * mbX, 16 * mbY);
        final int across = vertical ? 1 : p.lumaStride;
        luma(p, lumaAt + 4 * across, vertical, first, qp + alphaOffset, qp + betaOffset);
        luma(p, lumaAt + 8 * across, vertical, second, qp + alphaOffset, qp + betaOffset);
        luma(p, lumaAt + 12 * across, vertical, third, qp + alphaOffset, qp + betaOffset);
        final int chromaQp = chromaQp(qp + chromaQpOffset);
        chroma(p, p.chromaAt(8 * mbX, 8 * mbY) + 4 * (vertical ? 1 : p.chromaStride), vertical, second, chromaQp + alphaOffset,
            chromaQp + betaOffset);
    }

    private static void luma(final Picture p, final int at, final boolean vertical, final int strengths, final int indexA, final int indexB) {
        final int alpha = Thresholds.alpha(indexA);
        final int beta = Thresholds.beta(indexB);
        if (strengths != 0 && alpha != 0 && beta != 0) {
            if (vertical) {
                LumaEdges.vertical(p.luma, at, p.lumaStride, strengths, alpha, beta, Thresholds.clips(indexA));
            } else {
                LumaEdges.horizontal(p.luma, at, p.lumaStride, strengths, alpha, beta, Thresholds.clips(indexA));
            }
        }
    }

    private static void chroma(final Picture p, final int at, final boolean vertical, final int strengths, final int indexA,
                               final int indexB) {
        final int alpha = Thresholds.alpha(indexA);
        final int beta = Thresholds.beta(indexB);
        if (strengths != 0 && alpha != 0 && beta != 0) {
            final int clips = Thresholds.clips(indexA);
            if (vertical) {
                ChromaEdges.vertical(p.cb, at, p.chromaStride, strengths, alpha, beta, clips);
                ChromaEdges.vertical(p.cr, at, p.chromaStride, strengths, alpha, beta, clips);
            } else {
                ChromaEdges.horizontal(p.cb, at, p.chromaStride, strengths, alpha, beta, clips);
                ChromaEdges.horizontal(p.cr, at, p.chromaStride, strengths, alpha, beta, clips);
            }
        }
    }

    /** QP_C of 8.5.8. */
    private static int chromaQp(final int index) {
        final int clipped = Math.max(0, Math.min(51, index));
        return clipped < 30 ? clipped : CHROMA_QP[clipped - 30];
    }
}
