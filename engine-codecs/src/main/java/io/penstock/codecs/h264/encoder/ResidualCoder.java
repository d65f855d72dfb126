package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.motion.Pixels;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.h264.residual.Quantizer;
import io.penstock.codecs.h264.residual.Transform;
import io.penstock.codecs.h264.write.Cavlc;
import java.util.Arrays;

/**
 * Turns what prediction left over into levels, and the levels into what a decoder will see: transform, quantisation, coded block pattern,
 * and reconstruction into the picture. What is cheaper to leave out than to send is left out here.
 */
final class ResidualCoder {
    /** Scores (see {@link Quantizer#zeroScore}) below which the few ones of an 8x8, a macroblock, or a chroma block are not worth their bits. */
    private static final int WORTH_8X8 = 4;
    private static final int WORTH_16X16 = 6;
    private static final int WORTH_CHROMA = 7;
    /** Below it levels may be larger than CAVLC of this profile can say. */
    private static final int LARGE_LEVELS_QP = 16;
    private static final int STRIDE = Macroblock.PREDICTION_STRIDE;
    /** Index in raster order of the blocks of a macroblock that come in coding order. */
    private static final int[] RASTER = {0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15};

    private final short[] coefficients = new short[256];
    private final short[] dc = new short[16];
    private final int[] counts = new int[16];
    private final int[] keptCounts = new int[8];
    private final int chromaQpOffset;

    ResidualCoder(final int chromaQpOffset) {
        this.chromaQpOffset = chromaQpOffset;
    }

    /** Luma of an inter macroblock: sets the pattern, the levels and the counts, and reconstructs. */
    void interLuma(final Macroblock mb, final Picture source, final Picture target) {
        Transform.forward16x16(source.luma, mb.lumaAt, source.lumaStride, mb.prediction, 0, STRIDE, coefficients, 0);
        int pattern = 0;
        int whole = 0;
        for (int quarter = 0; quarter < 4; quarter++) {
            final int score = quantiseQuarter(mb, quarter);
            if (score >= WORTH_8X8) {
                pattern |= 1 << quarter;
                whole += score;
            }
        }
        if (whole < WORTH_16X16) {
            pattern = 0;
        }
        mb.codedLuma = pattern;
        for (int quarter = 0; quarter < 4; quarter++) {
            reconstructQuarter(mb, target, quarter, (pattern >> quarter & 1) != 0);
        }
    }

    private int quantiseQuarter(final Macroblock mb, final int quarter) {
        int score = 0;
        for (int i = 4 * quarter; i < 4 * quarter + 4; i++) {
            final int count = Quantizer.quantize(coefficients, 16 * i, mb.qp, false, 0, mb.luma, 16 * i);
            counts[i] = count;
            if (count > 0) {
                if (mb.qp < LARGE_LEVELS_QP) {
                    limit(mb.luma, 16 * i, 16);
                }
                score += Quantizer.zeroScore(mb.luma, 16 * i, 16);
            }
        }
        return score;
    }

    private void reconstructQuarter(final Macroblock mb, final Picture target, final int quarter, final boolean coded) {
        final int fromX = (quarter & 1) * 8;
        final int fromY = (quarter >> 1) * 8;
        if (!coded) {
            Pixels.copy(mb.prediction, fromY * STRIDE + fromX, STRIDE, target.luma, mb.lumaAt + fromY * target.lumaStride + fromX,
                target.lumaStride, 8, 8);
        }
        for (int i = 4 * quarter; i < 4 * quarter + 4; i++) {
            final int blockX = Macroblock.BLOCK_X[i];
            final int blockY = Macroblock.BLOCK_Y[i];
            mb.map.lumaCount[mb.block + blockY * mb.map.blockStride + blockX] = (byte) (coded ? counts[i] : 0);
            if (coded) {
                block(mb, target, i, counts[i] > 0, mb.prediction, 4 * blockY * STRIDE + 4 * blockX);
            }
        }
    }

