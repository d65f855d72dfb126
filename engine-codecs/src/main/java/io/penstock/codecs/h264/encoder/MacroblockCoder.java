package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.motion.Reference;
import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;
import java.util.Arrays;

/** Decides how a macroblock is coded, and codes it: afterwards it holds what is to be written, and the picture what a decoder will see. */
final class MacroblockCoder {
    /** Where an mb_type of intra in P slices begins. */
    private static final int TYPES_BEFORE_INTRA = 5;
    /** Ways to code a macroblock of a P slice that are tried where bits are counted. */
    private static final int SKIP = 0;
    private static final int WHOLE = 1;
    private static final int BEST = 2;
    private static final int INTRA_16X16 = 3;
    private static final int INTRA_4X4 = 4;

    /** By quantiser: differences up to which a macroblock may be a skip, and above which it may be intra. */
    private final int[] skipBelow = new int[52];
    private final int[] intraAbove = new int[52];
    private final Tools tools;
    private final MacroblockWriter writer;
    private final ResidualCoder residual;
    private final IntraChoice intra;
    private final InterChoice inter;

    MacroblockCoder(final Tools tools, final MacroblockWriter writer, final int chromaQpOffset) {
        this.tools = tools;
        this.writer = writer;
        for (int qp = 0; qp < 52; qp++) {
            final double step = Math.pow(2, (qp - 4) / 6.0);
            skipBelow[qp] = (int) (256 * tools.skipSteps() * step);
            intraAbove[qp] = (int) (256 * tools.intraSteps() * step);
        }
        residual = new ResidualCoder(chromaQpOffset);
        intra = new IntraChoice(residual, tools);
        inter = new InterChoice(tools);
    }

    /**
     * Codes an intra macroblock.
     *
     * @param predicted whether of a P slice.
     * @param whole     whether it must be I16x16, which looks only left and up.
     */
    void intra(final Macroblock mb, final boolean predicted, final boolean whole, final Picture source, final Picture target) {
        final int lambda = Lambda.difference(mb.qp);
        mb.fillIntra();
        final int cost = intra.luma16x16(mb, predicted ? TYPES_BEFORE_INTRA : 0, source, target, lambda);
        final boolean try4x4 = !whole && (predicted ? tools.intra4x4InP() : tools.intra4x4InKey());
        if (try4x4 && tools.exactBits()) {
            codeIntra(mb, cost, true, IntraChoice.NEVER, source, target);
            final long squares4x4 = residual.squares(mb, source, target) + Lambda.squares(mb.qp, writer.bits(mb));
            codeIntra(mb, cost, false, cost, source, target);
            if (residual.squares(mb, source, target) + Lambda.squares(mb.qp, writer.bits(mb)) > squares4x4) {
                codeIntra(mb, cost, true, IntraChoice.NEVER, source, target);
            }
            return;
        }
        codeIntra(mb, cost, try4x4, cost, source, target);
    }

    /** Codes as I4x4 if that stays below a limit, or else as I16x16. */
    private void codeIntra(final Macroblock mb, final int cost16x16, final boolean try4x4, final int limit, final Picture source,
                           final Picture target) {
        final int lambda = Lambda.difference(mb.qp);
        if (try4x4 && intra.luma4x4(mb, source, target, lambda, limit) != IntraChoice.NEVER) {
            mb.type = MacroblockMap.I4X4;
        } else {
            mb.type = MacroblockMap.I16X16;
            mb.fillModes();
            intra.predict16x16(mb, target);
            residual.intra16x16(mb, source, target);
        }
        intra.chroma(mb, source, target, lambda);
        residual.chroma(mb, true, source, target);
    }

    /** Keeps vectors from reaching to the right of a luma column. */
    void keepLeftOf(final int column) {
        inter.keepLeftOf(column);
    }

    /** Codes a macroblock of a P slice as whatever is best. */
    void predicted(final Macroblock mb, final Picture source, final Picture target, final Reference reference) {
        final int lambda = Lambda.difference(mb.qp);
        inter.begin(mb);
        final boolean canSkip = inter.canSkip(mb, reference);
        if (canSkip && skipped(mb, source, target, reference)) {
            return;
        }
        final int interCost = inter.choose(mb, source, reference, lambda);
        if (tools.exactBits()) {
            exactly(mb, canSkip, source, target, reference);
            return;
        }
        if (interCost > intraAbove[mb.qp] && intraWins(mb, interCost, lambda, source, target)) {
            return;
        }
        codeInter(mb, canSkip, source, target, reference);
    }

    private void codeInter(final Macroblock mb, final boolean canSkip, final Picture source, final Picture target, final Reference reference) {
        mb.fillModes();
        inter.predict(mb, reference);
        residual.interLuma(mb, source, target);
        residual.chroma(mb, false, source, target);
        if (canSkip && mb.type == MacroblockMap.P16X16 && mb.codedLuma == 0 && mb.codedChroma == 0 && mb.mvX[0] == inter.skipX()
            && mb.mvY[0] == inter.skipY()) {
            mb.type = MacroblockMap.SKIP;
        }
    }

