package io.penstock.codecs.h264;

import io.penstock.error.CodecException;

/** A picture parameter set (ITU-T H.264 7.3.2.2), read with bounds on every field. Immutable. */
public final class PictureParameters {
    private int id;
    private int sequenceId;
    private boolean cabac;
    private boolean bottomPocPresent;
    private int sliceGroups;
    private final int[] refsActive = new int[2];
    private boolean weightedPrediction;
    private int weightedBipredIdc;
    private int initQp;
    private int chromaQpOffset;
    private int secondChromaQpOffset;
    private boolean deblockingControl;
    private boolean constrainedIntra;
    private boolean redundantPictures;
    private boolean transform8x8;
    private boolean scalingMatrix;
    private boolean extended;

    private PictureParameters() {
    }

    /**
     * Reads one.
     *
     * @param nal  array.
     * @param from index of the NAL header byte.
     * @param to   end of the NAL unit.
     * @return the parameters.
     * @throws CodecException if it is malformed or a field is out of the standard's range. With slice groups (Baseline's flexible
     *     macroblock ordering) nothing after their number is read.
     */
    public static PictureParameters parse(final byte[] nal, final int from, final int to) {
        final byte[] rbsp = SequenceParameters.rbsp(nal, from, to);
        final RbspReader in = new RbspReader().wrap(rbsp, 0, rbsp.length);
        final PictureParameters pps = new PictureParameters();
        pps.id = in.ue(255, "pic_parameter_set_id");
        pps.sequenceId = in.ue(31, "seq_parameter_set_id");
        pps.cabac = in.flag();
        pps.bottomPocPresent = in.flag();
        pps.sliceGroups = 1 + in.ue(7, "num_slice_groups_minus1");
        if (pps.sliceGroups == 1) {
            pps.rest(in);
        }
        return pps;
    }

    private void rest(final RbspReader in) {
        refsActive[0] = 1 + in.ue(31, "num_ref_idx_l0_default_active_minus1");
        refsActive[1] = 1 + in.ue(31, "num_ref_idx_l1_default_active_minus1");
        weightedPrediction = in.flag();
        weightedBipredIdc = in.u(2);
        if (weightedBipredIdc == 3) {
            throw new CodecException("h264: weighted_bipred_idc is 3, accepted is 0–2");
        }
        initQp = 26 + in.se(-26, 25, "pic_init_qp_minus26");
        in.se(-26, 25, "pic_init_qs_minus26");
        chromaQpOffset = in.se(-12, 12, "chroma_qp_index_offset");
        secondChromaQpOffset = chromaQpOffset;
        deblockingControl = in.flag();
        constrainedIntra = in.flag();
        redundantPictures = in.flag();
        if (in.more()) {
            extended = true;
            transform8x8 = in.flag();
            scalingMatrix = in.flag();
            if (scalingMatrix) {
                SequenceParameters.scalingLists(in, 6 + (transform8x8 ? 2 : 0));
            }
            secondChromaQpOffset = in.se(-12, 12, "second_chroma_qp_index_offset");
        }
    }

    /**
     * Its number.
     *
     * @return 0–255.
     */
    public int id() {
        return id;
    }

    /**
     * Number of the sequence parameter set that it belongs to.
     *
     * @return 0–31.
     */
    public int sequenceId() {
        return sequenceId;
    }

    /**
     * Whether slices are coded arithmetically.
     *
     * @return true for CABAC, false for CAVLC.
     */
    public boolean cabac() {
        return cabac;
    }

    boolean bottomPocPresent() {
        return bottomPocPresent;
    }

    /**
     * Slice groups.
     *
     * @return 1–8; only 1 is ever seen outside of conformance streams.
     */
    public int sliceGroups() {
        return sliceGroups;
    }

    /**
     * Entries of a reference list unless a slice says otherwise.
     *
     * @param list 0 or 1.
     * @return 1–32.
     */
    public int refsActive(final int list) {
        return refsActive[list];
    }

    /**
     * Whether P slices carry explicit weights.
     *
     * @return true if so.
     */
    public boolean weightedPrediction() {
        return weightedPrediction;
    }

    /**
     * How B slices are weighted.
     *
     * @return 0 not, 1 explicitly, 2 by distance.
     */
    public int weightedBipredIdc() {
        return weightedBipredIdc;
    }

    /**
     * Quantiser that slices start from.
     *
     * @return 0–51.
     */
    public int initQp() {
        return initQp;
    }

    /**
     * Offset of the chroma quantiser.
     *
     * @param plane 1 for Cb, 2 for Cr.
     * @return −12 to 12.
     */
    public int chromaQpOffset(final int plane) {
        return plane == 1 ? chromaQpOffset : secondChromaQpOffset;
    }

    boolean deblockingControl() {
        return deblockingControl;
    }

    boolean constrainedIntra() {
        return constrainedIntra;
    }

    boolean redundantPictures() {
        return redundantPictures;
    }

    /**
     * Whether the 8x8 transform may be used.
     *
     * @return true if so.
     */
    public boolean transform8x8() {
        return transform8x8;
    }

    /**
     * Whether it has the High profile's part.
     *
     * @return true if so.
     */
    public boolean extended() {
        return extended;
    }

    boolean scalingMatrix() {
        return scalingMatrix;
    }
}