    /** Adds a block's residual, if there is one, to its prediction. */
    private void block(final Macroblock mb, final Picture target, final int i, final boolean coded, final byte[] prediction, final int from) {
        final int to = mb.lumaAt + 4 * Macroblock.BLOCK_Y[i] * target.lumaStride + 4 * Macroblock.BLOCK_X[i];
        if (coded) {
            Quantizer.dequantize(mb.luma, 16 * i, mb.qp, 0, coefficients, 16 * i);
            Transform.inverseAdd4x4(coefficients, 16 * i, prediction, from, STRIDE, target.luma, to, target.lumaStride);
        } else {
            Pixels.copy(prediction, from, STRIDE, target.luma, to, target.lumaStride, 4, 4);
        }
    }

    /** One 4x4 block of I4x4, predicted in {@code prediction} from its beginning: sets levels and count, reconstructs; true if coded. */
    boolean intra4x4(final Macroblock mb, final int i, final Picture source, final Picture target, final byte[] prediction, final int from) {
        final int at = mb.lumaAt + 4 * Macroblock.BLOCK_Y[i] * source.lumaStride + 4 * Macroblock.BLOCK_X[i];
        Transform.forward4x4(source.luma, at, source.lumaStride, prediction, from, STRIDE, coefficients, 16 * i);
        final int count = Quantizer.quantize(coefficients, 16 * i, mb.qp, true, 0, mb.luma, 16 * i);
        if (count > 0 && mb.qp < LARGE_LEVELS_QP) {
            limit(mb.luma, 16 * i, 16);
        }
        counts[i] = count;
        mb.map.lumaCount[mb.block + Macroblock.BLOCK_Y[i] * mb.map.blockStride + Macroblock.BLOCK_X[i]] = (byte) count;
        block(mb, target, i, count > 0, prediction, from);
        return count > 0;
    }

    /** After all sixteen: the pattern of I4x4. */
    void intra4x4Pattern(final Macroblock mb) {
        int pattern = 0;
        for (int i = 0; i < 16; i++) {
            if (counts[i] > 0) {
                pattern |= 1 << (i >> 2);
            }
        }
        mb.codedLuma = pattern;
    }

    /** Luma of an I16x16 macroblock. */
    void intra16x16(final Macroblock mb, final Picture source, final Picture target) {
        Transform.forward16x16(source.luma, mb.lumaAt, source.lumaStride, mb.prediction, 0, STRIDE, coefficients, 0);
        boolean any = false;
        for (int i = 0; i < 16; i++) {
            dc[RASTER[i]] = coefficients[16 * i];
            counts[i] = Quantizer.quantize(coefficients, 16 * i, mb.qp, true, 1, mb.luma, 16 * i);
            if (counts[i] > 0 && mb.qp < LARGE_LEVELS_QP) {
                limit(mb.luma, 16 * i, 15);
            }
            any |= counts[i] > 0;
        }
        Transform.forwardLumaDc(dc);
        Quantizer.quantizeDc(dc, mb.qp, true, mb.lumaDc);
        if (mb.qp < LARGE_LEVELS_QP) {
            limit(mb.lumaDc, 0, 16);
        }
        Quantizer.dequantizeDc(mb.lumaDc, mb.qp, dc);
        mb.codedLuma = any ? 15 : 0;
        for (int i = 0; i < 16; i++) {
            final int blockX = Macroblock.BLOCK_X[i];
            final int blockY = Macroblock.BLOCK_Y[i];
            final int from = 4 * blockY * STRIDE + 4 * blockX;
            final int to = mb.lumaAt + 4 * blockY * target.lumaStride + 4 * blockX;
            mb.map.lumaCount[mb.block + blockY * mb.map.blockStride + blockX] = (byte) counts[i];
            if (counts[i] > 0) {
                Quantizer.dequantize(mb.luma, 16 * i, mb.qp, 1, coefficients, 16 * i);
                coefficients[16 * i] = dc[RASTER[i]];
                Transform.inverseAdd4x4(coefficients, 16 * i, mb.prediction, from, STRIDE, target.luma, to, target.lumaStride);
            } else {
                Transform.inverseAddDc(dc[RASTER[i]], mb.prediction, from, STRIDE, target.luma, to, target.lumaStride);
            }
        }
    }

