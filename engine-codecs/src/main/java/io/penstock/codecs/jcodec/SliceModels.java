package io.penstock.codecs.jcodec;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.PictureParameters;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.codecs.h264.SliceHeader;
import org.jcodec.codecs.h264.io.model.PictureParameterSet;
import org.jcodec.codecs.h264.io.model.PredictionWeightTable;
import org.jcodec.codecs.h264.io.model.RefPicMarkingIDR;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.common.model.ColorSpace;

/** Turns headers that were read with bounds into the objects that JCodec decodes from, so that JCodec's own unbounded readers never run. */
final class SliceModels {
    /** Brings the index into the filter's tables below the first entry that filters, whatever the quantiser. */
    private static final int FILTER_OFF = -32;

    private SliceModels() {
    }

    static SeqParameterSet sequence(final SequenceParameters from) {
        final SeqParameterSet to = new SeqParameterSet();
        to.profileIdc = from.profileIdc();
        to.levelIdc = from.levelIdc();
        to.seqParameterSetId = from.id();
        to.chromaFormatIdc = ColorSpace.YUV420J;
        to.log2MaxFrameNumMinus4 = from.log2MaxFrameNum() - 4;
        to.picOrderCntType = from.pocType();
        to.numRefFrames = from.refFrames();
        to.picWidthInMbsMinus1 = from.widthMbs() - 1;
        to.picHeightInMapUnitsMinus1 = from.heightMbs() - 1;
        to.frameMbsOnlyFlag = true;
        to.direct8x8InferenceFlag = from.direct8x8Inference();
        return to;
    }

    static PictureParameterSet picture(final PictureParameters from, final boolean bidirectional) {
        final PictureParameterSet to = new PictureParameterSet();
        to.picParameterSetId = from.id();
        to.seqParameterSetId = from.sequenceId();
        to.entropyCodingModeFlag = from.cabac();
        to.numRefIdxActiveMinus1[0] = from.refsActive(0) - 1;
        to.numRefIdxActiveMinus1[1] = from.refsActive(1) - 1;
        // JCodec asks for the flag of P slices before it looks at how B slices are weighted.
        to.weightedPredFlag = bidirectional ? from.weightedBipredIdc() != 0 : from.weightedPrediction();
        to.weightedBipredIdc = from.weightedBipredIdc();
        to.picInitQpMinus26 = from.initQp() - 26;
        to.chromaQpIndexOffset = from.chromaQpOffset(1);
        if (from.extended()) {
            to.extended = new PictureParameterSet.PPSExt();
            to.extended.transform8x8ModeFlag = from.transform8x8();
            to.extended.secondChromaQpIndexOffset = from.chromaQpOffset(2);
        }
        return to;
    }

    static org.jcodec.codecs.h264.io.model.SliceHeader slice(final SliceHeader from, final SeqParameterSet sps) {
        final org.jcodec.codecs.h264.io.model.SliceHeader to = new org.jcodec.codecs.h264.io.model.SliceHeader();
        to.sps = sps;
        to.pps = picture(from.pps, from.type == SliceHeader.B);
        to.firstMbInSlice = from.firstMb;
        to.sliceType = SliceType.fromValue(from.type);
        to.picParameterSetId = from.pps.id();
        to.frameNum = from.frameNum;
        to.picOrderCntLsb = from.pocLsb;
        to.directSpatialMvPredFlag = from.directSpatial;
        to.numRefIdxActiveOverrideFlag = true;
        to.numRefIdxActiveMinus1[0] = from.refsActive[0] - 1;
        to.numRefIdxActiveMinus1[1] = from.refsActive[1] - 1;
        to.refPicReordering = new int[2][][];
        for (int list = 0; list < 2; list++) {
            to.refPicReordering[list] = modifications(from, list);
        }
        to.predWeightTable = from.weighted ? weights(from) : null;
        to.refPicMarkingIDR = from.nalType == NalUnits.IDR ? new RefPicMarkingIDR(false, from.longTermIdr) : null;
        to.cabacInitIdc = from.cabacInitIdc;
        to.sliceQpDelta = from.qp - from.pps.initQp();
        // JCodec filters even where it is told not to; the offset makes that filter change nothing.
        to.disableDeblockingFilterIdc = from.deblockingIdc;
        to.sliceAlphaC0OffsetDiv2 = from.deblockingIdc == 1 ? FILTER_OFF : from.alphaOffset;
        to.sliceBetaOffsetDiv2 = from.deblockingIdc == 1 ? FILTER_OFF : from.betaOffset;
        return to;
    }

    private static int[][] modifications(final SliceHeader from, final int list) {
        final int n = from.modificationCount[list];
        if (n < 0) {
            return null;
        }
        final int[][] to = new int[2][n];
        for (int i = 0; i < n; i++) {
            to[0][i] = from.modifications[list][2 * i];
            to[1][i] = from.modifications[list][2 * i + 1];
        }
        return to;
    }

    private static PredictionWeightTable weights(final SliceHeader from) {
        final PredictionWeightTable to = new PredictionWeightTable();
        to.lumaLog2WeightDenom = from.weightDenominator[0];
        to.chromaLog2WeightDenom = from.weightDenominator[1];
        for (int list = 0; list < 2; list++) {
            to.lumaWeight[list] = from.weight[list][0].clone();
            to.lumaOffset[list] = from.weightOffset[list][0].clone();
            to.chromaWeight[list] = new int[][] {from.weight[list][1].clone(), from.weight[list][2].clone()};
            to.chromaOffset[list] = new int[][] {from.weightOffset[list][1].clone(), from.weightOffset[list][2].clone()};
        }
        return to;
    }
}
