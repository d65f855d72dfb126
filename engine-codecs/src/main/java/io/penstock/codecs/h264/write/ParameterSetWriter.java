package io.penstock.codecs.h264.write;

/** Writes the parameter sets of a stream, both with number 0, as NAL units (ITU-T H.264 7.3.2.1 and 7.3.2.2). No state. */
public final class ParameterSetWriter {
    private static final int BASELINE = 66;
    /** constraint_set0_flag and constraint_set1_flag: decoders of Baseline and of Main can play it. */
    private static final int CONSTRAINTS = 0xc0;
    private static final int FORMAT_UNSPECIFIED = 5;
    private static final int SQUARE = 1;
    private static final int LOG2_HORIZONTAL_RANGE = 13;

    private ParameterSetWriter() {
    }

    /**
     * Writes a sequence parameter set with usability information (Annex E).
     *
     * @param out    where to.
     * @param stream what it says.
     */
    public static void sps(final BitWriter out, final StreamParameters stream) {
        out.startNal(3, NalTypes.SPS);
        out.put(BASELINE, 8);
        out.put(CONSTRAINTS, 8);
        out.put(stream.levelIdc(), 8);
        out.ue(0);
        out.ue(stream.log2MaxFrameNum() - 4);
        out.ue(2); // pic_order_cnt_type
        out.ue(stream.maxReferences());
        flag(out, stream.gapsAllowed());
        out.ue(stream.widthMbs() - 1);
        out.ue(stream.heightMbs() - 1);
        out.put(1, 1); // frame_mbs_only_flag
        out.put(1, 1); // direct_8x8_inference_flag
        final int right = 16 * stream.widthMbs() - stream.width();
        final int bottom = 16 * stream.heightMbs() - stream.height();
        flag(out, (right | bottom) != 0);
        if ((right | bottom) != 0) {
            out.ue(0);
            out.ue(right / 2);
            out.ue(0);
            out.ue(bottom / 2);
        }
        out.put(1, 1);
        usability(out, stream);
        out.trailing();
    }

    private static void usability(final BitWriter out, final StreamParameters stream) {
        out.put(1, 1);
        out.put(SQUARE, 8); // aspect_ratio_idc
        out.put(0, 1); // overscan_info_present_flag
        out.put(1, 1); // video_signal_type_present_flag
        out.put(FORMAT_UNSPECIFIED, 3);
        flag(out, stream.fullRange());
        flag(out, stream.matrix() != StreamParameters.UNSPECIFIED);
        if (stream.matrix() != StreamParameters.UNSPECIFIED) {
            // In all three tables E-3 to E-5, 1 is BT.709 and 6 is SMPTE 170M.
            out.put(stream.matrix(), 8);
            out.put(stream.matrix(), 8);
            out.put(stream.matrix(), 8);
        }
        out.put(0, 1); // chroma_loc_info_present_flag
        out.put(1, 1); // timing_info_present_flag
        out.put(stream.fpsDenominator(), 32);
        out.put(2 * stream.fpsNumerator(), 32); // a tick is a field; unsigned
        out.put(0, 1); // fixed_frame_rate_flag: pictures may be left out
        out.put(0, 1); // nal_hrd_parameters_present_flag
        out.put(0, 1); // vcl_hrd_parameters_present_flag
        out.put(0, 1); // pic_struct_present_flag
        out.put(1, 1); // bitstream_restriction_flag
        out.put(1, 1); // motion_vectors_over_pic_boundaries_flag
        out.ue(0); // max_bytes_per_pic_denom: no promise
        out.ue(0); // max_bits_per_mb_denom: no promise
        out.ue(LOG2_HORIZONTAL_RANGE);
        out.ue(Levels.log2VerticalRange(stream.levelIdc()));
        out.ue(0); // max_num_reorder_frames: decoders show each picture at once
        out.ue(stream.maxReferences()); // max_dec_frame_buffering
    }

    /**
     * Writes a picture parameter set: CAVLC, one active reference by default, slices say how they are deblocked.
     *
     * @param out    where to.
     * @param stream what it says.
     */
    public static void pps(final BitWriter out, final StreamParameters stream) {
        out.startNal(3, NalTypes.PPS);
        out.ue(0); // pic_parameter_set_id
        out.ue(0); // seq_parameter_set_id
        out.put(0, 1); // entropy_coding_mode_flag
        out.put(0, 1); // bottom_field_pic_order_in_frame_present_flag
        out.ue(0); // num_slice_groups_minus1
        out.ue(0); // num_ref_idx_l0_default_active_minus1
        out.ue(0); // num_ref_idx_l1_default_active_minus1
        out.put(0, 1); // weighted_pred_flag
        out.put(0, 2); // weighted_bipred_idc
        out.se(stream.initQp() - 26);
        out.se(0); // pic_init_qs_minus26
        out.se(stream.chromaQpOffset());
        out.put(1, 1); // deblocking_filter_control_present_flag
        flag(out, stream.constrainedIntra());
        out.put(0, 1); // redundant_pic_cnt_present_flag
        out.trailing();
    }

    private static void flag(final BitWriter out, final boolean value) {
        out.put(value ? 1 : 0, 1);
    }
}
