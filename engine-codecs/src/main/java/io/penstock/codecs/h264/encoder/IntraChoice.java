package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.intra.Intra16x16;
import io.penstock.codecs.h264.intra.Intra4x4;
import io.penstock.codecs.h264.intra.IntraChroma;
import io.penstock.codecs.h264.motion.Pixels;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.h264.write.BitWriter;
import java.util.Arrays;

/** Finds the intra prediction of a macroblock that is cheapest by difference and mode bits. */
final class IntraChoice {
    /** What a mode costs that cannot be. */
    static final int NEVER = Integer.MAX_VALUE;
    private static final int STRIDE = Macroblock.PREDICTION_STRIDE;
    private static final int DC = 2;
    /** What sixteen 4x4 predictions cost beside their modes, in bits: their residual needs more blocks than that of one 16x16. */
    private static final int HEAD_BITS_4X4 = 24;
    /** Modes of table 8-2 by angle, so that neighbours are alike. */
    private static final int[] BY_ANGLE = {8, 1, 6, 4, 5, 0, 7, 3};
    private static final int[] ANGLE_OF = {5, 1, -1, 7, 3, 4, 2, 6, 0};
    /** Blocks whose upper right neighbour is coded later, of those that do not lie at the top. */
    private static final int NO_TOP_RIGHT = 1 << 3 | 1 << 11 | 1 << 7 | 1 << 13 | 1 << 15;

    /** Up to nine predictions of a 4x4 block, 64 bytes apart. */
    private final byte[] trials = new byte[9 * 64];
    private final byte[] trial = new byte[256];
    private final int[] costs = new int[9];
    private final ResidualCoder residual;
    private final Tools tools;

    IntraChoice(final ResidualCoder residual, final Tools tools) {
        this.residual = residual;
        this.tools = tools;
    }

    /** Picks the 16x16 mode; leaves it in the macroblock, not the prediction. */
    int luma16x16(final Macroblock mb, final int typesBefore, final Picture source, final Picture target, final int lambda) {
        int best = NEVER;
        for (int mode = 0; mode < 4; mode++) {
            if (mode == 0 && !mb.top || mode == 1 && !mb.left || mode == 3 && !(mb.top && mb.left && mb.topLeft)) {
                continue;
            }
            Intra16x16.predict(mode, target.luma, mb.lumaAt, target.lumaStride, mb.left, mb.top, trial, 0, STRIDE);
            final int cost = lambda * BitWriter.ueBits(typesBefore + 1 + mode) + (tools.satd()
                ? Pixels.satd(source.luma, mb.lumaAt, source.lumaStride, trial, 0, STRIDE, 16, 16)
                : Pixels.sad16x16(source.luma, mb.lumaAt, source.lumaStride, trial, 0, STRIDE));
            if (cost < best) {
                best = cost;
                mb.mode16x16 = mode;
            }
        }
        return best;
    }

    /** Predicts by the 16x16 mode that was picked. */
    void predict16x16(final Macroblock mb, final Picture target) {
        Intra16x16.predict(mb.mode16x16, target.luma, mb.lumaAt, target.lumaStride, mb.left, mb.top, mb.prediction, 0, STRIDE);
    }

    /** Picks, codes and reconstructs all sixteen 4x4 blocks; {@link #NEVER} if it gets dearer than a limit, with the macroblock half done. */
    int luma4x4(final Macroblock mb, final Picture source, final Picture target, final int lambda, final int limit) {
        int total = lambda * HEAD_BITS_4X4;
        for (int i = 0; i < 16; i++) {
            total += block(mb, i, source, target, lambda);
            if (total >= limit) {
                return NEVER;
            }
        }
        residual.intra4x4Pattern(mb);
        return total;
    }

