package io.penstock.codecs.h264.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.support.Ffmpeg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The smallest stream of all, grey pictures: ffmpeg reads each field as it was meant, and shows what the picture hash says. */
final class GreyStreamTest {
    private static final int WIDTH = 50;
    private static final int HEIGHT = 38;
    private static final int PICTURES = 6;

    private final StreamParameters stream = StreamParameters.of(WIDTH - 1, HEIGHT).framesPerSecond(30_000, 1001).bitrate(300_000)
        .maxReferences(2).gapsAllowed(true).log2MaxFrameNum(5).color(StreamParameters.BT709, true).initQp(30).chromaQpOffset(-3)
        .constrainedIntra(true);
    private final Picture grey = grey();
    private final byte[] hash = new byte[SeiWriter.PICTURE_HASH_BYTES];

    private static Picture grey() {
        final Picture picture = new Picture(64, 48);
        Arrays.fill(picture.luma, (byte) 128);
        return picture;
    }

    @Test
    void decodedPicturesHaveTheHashThatTheStreamCarries() {
        Ffmpeg.require("-decoders", "h264");
        final byte[] annexB = write();
        final byte[] decoded = Ffmpeg.run(annexB, "-err_detect explode -f h264 -i IN -f rawvideo OUT");
        final int size = WIDTH * HEIGHT * 3 / 2;
        assertEquals(PICTURES * size, decoded.length);
        final byte[] expected = new byte[decoded.length];
        Arrays.fill(expected, (byte) 128);
        assertArrayEquals(expected, decoded);
        final String md5 = new String(Ffmpeg.run(annexB, "-f h264 -i IN -f framemd5 OUT"), StandardCharsets.US_ASCII);
        assertTrue(md5.contains(new String(hash, 23, 32, StandardCharsets.US_ASCII)), md5);
    }

    @Test
    void headersSayWhatWasMeant() throws IOException, InterruptedException {
        Ffmpeg.require("-decoders", "h264");
        final String trace = trace(write());
        for (final String field : new String[] {
            "profile_idc 66", "constraint_set0_flag 1", "constraint_set1_flag 1", "constraint_set2_flag 0", "level_idc 12",
            "log2_max_frame_num_minus4 1", "pic_order_cnt_type 2", "max_num_ref_frames 2", "gaps_in_frame_num_allowed_flag 1",
            "pic_width_in_mbs_minus1 3", "pic_height_in_map_units_minus1 2", "frame_mbs_only_flag 1", "frame_crop_right_offset 7",
            "frame_crop_bottom_offset 5", "aspect_ratio_idc 1", "video_full_range_flag 1", "colour_primaries 1",
            "transfer_characteristics 1", "matrix_coefficients 1", "num_units_in_tick 1001", "time_scale 60000", "fixed_frame_rate_flag 0",
            "motion_vectors_over_pic_boundaries_flag 1", "log2_max_mv_length_horizontal 13", "log2_max_mv_length_vertical 9",
            "max_num_reorder_frames 0", "max_dec_frame_buffering 2", "entropy_coding_mode_flag 0", "pic_init_qp_minus26 4",
            "chroma_qp_index_offset -3", "deblocking_filter_control_present_flag 1", "constrained_intra_pred_flag 1",
            "slice_type 7", "slice_type 5", "idr_pic_id 3", "long_term_reference_flag 1", "slice_qp_delta -9",
            "num_ref_idx_active_override_flag 1", "num_ref_idx_l0_active_minus1 1", "ref_pic_list_modification_flag_l0 1",
            "modification_of_pic_nums_idc 2", "long_term_pic_num 0", "modification_of_pic_nums_idc 0", "abs_diff_pic_num_minus1 0",
            "memory_management_control_operation 4", "max_long_term_frame_idx_plus1 1", "memory_management_control_operation 6",
            "long_term_frame_idx 0", "memory_management_control_operation 2", "memory_management_control_operation 1",
            "disable_deblocking_filter_idc 2", "slice_alpha_c0_offset_div2 -2", "slice_beta_offset_div2 3", "disable_deblocking_filter_idc 1",
            "recovery_frame_cnt 3", "exact_match_flag 1",
        }) {
            assertTrue(trace.contains('\n' + field + '\n'), field + " missing in " + trace);
        }
    }

