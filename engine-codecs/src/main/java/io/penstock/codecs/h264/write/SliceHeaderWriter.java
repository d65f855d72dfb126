package io.penstock.codecs.h264.write;

/**
 * Writes slice headers (ITU-T H.264 7.3.3) for streams of {@link StreamParameters}. Fields are plain: set what differs from the slice
 * before, then {@link #write}. One thread at a time; allocates nothing.
 */
public final class SliceHeaderWriter {
    /** {@link #deblock}: all edges. */
    public static final int DEBLOCK_ALL = 0;
    /** {@link #deblock}: no edges. */
    public static final int DEBLOCK_NONE = 1;
    /** {@link #deblock}: all edges but those between slices. */
    public static final int DEBLOCK_INSIDE = 2;
    private static final int P_ONLY = 5;
    private static final int I_ONLY = 7;

    /** 0: no other picture refers to this one, and all instructions on marking are left out; 1–3: some do. IDR pictures need 1–3. */
    public int nalRefIdc = 1;
    /** Whether the picture is an instantaneous refresh: NAL unit type 5. */
    public boolean idr;
    /** Address of the first macroblock. */
    public int firstMb;
    /** Whether the picture's slices are all intra ({@code slice_type} 7); else all of them are P (5). */
    public boolean intra;
    /** {@code frame_num}, of which the lowest bits are written; 0 in IDR pictures. */
    public int frameNum;
    /** {@code idr_pic_id}, 0–65535: differs from one IDR picture to the next. Only written in those. */
    public int idrPicId;
    /** Quantiser at the start of the slice, 0–51. */
    public int qp = 26;
    /** One of {@link #DEBLOCK_ALL}, {@link #DEBLOCK_NONE}, {@link #DEBLOCK_INSIDE}. */
    public int deblock;
    /** {@code slice_alpha_c0_offset_div2}, -6 to 6. */
    public int alphaOffsetDiv2;
    /** {@code slice_beta_offset_div2}, -6 to 6. */
    public int betaOffsetDiv2;
    /** Entries of the reference list in use, 1–32. */
    public int activeReferences = 1;
    /**
     * The first reference is the short-term picture whose {@code frame_num} is so much less than this one's, modulo
     * {@link #maxFrameNum()}; 0: not changed.
     */
    public int firstReferenceDelta;
    /** The first reference is the long-term picture with this {@code LongTermPicNum}; -1: not changed. Goes before the delta. */
    public int firstReferenceLongTerm = -1;
    /** IDR only: whether the picture becomes the long-term reference with index 0. */
    public boolean longTermIdr;
    /** Instruction 1: the short-term picture with a {@code frame_num} so much less is no reference any more; 0: none. */
    public int forgetDelta;
    /** Instruction 2: the long-term picture with this number is no reference any more; -1: none. */
    public int forgetLongTerm = -1;
    /** Instruction 4: how many long-term indices there are, 0–16, 0 forgets all long-term pictures; -1: as before. */
    public int longTermIndices = -1;
    /** Instruction 6: this picture becomes the long-term reference with this index, in the place of one that had it; -1: it does not. */
    public int longTermIndex = -1;

    private final int log2MaxFrameNum;
    private final int initQp;

    /**
     * Makes a writer for a stream.
     *
     * @param stream what the parameter sets say.
     */
    public SliceHeaderWriter(final StreamParameters stream) {
        log2MaxFrameNum = stream.log2MaxFrameNum();
        initQp = stream.initQp();
    }

    /**
     * Where frame numbers start again from 0.
     *
     * @return {@code MaxFrameNum}.
     */
    public int maxFrameNum() {
        return 1 << log2MaxFrameNum;
    }

    /** Takes all changes of the reference list and all instructions on marking back: list as initialised, sliding window. */
    public void plainReferences() {
        activeReferences = 1;
        firstReferenceDelta = 0;
        firstReferenceLongTerm = -1;
        longTermIdr = false;
        forgetDelta = 0;
        forgetLongTerm = -1;
        longTermIndices = -1;
        longTermIndex = -1;
    }

    /**
     * Starts the NAL unit and writes the header; macroblocks follow, then {@link BitWriter#trailing()}.
     *
     * @param out where to, aligned.
     */
    public void write(final BitWriter out) {
        out.startNal(nalRefIdc, idr ? NalTypes.IDR : NalTypes.SLICE);
        out.ue(firstMb);
        out.ue(intra ? I_ONLY : P_ONLY);
        out.ue(0); // pic_parameter_set_id
        out.put(frameNum, log2MaxFrameNum);
        if (idr) {
            out.ue(idrPicId);
        }
        if (!intra) {
            list(out);
        }
        if (nalRefIdc != 0) {
            marking(out);
        }
        out.se(qp - initQp);
        out.ue(deblock);
        if (deblock != DEBLOCK_NONE) {
            out.se(alphaOffsetDiv2);
            out.se(betaOffsetDiv2);
        }
    }

    /** 7.3.3.1, after the number of entries. */
    private void list(final BitWriter out) {
        out.put(activeReferences == 1 ? 0 : 1, 1);
        if (activeReferences != 1) {
            out.ue(activeReferences - 1);
        }
        if (firstReferenceLongTerm >= 0) {
            out.put(1, 1);
            out.ue(2);
            out.ue(firstReferenceLongTerm);
            out.ue(3);
        } else if (firstReferenceDelta > 0) {
            out.put(1, 1);
            out.ue(0);
            out.ue(firstReferenceDelta - 1);
            out.ue(3);
        } else {
            out.put(0, 1);
        }
    }

    /** 7.3.3.3. */
    private void marking(final BitWriter out) {
        if (idr) {
            out.put(0, 1); // no_output_of_prior_pics_flag
            out.put(longTermIdr ? 1 : 0, 1);
            return;
        }
        final boolean instructions = forgetDelta > 0 || forgetLongTerm >= 0 || longTermIndices >= 0 || longTermIndex >= 0;
        out.put(instructions ? 1 : 0, 1);
        if (!instructions) {
            return;
        }
        if (forgetDelta > 0) {
            out.ue(1);
            out.ue(forgetDelta - 1);
        }
        if (forgetLongTerm >= 0) {
            out.ue(2);
            out.ue(forgetLongTerm);
        }
        if (longTermIndices >= 0) {
            out.ue(4);
            out.ue(longTermIndices);
        }
        if (longTermIndex >= 0) {
            out.ue(6);
            out.ue(longTermIndex);
        }
        out.ue(0);
    }
}