    private int block(final Macroblock mb, final int i, final Picture source, final Picture target, final int lambda) {
        final int blockX = Macroblock.BLOCK_X[i];
        final int blockY = Macroblock.BLOCK_Y[i];
        final int at = mb.lumaAt + 4 * blockY * target.lumaStride + 4 * blockX;
        final boolean left = blockX > 0 || mb.left;
        final boolean top = blockY > 0 || mb.top;
        final boolean topLeft = blockX > 0 ? blockY > 0 || mb.top : blockY > 0 ? mb.left : mb.topLeft;
        final boolean topRight = blockY > 0 ? (NO_TOP_RIGHT >> i & 1) == 0 : blockX < 3 ? mb.top : mb.topRight;
        final int predicted = mb.predictedMode(blockX, blockY);
        Arrays.fill(costs, NEVER);
        int best = DC;
        for (int mode = 0; mode < 9; mode++) {
            if ((mode <= DC || mode == predicted || tools.allIntraModes()) && Intra4x4.allowed(mode, left, top, topLeft)) {
                best = better(mode, best, cost(mode, predicted, source, target, at, left, top, topRight, lambda));
            }
        }
        if (!tools.allIntraModes()) {
            best = aside(best, predicted, source, target, at, left, top, topLeft, topRight, lambda);
        }
        mb.modes[i] = (byte) best;
        mb.map.mode4x4[mb.block + blockY * mb.map.blockStride + blockX] = (byte) best;
        residual.intra4x4(mb, i, source, target, trials, 64 * best);
        return costs[best];
    }

    /** Follows the angle to both sides as long as it gets better. */
    private int aside(final int from, final int predicted, final Picture source, final Picture target, final int at, final boolean left,
                      final boolean top, final boolean topLeft, final boolean topRight, final int lambda) {
        int best = from;
        for (int step = 0; step < 2 && best != DC; step++) {
            final int angle = ANGLE_OF[best];
            for (int other = Math.max(0, angle - 1); other <= Math.min(7, angle + 1); other++) {
                final int mode = BY_ANGLE[other];
                if (costs[mode] == NEVER && Intra4x4.allowed(mode, left, top, topLeft)) {
                    best = better(mode, best, cost(mode, predicted, source, target, at, left, top, topRight, lambda));
                }
            }
        }
        return best;
    }

    private int better(final int mode, final int best, final int cost) {
        costs[mode] = cost;
        return cost < costs[best] ? mode : best;
    }

    private int cost(final int mode, final int predicted, final Picture source, final Picture target, final int at, final boolean left,
                     final boolean top, final boolean topRight, final int lambda) {
        Intra4x4.predict(mode, target.luma, at, target.lumaStride, left, top, topRight, trials, 64 * mode, STRIDE);
        return (tools.satd() ? Pixels.satd(source.luma, at, source.lumaStride, trials, 64 * mode, STRIDE, 4, 4)
            : Pixels.sad(source.luma, at, source.lumaStride, trials, 64 * mode, STRIDE, 4, 4)) + lambda * (mode == predicted ? 1 : 4);
    }

    /** Picks the mode of both chroma planes and predicts by it. */
    void chroma(final Macroblock mb, final Picture source, final Picture target, final int lambda) {
        int best = NEVER;
        int bestMode = 0;
        for (int mode = 0; mode < 4; mode++) {
            if (mode == 1 && !mb.left || mode == 2 && !mb.top || mode == 3 && !(mb.left && mb.top && mb.topLeft)) {
                continue;
            }
            predictChroma(mb, mode, target);
            final int cost = lambda * BitWriter.ueBits(mode) + difference(source.cb, mb.chromaAt, source.chromaStride, mb.prediction,
                Macroblock.PREDICTION_CB) + difference(source.cr, mb.chromaAt, source.chromaStride, mb.prediction, Macroblock.PREDICTION_CR);
            if (cost < best) {
                best = cost;
                bestMode = mode;
            }
        }
        mb.chromaMode = bestMode;
        predictChroma(mb, bestMode, target);
    }

    private int difference(final byte[] source, final int at, final int stride, final byte[] prediction, final int from) {
        return tools.satd() ? Pixels.satd(source, at, stride, prediction, from, STRIDE, 8, 8)
            : Pixels.sad8x8(source, at, stride, prediction, from, STRIDE);
    }

    void predictChroma(final Macroblock mb, final int mode, final Picture target) {
        IntraChroma.predict(mode, target.cb, mb.chromaAt, target.chromaStride, mb.left, mb.top, mb.prediction, Macroblock.PREDICTION_CB, STRIDE);
        IntraChroma.predict(mode, target.cr, mb.chromaAt, target.chromaStride, mb.left, mb.top, mb.prediction, Macroblock.PREDICTION_CR, STRIDE);
    }
}
