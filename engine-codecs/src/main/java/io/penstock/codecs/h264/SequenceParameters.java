package io.penstock.codecs.h264;

import io.penstock.error.CodecException;
import io.penstock.format.VideoColor;

/**
 * A sequence parameter set (ITU-T H.264 7.3.2.1), read with bounds on every field. Immutable.
 */
public final class SequenceParameters {
    /** Most bytes of a parameter set that is looked at. */
    static final int MAX_BYTES = 4096;
    private static final int EXTENDED_SAR = 255;

    private int profileIdc;
    private int constraints;
    private int levelIdc;
    private int id;
    private int chromaFormatIdc = 1;
    private int bitDepth = 8;
    private boolean losslessBypass;
    private boolean scalingMatrix;
    private int log2MaxFrameNum;
    private int pocType;
    private int log2MaxPocLsb;
    private boolean deltaPocAlwaysZero;
    private int offsetNonRef;
    private int offsetTopToBottom;
    private int[] offsetRefFrame = {};
    private int refFrames;
    private boolean gapsAllowed;
    private int widthMbs;
    private int heightMapUnits;
    private boolean frameMbsOnly;
    private boolean direct8x8Inference;
    private int cropLeft;
    private int cropRight;
    private int cropTop;
    private int cropBottom;
    private boolean fullRange;
    private int matrix = 2;
    private int reorderFrames = -1;

    private SequenceParameters() {
    }

    /**
     * Reads one.
     *
     * @param nal  array.
     * @param from index of the NAL header byte.
     * @param to   end of the NAL unit.
     * @return the parameters.
     * @throws CodecException if it is malformed or a field is out of the standard's range.
     */
    public static SequenceParameters parse(final byte[] nal, final int from, final int to) {
        final byte[] rbsp = rbsp(nal, from, to);
        final RbspReader in = new RbspReader().wrap(rbsp, 0, rbsp.length);
        final SequenceParameters sps = new SequenceParameters();
        sps.head(in);
        sps.order(in);
        sps.picture(in);
        if (in.flag()) {
            sps.usability(in);
        }
        return sps;
    }

    static byte[] rbsp(final byte[] nal, final int from, final int to) {
        if (to - from < 2 || to - from > MAX_BYTES) {
            throw new CodecException("h264: parameter set of " + (to - from) + " bytes, accepted are 2–" + MAX_BYTES);
        }
        final byte[] rbsp = new byte[to - from - 1];
        return java.util.Arrays.copyOf(rbsp, NalUnits.unescape(nal, from + 1, to, rbsp, 0));
    }