    /** IDR as long-term, P from it, P beside it, P that becomes the long-term one, P that forgets both and so on: all skipped macroblocks. */
    private byte[] write() {
        final byte[] array = new byte[4096];
        final BitWriter out = new BitWriter();
        final SeiWriter sei = new SeiWriter();
        final SliceHeaderWriter header = new SliceHeaderWriter(stream);
        out.start(hash, 0, hash.length);
        sei.pictureHash(out, grey, WIDTH, HEIGHT);
        assertEquals(hash.length, out.bytes());
        out.start(array, 0, array.length);
        for (int n = 0; n < PICTURES; n++) {
            if (n == 0) {
                ParameterSetWriter.sps(out, stream);
                ParameterSetWriter.pps(out, stream);
                sei.recoveryPoint(out, 3, true);
            }
            sei.pictureHash(out, grey, WIDTH, HEIGHT);
            sei.time(out, n);
            header.plainReferences();
            header.nalRefIdc = n == 5 ? 0 : 2;
            header.idr = header.intra = n == 0;
            header.frameNum = n;
            header.idrPicId = 3;
            header.qp = 21;
            references(header, n);
            for (int slice = 0; slice < 2; slice++) {
                header.firstMb = 5 * slice;
                header.deblock = (n + 2 * slice) % 3;
                header.alphaOffsetDiv2 = -2;
                header.betaOffsetDiv2 = 3;
                header.write(out);
                macroblocks(out, header.intra, slice == 0 ? 5 : 7);
                out.trailing();
            }
        }
        return Arrays.copyOf(array, out.bytes());
    }

    private static void references(final SliceHeaderWriter header, final int n) {
        switch (n) {
            case 0 -> header.longTermIdr = true;
            case 1 -> header.firstReferenceLongTerm = 0;
            case 2 -> {
                header.activeReferences = 2;
                header.firstReferenceDelta = 1;
                header.longTermIndices = 1;
                header.longTermIndex = 0;
            }
            case 4 -> {
                header.forgetLongTerm = 0;
                header.forgetDelta = 1;
            }
            default -> {
            }
        }
    }

    /** Intra: 16x16 from the DC, no coefficients, so grey. Inter: skipped. */
    private static void macroblocks(final BitWriter out, final boolean intra, final int count) {
        if (!intra) {
            out.ue(count);
            return;
        }
        final short[] none = new short[16];
        for (int i = 0; i < count; i++) {
            out.ue(3); // I_16x16_2_0_0
            out.ue(0);
            out.se(0);
            Cavlc.residual(out, none, 0, 16, 0);
        }
    }

    /** Each field as a line, its name, a space and its value. */
    private static String trace(final byte[] annexB) throws IOException, InterruptedException {
        final Path in = Files.createTempFile("penstock", ".264");
        final Path log = Files.createTempFile("penstock", ".log");
        try {
            Files.write(in, annexB);
            final Process process = new ProcessBuilder(List.of("ffmpeg", "-hide_banner", "-nostdin", "-f", "h264", "-i", in.toString(), "-c", "copy",
                "-bsf:v", "trace_headers", "-f", "null", "-")).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            final Matcher field = Pattern.compile("\\] \\d+ +(\\w+)(?:\\[\\d+\\])* +[01]+ = (-?\\d+)").matcher(Files.readString(log));
            final StringBuilder fields = new StringBuilder("\n");
            while (field.find()) {
                fields.append(field.group(1)).append(' ').append(field.group(2)).append('\n');
            }
            return fields.toString();
        } finally {
            Files.delete(in);
            Files.delete(log);
        }
    }
}