    /** Codes the macroblock in each way that is likely, and at last in the one whose squared differences and bits are cheapest. */
    private void exactly(final Macroblock mb, final boolean canSkip, final Picture source, final Picture target, final Reference reference) {
        long best = Long.MAX_VALUE;
        int bestWay = 0;
        int lastWay = 0;
        for (int way = SKIP; way <= INTRA_4X4; way++) {
            if (way == SKIP && !canSkip || way == WHOLE && !inter.divided()) {
                continue;
            }
            code(mb, way, canSkip, source, target, reference);
            lastWay = way;
            final int bits = mb.type == MacroblockMap.SKIP ? 1 : writer.bits(mb);
            final long cost = residual.squares(mb, source, target) + Lambda.squares(mb.qp, bits);
            if (cost < best) {
                best = cost;
                bestWay = way;
            }
        }
        if (bestWay != lastWay) {
            code(mb, bestWay, canSkip, source, target, reference);
        }
    }

    private void code(final Macroblock mb, final int way, final boolean canSkip, final Picture source, final Picture target,
                      final Reference reference) {
        switch (way) {
            case SKIP -> skip(mb, target, reference);
            case WHOLE -> {
                inter.takeWhole(mb);
                codeInter(mb, canSkip, source, target, reference);
            }
            case BEST -> {
                inter.takeBest(mb);
                codeInter(mb, canSkip, source, target, reference);
            }
            default -> {
                mb.fillIntra();
                final int cost = intra.luma16x16(mb, TYPES_BEFORE_INTRA, source, target, Lambda.difference(mb.qp));
                codeIntra(mb, cost, way == INTRA_4X4, IntraChoice.NEVER, source, target);
            }
        }
    }

    private void skip(final Macroblock mb, final Picture target, final Reference reference) {
        mb.type = MacroblockMap.SKIP;
        mb.codedLuma = 0;
        mb.codedChroma = 0;
        mb.clearLumaCounts();
        mb.clearChromaCounts();
        mb.fillModes();
        mb.fillMotion(inter.skipX(), inter.skipY());
        inter.predictSkip(mb, reference);
        residual.take(mb, target);
    }

    private boolean skipped(final Macroblock mb, final Picture source, final Picture target, final Reference reference) {
        final int difference = reference.sad(source.luma, mb.lumaAt, source.lumaStride, 64 * mb.x + inter.skipX(), 64 * mb.y + inter.skipY(),
            16, 16);
        if (difference > skipBelow[mb.qp]) {
            return false;
        }
        inter.predictSkip(mb, reference);
        residual.interLuma(mb, source, target);
        if (mb.codedLuma != 0) {
            return false;
        }
        residual.chroma(mb, false, source, target);
        if (mb.codedChroma != 0) {
            return false;
        }
        mb.type = MacroblockMap.SKIP;
        mb.fillMotion(inter.skipX(), inter.skipY());
        mb.fillModes();
        return true;
    }

    private boolean intraWins(final Macroblock mb, final int interCost, final int lambda, final Picture source, final Picture target) {
        final int type = mb.type;
        final int cost16x16 = intra.luma16x16(mb, TYPES_BEFORE_INTRA, source, target, lambda);
        final int limit = Math.min(interCost, cost16x16);
        if (cost16x16 >= interCost && !(tools.intra4x4InP() && cost16x16 < 2 * interCost)) {
            return false;
        }
        if (tools.intra4x4InP() && intra.luma4x4(mb, source, target, lambda, limit) != IntraChoice.NEVER) {
            mb.type = MacroblockMap.I4X4;
        } else if (cost16x16 < interCost) {
            mb.type = MacroblockMap.I16X16;
            mb.fillModes();
            intra.predict16x16(mb, target);
            residual.intra16x16(mb, source, target);
        } else {
            mb.type = type;
            return false;
        }
        mb.fillIntra();
        intra.chroma(mb, source, target, lambda);
        residual.chroma(mb, true, source, target);
        return true;
    }

    /** Codes a macroblock with next to no bits, where even the coarsest quantiser takes more than a slice holds. */
    void bare(final Macroblock mb, final boolean predicted, final Picture source, final Picture target, final Reference reference) {
        mb.codedLuma = 0;
        mb.codedChroma = 0;
        mb.clearLumaCounts();
        mb.clearChromaCounts();
        mb.fillModes();
        if (predicted) {
            inter.begin(mb);
            if (inter.canSkip(mb, reference)) {
                skip(mb, target, reference);
                return;
            }
        }
        mb.type = MacroblockMap.I16X16;
        mb.fillIntra();
        mb.mode16x16 = 2;
        Arrays.fill(mb.lumaDc, (short) 0);
        intra.predict16x16(mb, target);
        intra.predictChroma(mb, 0, target);
        mb.chromaMode = 0;
        residual.take(mb, target);
    }
}