    private void head(final RbspReader in) {
        profileIdc = in.u(8);
        constraints = in.u(8);
        levelIdc = in.u(8);
        id = in.ue(31, "seq_parameter_set_id");
        switch (profileIdc) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> {
                chromaFormatIdc = in.ue(3, "chroma_format_idc");
                if (chromaFormatIdc == 3) {
                    in.u(1);
                }
                final int luma = in.ue(6, "bit_depth_luma_minus8");
                bitDepth = 8 + Math.max(luma, in.ue(6, "bit_depth_chroma_minus8"));
                losslessBypass = in.flag();
                scalingMatrix = in.flag();
                if (scalingMatrix) {
                    scalingLists(in, chromaFormatIdc == 3 ? 12 : 8);
                }
            }
            default -> {
            }
        }
    }

    static void scalingLists(final RbspReader in, final int count) {
        for (int list = 0; list < count; list++) {
            if (in.flag()) {
                int last = 8;
                int next = 8;
                for (int i = 0; i < (list < 6 ? 16 : 64); i++) {
                    if (next != 0) {
                        next = last + in.se(-128, 127, "delta_scale") & 255;
                    }
                    last = next == 0 ? last : next;
                }
            }
        }
    }

    private void order(final RbspReader in) {
        log2MaxFrameNum = 4 + in.ue(12, "log2_max_frame_num_minus4");
        pocType = in.ue(2, "pic_order_cnt_type");
        if (pocType == 0) {
            log2MaxPocLsb = 4 + in.ue(12, "log2_max_pic_order_cnt_lsb_minus4");
        } else if (pocType == 1) {
            deltaPocAlwaysZero = in.flag();
            offsetNonRef = in.se(-(1 << 30), 1 << 30, "offset_for_non_ref_pic");
            offsetTopToBottom = in.se(-(1 << 30), 1 << 30, "offset_for_top_to_bottom_field");
            offsetRefFrame = new int[in.ue(255, "num_ref_frames_in_pic_order_cnt_cycle")];
            for (int i = 0; i < offsetRefFrame.length; i++) {
                offsetRefFrame[i] = in.se(-(1 << 30), 1 << 30, "offset_for_ref_frame");
            }
        }
    }

    private void picture(final RbspReader in) {
        refFrames = in.ue(16, "max_num_ref_frames");
        gapsAllowed = in.flag();
        widthMbs = 1 + in.ue(1023, "pic_width_in_mbs_minus1");
        heightMapUnits = 1 + in.ue(1023, "pic_height_in_map_units_minus1");
        frameMbsOnly = in.flag();
        if (!frameMbsOnly) {
            in.u(1);
        }
        direct8x8Inference = in.flag();
        if (in.flag()) {
            cropLeft = in.ue(16_383, "frame_crop_left_offset");
            cropRight = in.ue(16_383, "frame_crop_right_offset");
            cropTop = in.ue(16_383, "frame_crop_top_offset");
            cropBottom = in.ue(16_383, "frame_crop_bottom_offset");
            if (width() < 1 || height() < 1) {
                throw new CodecException("h264: cropping leaves nothing of " + 16 * widthMbs + 'x' + codedHeight());
            }
        }
    }

    /** Annex E. */
    private void usability(final RbspReader in) {
        if (in.flag() && in.u(8) == EXTENDED_SAR) {
            in.u(32);
        }
        if (in.flag()) {
            in.u(1);
        }
        if (in.flag()) {
            in.u(3);
            fullRange = in.flag();
            if (in.flag()) {
                in.u(16);
                matrix = in.u(8);
            }
        }
        if (in.flag()) {
            in.ue(5, "chroma_sample_loc_type_top_field");
            in.ue(5, "chroma_sample_loc_type_bottom_field");
        }
        if (in.flag()) {
            in.u(32);
            in.u(32);
            in.u(1);
        }
        final boolean nalHrd = in.flag();
        if (nalHrd) {
            bufferModel(in);
        }
        final boolean vclHrd = in.flag();
        if (vclHrd) {
            bufferModel(in);
        }
        if (nalHrd || vclHrd) {
            in.u(1);
        }
        in.u(1);
        if (in.flag()) {
            in.u(1);
            in.ue(16, "max_bytes_per_pic_denom");
            in.ue(16, "max_bits_per_mb_denom");
            in.ue(16, "log2_max_mv_length_horizontal");
            in.ue(16, "log2_max_mv_length_vertical");
            reorderFrames = in.ue(16, "max_num_reorder_frames");
            in.ue(16, "max_dec_frame_buffering");
        }
    }

    private static void bufferModel(final RbspReader in) {
        final int count = 1 + in.ue(31, "cpb_cnt_minus1");
        in.u(8);
        for (int i = 0; i < count; i++) {
            in.ue(Integer.MAX_VALUE, "bit_rate_value_minus1");
            in.ue(Integer.MAX_VALUE, "cpb_size_value_minus1");
            in.u(1);
        }
        in.u(20);
    }

    /**
     * Profile.
     *
     * @return {@code profile_idc}: 66 Baseline, 77 Main, 100 High.
     */
    public int profileIdc() {
        return profileIdc;
    }

    /**
     * Constraint flags.
     *
     * @return the byte after the profile.
     */
    public int constraints() {
        return constraints;
    }

    /**
     * Level.
     *
     * @return ten times the level.
     */
    public int levelIdc() {
        return levelIdc;
    }

    /**
     * Its number.
     *
     * @return 0–31.
     */
    public int id() {
        return id;
    }

    /**
     * Chroma format.
     *
     * @return 0 none, 1 4:2:0, 2 4:2:2, 3 4:4:4.
     */
    public int chromaFormatIdc() {
        return chromaFormatIdc;
    }

    /**
     * The greater of luma and chroma depth.
     *
     * @return bits, 8–14.
     */
    public int bitDepth() {
        return bitDepth;
    }

    boolean losslessBypass() {
        return losslessBypass;
    }

    boolean scalingMatrix() {
        return scalingMatrix;
    }

    /**
     * Length of {@code frame_num}.
     *
     * @return bits, 4–16.
     */
    public int log2MaxFrameNum() {
        return log2MaxFrameNum;
    }

    /**
     * How picture order is told (8.2.1).
     *
     * @return 0, 1 or 2; with 2, pictures come in output order.
     */
    public int pocType() {
        return pocType;
    }

    int log2MaxPocLsb() {
        return log2MaxPocLsb;
    }

    boolean deltaPocAlwaysZero() {
        return deltaPocAlwaysZero;
    }

    int offsetNonRef() {
        return offsetNonRef;
    }

    int offsetTopToBottom() {
        return offsetTopToBottom;
    }

    int[] offsetRefFrame() {
        return offsetRefFrame;
    }

    /**
     * How many reference pictures the stream may keep.
     *
     * @return 0–16.
     */
    public int refFrames() {
        return refFrames;
    }

    /**
     * Whether frame numbers may jump without anything being lost (temporal layers that were left out).
     *
     * @return true if so.
     */
    public boolean gapsAllowed() {
        return gapsAllowed;
    }

    /**
     * Coded width.
     *
     * @return macroblocks of 16 pixels.
     */
    public int widthMbs() {
        return widthMbs;
    }

    /**
     * Coded height.
     *
     * @return macroblocks of 16 pixels, for frames.
     */
    public int heightMbs() {
        return heightMapUnits * (frameMbsOnly ? 1 : 2);
    }

    /**
     * Whether all pictures are progressive frames.
     *
     * @return true if so.
     */
    public boolean frameMbsOnly() {
        return frameMbsOnly;
    }

    /**
     * How direct prediction derives vectors.
     *
     * @return {@code direct_8x8_inference_flag}.
     */
    public boolean direct8x8Inference() {
        return direct8x8Inference;
    }

    private int codedHeight() {
        return 16 * heightMbs();
    }

    private int cropUnitX() {
        return chromaFormatIdc == 1 || chromaFormatIdc == 2 ? 2 : 1;
    }

    private int cropUnitY() {
        return (chromaFormatIdc == 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
    }

    /**
     * First column shown.
     *
     * @return pixels.
     */
    public int left() {
        return cropLeft * cropUnitX();
    }

    /**
     * First row shown.
     *
     * @return pixels.
     */
    public int top() {
        return cropTop * cropUnitY();
    }

    /**
     * Width shown.
     *
     * @return pixels.
     */
    public int width() {
        return 16 * widthMbs - (cropLeft + cropRight) * cropUnitX();
    }

    /**
     * Height shown.
     *
     * @return pixels.
     */
    public int height() {
        return codedHeight() - (cropTop + cropBottom) * cropUnitY();
    }

    /**
     * How many pictures may come before one that is shown earlier.
     *
     * @return 0–16; −1 = not said.
     */
    public int reorderFrames() {
        return reorderFrames;
    }

    /**
     * Matrix and range of the samples; BT.601 limited when the stream does not say.
     *
     * @return the colour.
     */
    public VideoColor color() {
        if (matrix == 1) {
            return fullRange ? VideoColor.BT709_FULL : VideoColor.BT709_LIMITED;
        }
        return fullRange ? VideoColor.BT601_FULL : VideoColor.BT601_LIMITED;
    }

    @Override
    public String toString() {
        return "profile " + profileIdc + " level " + levelIdc + ' ' + width() + 'x' + height();
    }
}