    /** Both chroma planes of any macroblock that is coded. */
    void chroma(final Macroblock mb, final boolean intra, final Picture source, final Picture target) {
        final int qp = Quantizer.chromaQp(mb.qp, chromaQpOffset);
        Transform.forward8x8(source.cb, mb.chromaAt, source.chromaStride, mb.prediction, Macroblock.PREDICTION_CB, STRIDE, coefficients, 0);
        Transform.forward8x8(source.cr, mb.chromaAt, source.chromaStride, mb.prediction, Macroblock.PREDICTION_CR, STRIDE, coefficients, 64);
        final boolean cbAc = chromaAc(mb, qp, intra, 0);
        final boolean crAc = chromaAc(mb, qp, intra, 4);
        final boolean anyDc = chromaDc(mb, qp, intra, 0, cbAc) | chromaDc(mb, qp, intra, 4, crAc);
        final boolean anyAc = cbAc | crAc;
        mb.codedChroma = anyAc ? 2 : anyDc ? 1 : 0;
        if (!anyAc) {
            mb.clearChromaCounts();
        }
        reconstruct(mb, qp, target);
        if (anyAc && !intra) {
            weighAc(mb, qp, anyDc, source, target);
        }
    }

    private void reconstruct(final Macroblock mb, final int qp, final Picture target) {
        final boolean anyAc = mb.codedChroma == 2;
        reconstruct(mb, qp, 0, target.cb, target.chromaStride, Macroblock.PREDICTION_CB, mb.map.cbCount, anyAc);
        reconstruct(mb, qp, 4, target.cr, target.chromaStride, Macroblock.PREDICTION_CR, mb.map.crCount, anyAc);
    }

    /** Where luma is coarse chroma is quantised finer (table 8-15): leaves its AC levels out if they cost more than they give. */
    private void weighAc(final Macroblock mb, final int qp, final boolean anyDc, final Picture source, final Picture target) {
        int bits = 0;
        for (int block = 0; block < 8; block++) {
            bits += Cavlc.bits(mb.chromaAc, 16 * block, 15, 0);
        }
        final long with = chromaSquares(mb, source, target);
        for (int block = 0; block < 8; block++) {
            keptCounts[block] = counts[block];
            counts[block] = 0;
        }
        mb.codedChroma = anyDc ? 1 : 0;
        reconstruct(mb, qp, target);
        if (chromaSquares(mb, source, target) <= with + Lambda.squares(mb.qp, bits)) {
            mb.clearChromaCounts();
            return;
        }
        System.arraycopy(keptCounts, 0, counts, 0, 8);
        mb.codedChroma = 2;
        reconstruct(mb, qp, target);
    }

    private static long chromaSquares(final Macroblock mb, final Picture source, final Picture target) {
        return Pixels.ssd(source.cb, mb.chromaAt, source.chromaStride, target.cb, mb.chromaAt, target.chromaStride, 8, 8)
            + Pixels.ssd(source.cr, mb.chromaAt, source.chromaStride, target.cr, mb.chromaAt, target.chromaStride, 8, 8);
    }

    private boolean chromaDc(final Macroblock mb, final int qp, final boolean intra, final int first, final boolean withAc) {
        for (int i = 0; i < 4; i++) {
            dc[i] = coefficients[16 * (first + i)];
        }
        Transform.forwardChromaDc(dc, 0);
        if (Quantizer.quantizeChromaDc(dc, 0, qp, intra, mb.chromaDc, first) == 0) {
            return false;
        }
        if (qp < LARGE_LEVELS_QP) {
            limit(mb.chromaDc, first, 4);
        }
        return withAc || lowerChromaDc(mb, qp, first);
    }

