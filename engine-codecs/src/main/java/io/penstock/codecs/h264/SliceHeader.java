package io.penstock.codecs.h264;

import io.penstock.error.CodecException;

/**
 * The header of a slice of a progressive picture (ITU-T H.264 7.3.3), read with bounds on every field, reference list modification and
 * reference marking included. Reusable: {@link #parse} overwrites everything. Fields are plain for a decoder to copy.
 */
public final class SliceHeader {
    /** Most instructions of a reference list modification: one per list entry, and one that ends them. */
    public static final int MAX_MODIFICATIONS = 33;
    /** Most marking instructions that are accepted. */
    public static final int MAX_MARKINGS = 66;
    /** A slice predicted from one list. */
    public static final int P = 0;
    /** A slice predicted from two lists. */
    public static final int B = 1;
    /** A slice without prediction from other pictures. */
    public static final int I = 2;

    /** Type of the NAL unit: 1 or 5. */
    public int nalType;
    /** {@code nal_ref_idc}. */
    public int refIdc;
    /** First macroblock. */
    public int firstMb;
    /** {@link #P}, {@link #B} or {@link #I}. */
    public int type;
    /** Picture parameter set. */
    public PictureParameters pps;
    /** Sequence parameter set. */
    public SequenceParameters sps;
    /** {@code frame_num}. */
    public int frameNum;
    /** {@code idr_pic_id}. */
    public int idrId;
    /** {@code pic_order_cnt_lsb}. */
    public int pocLsb;
    /** {@code delta_pic_order_cnt_bottom}. */
    public int deltaPocBottom;
    /** {@code delta_pic_order_cnt}. */
    public final int[] deltaPoc = new int[2];
    /** {@code redundant_pic_cnt}; 0 = the primary picture. */
    public int redundantCount;
    /** Whether direct prediction is spatial. */
    public boolean directSpatial;
    /** Entries of both reference lists. */
    public final int[] refsActive = new int[2];
    /** Reference list modifications by list, {@link #modificationCount} pairs of operation and argument. */
    public final int[][] modifications = new int[2][2 * MAX_MODIFICATIONS];
    /** Number of modifications by list; −1 = list as initialised. */
    public final int[] modificationCount = new int[2];
    /** Whether a weight table is present. */
    public boolean weighted;
    /** Log2 of the weight denominators of luma and chroma. */
    public final int[] weightDenominator = new int[2];
    /** Weights by list, plane and entry. */
    public final int[][][] weight = new int[2][3][32];
    /** Offsets by list, plane and entry. */
    public final int[][][] weightOffset = new int[2][3][32];
    /** IDR: whether the picture becomes a long-term reference. */
    public boolean longTermIdr;
    /** Marking instructions, triples of operation and two arguments (7.4.3.3). */
    public final int[] markings = new int[3 * MAX_MARKINGS];
    /** Number of marking instructions; −1 = sliding window. */
    public int markingCount;
    /** {@code cabac_init_idc}. */
    public int cabacInitIdc;
    /** Quantiser of the slice, 0–51. */
    public int qp;
    /** {@code disable_deblocking_filter_idc}: 0 filter, 1 none, 2 not across slices. */
    public int deblockingIdc;
    /** {@code slice_alpha_c0_offset_div2}. */
    public int alphaOffset;
    /** {@code slice_beta_offset_div2}. */
    public int betaOffset;
    /** Bits from the start of the payload to the slice data. */
    public int headerBits;

    private final RbspReader in = new RbspReader();

    /** Creates an empty header. */
    public SliceHeader() {
    }

    /**
     * Reads a header.
     *
     * @param header first byte of the NAL unit.
     * @param rbsp   payload without emulation prevention.
     * @param from   its start.
     * @param to     its end.
     * @param sets   parameter sets seen so far.
     * @throws CodecException if it is malformed, refers to parameter sets that were not seen, or belongs to an interlaced picture.
     */
    public void parse(final byte header, final byte[] rbsp, final int from, final int to, final ParameterSets sets) {
        in.wrap(rbsp, from, to);
        nalType = NalUnits.type(header);
        refIdc = NalUnits.refIdc(header);
        firstMb = in.ue(1 << 20, "first_mb_in_slice");
        type = in.ue(9, "slice_type") % 5;
        if (type > I) {
            throw new CodecException("h264: switching slices (SP, SI of the Extended profile) are not supported");
        }
        pps = sets.picture(in.ue(255, "pic_parameter_set_id"));
        sps = sets.sequence(pps.sequenceId());
        if (pps.sliceGroups() != 1) {
            throw new CodecException("h264: slice groups (flexible macroblock ordering) are not supported");
        }
        if (firstMb >= sps.widthMbs() * sps.heightMbs()) {
            throw new CodecException("h264: slice starts at macroblock " + firstMb + " of " + sps.widthMbs() * sps.heightMbs());
        }
        frameNum = in.u(sps.log2MaxFrameNum());
        if (!sps.frameMbsOnly()) {
            throw new CodecException("h264: interlaced video is not supported; send progressive frames");
        }
        idrId = nalType == NalUnits.IDR ? in.ue(65_535, "idr_pic_id") : 0;
        order();
        redundantCount = pps.redundantPictures() ? in.ue(127, "redundant_pic_cnt") : 0;
        references();
        weights();
        markings();
        cabacInitIdc = pps.cabac() && type != I ? in.ue(2, "cabac_init_idc") : 0;
        qp = pps.initQp() + in.se(-77, 77, "slice_qp_delta");
        if (qp < 0 || qp > 51) {
            throw new CodecException("h264: slice quantiser is " + qp + ", accepted is 0–51");
        }
        deblocking();
        headerBits = in.position();
    }