    /** A fine DC level may round to nothing in every sample, and be sent again in every picture: lowers levels while they show the same. */
    private boolean lowerChromaDc(final Macroblock mb, final int qp, final int first) {
        Quantizer.dequantizeChromaDc(mb.chromaDc, first, qp, dc, 0);
        final int shown0 = dc[0] + 32 >> 6;
        final int shown1 = dc[1] + 32 >> 6;
        final int shown2 = dc[2] + 32 >> 6;
        final int shown3 = dc[3] + 32 >> 6;
        boolean any = false;
        for (int i = first; i < first + 4; i++) {
            while (mb.chromaDc[i] != 0) {
                final short level = mb.chromaDc[i];
                mb.chromaDc[i] = (short) (level > 0 ? level - 1 : level + 1);
                Quantizer.dequantizeChromaDc(mb.chromaDc, first, qp, dc, 0);
                if (dc[0] + 32 >> 6 != shown0 || dc[1] + 32 >> 6 != shown1 || dc[2] + 32 >> 6 != shown2 || dc[3] + 32 >> 6 != shown3) {
                    mb.chromaDc[i] = level;
                    any = true;
                    break;
                }
            }
        }
        return any;
    }

    private boolean chromaAc(final Macroblock mb, final int qp, final boolean intra, final int first) {
        int score = 0;
        for (int i = first; i < first + 4; i++) {
            counts[i] = Quantizer.quantize(coefficients, 16 * i, qp, intra, 1, mb.chromaAc, 16 * i);
            if (counts[i] > 0) {
                if (qp < LARGE_LEVELS_QP) {
                    limit(mb.chromaAc, 16 * i, 15);
                }
                score += Quantizer.zeroScore(mb.chromaAc, 16 * i, 15);
            }
        }
        if (score >= WORTH_CHROMA) {
            return true;
        }
        for (int i = first; i < first + 4; i++) {
            if (counts[i] > 0) {
                Arrays.fill(mb.chromaAc, 16 * i, 16 * i + 15, (short) 0);
                counts[i] = 0;
            }
        }
        return false;
    }

    private void reconstruct(final Macroblock mb, final int qp, final int first, final byte[] plane, final int stride, final int prediction,
                             final byte[] blockCounts, final boolean anyAc) {
        if (mb.codedChroma == 0) {
            Pixels.copy(mb.prediction, prediction, STRIDE, plane, mb.chromaAt, stride, 8, 8);
            return;
        }
        Quantizer.dequantizeChromaDc(mb.chromaDc, first, qp, dc, 0);
        for (int i = 0; i < 4; i++) {
            final int block = first + i;
            final int from = prediction + 4 * (i >> 1) * STRIDE + 4 * (i & 1);
            final int to = mb.chromaAt + 4 * (i >> 1) * stride + 4 * (i & 1);
            if (anyAc) {
                blockCounts[mb.chromaBlock + (i >> 1) * mb.map.chromaBlockStride + (i & 1)] = (byte) counts[block];
            }
            if (counts[block] > 0) {
                Quantizer.dequantize(mb.chromaAc, 16 * block, qp, 1, coefficients, 16 * block);
                coefficients[16 * block] = dc[i];
                Transform.inverseAdd4x4(coefficients, 16 * block, mb.prediction, from, STRIDE, plane, to, stride);
            } else {
                Transform.inverseAddDc(dc[i], mb.prediction, from, STRIDE, plane, to, stride);
            }
        }
    }

    /** How much the reconstruction differs: squares, all planes. */
    long squares(final Macroblock mb, final Picture source, final Picture target) {
        return (long) Pixels.ssd(source.luma, mb.lumaAt, source.lumaStride, target.luma, mb.lumaAt, target.lumaStride, 16, 16)
            + chromaSquares(mb, source, target);
    }

    /** Takes the prediction as it is. */
    void take(final Macroblock mb, final Picture target) {
        Pixels.copy(mb.prediction, 0, STRIDE, target.luma, mb.lumaAt, target.lumaStride, 16, 16);
        Pixels.copy(mb.prediction, Macroblock.PREDICTION_CB, STRIDE, target.cb, mb.chromaAt, target.chromaStride, 8, 8);
        Pixels.copy(mb.prediction, Macroblock.PREDICTION_CR, STRIDE, target.cr, mb.chromaAt, target.chromaStride, 8, 8);
    }

    private static void limit(final short[] levels, final int at, final int n) {
        for (int i = at; i < at + n; i++) {
            levels[i] = (short) Math.max(-Cavlc.MAX_LEVEL, Math.min(Cavlc.MAX_LEVEL, levels[i]));
        }
    }
}