    private void order() {
        pocLsb = deltaPocBottom = deltaPoc[0] = deltaPoc[1] = 0;
        if (sps.pocType() == 0) {
            pocLsb = in.u(sps.log2MaxPocLsb());
            if (pps.bottomPocPresent()) {
                deltaPocBottom = in.se(Integer.MIN_VALUE + 1, Integer.MAX_VALUE, "delta_pic_order_cnt_bottom");
            }
        } else if (sps.pocType() == 1 && !sps.deltaPocAlwaysZero()) {
            deltaPoc[0] = in.se(-(1 << 30), 1 << 30, "delta_pic_order_cnt");
            if (pps.bottomPocPresent()) {
                deltaPoc[1] = in.se(-(1 << 30), 1 << 30, "delta_pic_order_cnt");
            }
        }
    }

    private void references() {
        directSpatial = type != B || in.flag();
        refsActive[0] = type == I ? 0 : pps.refsActive(0);
        refsActive[1] = type == B ? pps.refsActive(1) : 0;
        if (type != I && in.flag()) {
            refsActive[0] = 1 + in.ue(31, "num_ref_idx_l0_active_minus1");
            if (type == B) {
                refsActive[1] = 1 + in.ue(31, "num_ref_idx_l1_active_minus1");
            }
        }
        modificationCount[0] = modificationCount[1] = -1;
        for (int list = 0; list < (type == I ? 0 : type == B ? 2 : 1); list++) {
            if (in.flag()) {
                modify(list);
            }
        }
    }

    private void modify(final int list) {
        int n = 0;
        for (int op = in.ue(3, "modification_of_pic_nums_idc"); op != 3; op = in.ue(3, "modification_of_pic_nums_idc")) {
            if (n >= refsActive[list]) {
                throw new CodecException("h264: more reference list modifications than the list has entries (" + refsActive[list] + ')');
            }
            modifications[list][2 * n] = op;
            modifications[list][2 * n + 1] = in.ue(op == 2 ? 32 : (1 << sps.log2MaxFrameNum()) - 1, "abs_diff_pic_num_minus1");
            n++;
        }
        modificationCount[list] = n;
    }

    private void weights() {
        weighted = type == P && pps.weightedPrediction() || type == B && pps.weightedBipredIdc() == 1;
        if (!weighted) {
            return;
        }
        weightDenominator[0] = in.ue(7, "luma_log2_weight_denom");
        weightDenominator[1] = sps.chromaFormatIdc() == 0 ? 0 : in.ue(7, "chroma_log2_weight_denom");
        for (int list = 0; list < (type == B ? 2 : 1); list++) {
            for (int i = 0; i < refsActive[list]; i++) {
                final boolean luma = in.flag();
                weight(list, 0, i, luma);
                final boolean chroma = sps.chromaFormatIdc() != 0 && in.flag();
                weight(list, 1, i, chroma);
                weight(list, 2, i, chroma);
            }
        }
    }

    private void weight(final int list, final int plane, final int i, final boolean present) {
        weight[list][plane][i] = present ? in.se(-128, 127, "weight") : 1 << weightDenominator[Math.min(plane, 1)];
        weightOffset[list][plane][i] = present ? in.se(-128, 127, "weight offset") : 0;
    }

    private void markings() {
        longTermIdr = false;
        markingCount = -1;
        if (refIdc == 0) {
            return;
        }
        if (nalType == NalUnits.IDR) {
            in.u(1);
            longTermIdr = in.flag();
        } else if (in.flag()) {
            int n = 0;
            for (int op = in.ue(6, "memory_management_control_operation"); op != 0; op = in.ue(6, "memory_management_control_operation")) {
                if (n >= MAX_MARKINGS) {
                    throw new CodecException("h264: more than " + MAX_MARKINGS + " reference marking instructions");
                }
                final int maxDifference = (1 << sps.log2MaxFrameNum()) - 1;
                markings[3 * n] = op;
                markings[3 * n + 1] = switch (op) {
                    case 1, 3 -> in.ue(maxDifference, "difference_of_pic_nums_minus1");
                    case 2, 6 -> in.ue(16, "long-term picture number");
                    case 4 -> in.ue(16, "max_long_term_frame_idx_plus1");
                    default -> 0;
                };
                markings[3 * n + 2] = op == 3 ? in.ue(15, "long_term_frame_idx") : 0;
                n++;
            }
            markingCount = n;
        }
    }

    private void deblocking() {
        deblockingIdc = alphaOffset = betaOffset = 0;
        if (pps.deblockingControl()) {
            deblockingIdc = in.ue(2, "disable_deblocking_filter_idc");
            if (deblockingIdc != 1) {
                alphaOffset = in.se(-6, 6, "slice_alpha_c0_offset_div2");
                betaOffset = in.se(-6, 6, "slice_beta_offset_div2");
            }
        }
    }
}
