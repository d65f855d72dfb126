package io.penstock.codecs.h264;

import io.penstock.error.CodecException;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between a stream and a decoder that trusts its input: reads every parameter set and slice header of an access unit with bounds,
 * refuses what the decoder is known to get wrong, and notices when a reference picture is missing. One thread at a time.
 *
 * <p>What is refused (each with its own message): interlaced pictures, more than 8 bits, other chroma than 4:2:0, lossless transform bypass,
 * scaling lists, constrained intra prediction, data partitioning, slice groups, switching slices, temporal direct prediction, profiles other
 * than Baseline, Main and High, pictures larger than the limit, and more than {@value #MAX_SLICES} slices in a picture.
 *
 * <p>After an access unit that could not be decoded ({@link #lost()}), and at the start, everything up to the next IDR picture is answered by
 * {@link Answer#NEED_KEYFRAME}.
 */
public final class AccessUnitGuard {
    /** Most slices in a picture. */
    public static final int MAX_SLICES = 256;

    /** What to do with an access unit. */
    public enum Answer {
        /** Decode it. */
        DECODE,
        /** It carries no picture. */
        NOTHING,
        /** A reference is missing: wait for an IDR picture. */
        NEED_KEYFRAME
    }

    private final int maxMacroblocks;
    private final ParameterSets sets = new ParameterSets();
    private final PictureOrder order = new PictureOrder();
    private final List<SliceHeader> headers = new ArrayList<>();
    private final int[] payloadFrom = new int[MAX_SLICES];
    private final int[] payloadTo = new int[MAX_SLICES];
    private int slices;
    private boolean waiting = true;
    private int prevRefFrameNum;
    private SequenceParameters active;
    private int pictureOrder;
    private int gap;
    private boolean bidirectional;

    /**
     * Creates a guard.
     *
     * @param maxMacroblocks largest coded picture that is accepted, in macroblocks of 16x16 pixels.
     */
    public AccessUnitGuard(final int maxMacroblocks) {
        this.maxMacroblocks = maxMacroblocks;
    }

    /**
     * Reads an access unit. The payloads of its slices are freed of emulation prevention in place, so {@code a} must be a copy.
     *
     * @param a    array with an Annex B byte stream; changed.
     * @param from start of the access unit.
     * @param to   its end.
     * @return what to do with it.
     * @throws CodecException if it is malformed or uses something that is refused; {@link #lost()} is then in force.
     */
    public Answer inspect(final byte[] a, final int from, final int to) {
        slices = 0;
        gap = 0;
        bidirectional = false;
        try {
            int nal = NalUnits.first(a, from, to);
            while (nal < to) {
                final int following = NalUnits.next(a, nal, to);
                accept(a, nal, NalUnits.end(a, nal, to));
                nal = following;
            }
            return slices == 0 ? Answer.NOTHING : judge();
        } catch (final CodecException e) {
            lost();
            throw e;
        }
    }

    private void accept(final byte[] a, final int nal, final int end) {
        if (end <= nal) {
            return;
        }
        if (a[nal] < 0) {
            throw new CodecException("h264: forbidden bit set in a NAL header");
        }
        final int type = NalUnits.type(a[nal]);
        if (type == NalUnits.SPS) {
            sets.put(checked(SequenceParameters.parse(a, nal, end)));
        } else if (type == NalUnits.PPS) {
            sets.put(checked(PictureParameters.parse(a, nal, end)));
        } else if (type == NalUnits.SLICE || type == NalUnits.IDR) {
            slice(a, nal, end);
        } else if (type >= NalUnits.PARTITION_A && type <= NalUnits.PARTITION_C) {
            throw new CodecException("h264: data partitioning is not supported");
        }
    }

    private SequenceParameters checked(final SequenceParameters sps) {
        if (!sps.frameMbsOnly()) {
            throw new CodecException("h264: interlaced video is not supported; send progressive frames");
        }
        if (sps.widthMbs() * sps.heightMbs() > maxMacroblocks) {
            throw new CodecException("h264: picture of " + sps.width() + 'x' + sps.height() + " is larger than the " + maxMacroblocks
                + " macroblocks accepted; raise maxSize of the decoder");
        }
        if (sps.profileIdc() != 66 && sps.profileIdc() != 77 && sps.profileIdc() != 100 || sps.chromaFormatIdc() != 1
            || sps.bitDepth() != 8 || sps.losslessBypass()) {
            throw new CodecException("h264: profile " + sps.profileIdc() + ", chroma format " + sps.chromaFormatIdc() + ", "
                + sps.bitDepth() + " bits: accepted are Baseline, Main and High, 4:2:0, 8 bits");
        }
        if (sps.scalingMatrix()) {
            throw new CodecException("h264: scaling lists are not supported");
        }
        return sps;
    }

    private static PictureParameters checked(final PictureParameters pps) {
        if (pps.scalingMatrix()) {
            throw new CodecException("h264: scaling lists are not supported");
        }
        if (pps.constrainedIntra()) {
            throw new CodecException("h264: constrained intra prediction is not supported");
        }
        return pps;
    }

    private void slice(final byte[] a, final int nal, final int end) {
        if (slices == MAX_SLICES) {
            throw new CodecException("h264: more than " + MAX_SLICES + " slices in a picture");
        }
        if (headers.size() == slices) {
            headers.add(new SliceHeader());
        }
        final int length = NalUnits.unescape(a, nal + 1, end, a, nal + 1);
        final SliceHeader header = headers.get(slices);
        header.parse(a[nal], a, nal + 1, nal + 1 + length, sets);
        if (header.redundantCount > 0) {
            return;
        }
        if (header.type == SliceHeader.B) {
            bidirectional = true;
            if (!header.directSpatial) {
                throw new CodecException("h264: temporal direct prediction is not supported");
            }
        }
        payloadFrom[slices] = nal + 1;
        payloadTo[slices] = nal + 1 + length;
        slices++;
    }

    private Answer judge() {
        final SliceHeader first = headers.get(0);
        for (int i = 1; i < slices; i++) {
            final SliceHeader slice = headers.get(i);
            if (slice.nalType != first.nalType || slice.frameNum != first.frameNum || slice.sps != first.sps
                || slice.refIdc == 0 != (first.refIdc == 0) || slice.pocLsb != first.pocLsb || slice.idrId != first.idrId) {
                throw new CodecException("h264: slices of different pictures in one access unit");
            }
            if (slice.firstMb <= headers.get(i - 1).firstMb) {
                throw new CodecException("h264: slices out of order");
            }
        }
        final boolean idr = first.nalType == NalUnits.IDR;
        if (idr && (first.type != SliceHeader.I || first.refIdc == 0 || first.frameNum != 0)) {
            throw new CodecException("h264: IDR picture with predicted slices, or with frame_num " + first.frameNum);
        }
        if (first.firstMb != 0 || !idr && (waiting || first.sps != active || !continues(first))) {
            lost();
            return Answer.NEED_KEYFRAME;
        }
        pictureOrder = order.next(first);
        return Answer.DECODE;
    }

    /** 7.4.3, frame_num: whether the pictures that this one may refer to are there. */
    private boolean continues(final SliceHeader slice) {
        final int max = 1 << slice.sps.log2MaxFrameNum();
        final int next = prevRefFrameNum + 1 & max - 1;
        gap = slice.frameNum - next & max - 1;
        return gap == 0 || slice.frameNum != prevRefFrameNum && slice.sps.gapsAllowed() && !bidirectional;
    }

    /** The access unit was decoded: the next one may refer to it. */
    public void decoded() {
        final SliceHeader first = headers.get(0);
        if (first.nalType == NalUnits.IDR) {
            waiting = false;
            active = first.sps;
        }
        if (first.refIdc != 0) {
            prevRefFrameNum = PictureOrder.clears(first) ? 0 : first.frameNum;
        } else if (gap > 0) {
            prevRefFrameNum = first.frameNum - 1 & (1 << first.sps.log2MaxFrameNum()) - 1;
        }
    }

    /** Something was lost or damaged: nothing can be decoded before the next IDR picture. */
    public void lost() {
        waiting = true;
    }

    /** Forgets everything but the parameter sets, which a stream may have sent once only. */
    public void reset() {
        waiting = true;
        active = null;
    }

    /**
     * Whether an IDR picture is awaited.
     *
     * @return true if so.
     */
    public boolean waiting() {
        return waiting;
    }

    /**
     * Number of slices of the access unit.
     *
     * @return slices.
     */
    public int slices() {
        return slices;
    }

    /**
     * Header of a slice.
     *
     * @param i index of the slice.
     * @return the header, valid until the next {@link #inspect}.
     */
    public SliceHeader header(final int i) {
        return headers.get(i);
    }

    /**
     * Where the payload of a slice starts, its header included.
     *
     * @param i index of the slice.
     * @return index into the array given to {@link #inspect}.
     */
    public int payloadFrom(final int i) {
        return payloadFrom[i];
    }

    /**
     * Where the payload of a slice ends.
     *
     * @param i index of the slice.
     * @return index into the array given to {@link #inspect}.
     */
    public int payloadTo(final int i) {
        return payloadTo[i];
    }

    /**
     * Picture order count of the picture.
     *
     * @return the lesser is shown first, within what follows an IDR picture.
     */
    public int pictureOrder() {
        return pictureOrder;
    }

    /**
     * How many reference pictures were left out before this one, in a stream that says that this may happen
     * ({@code gaps_in_frame_num_value_allowed_flag}). A decoder has to treat them as non-existing (8.2.5.2).
     *
     * @return pictures, mostly 0.
     */
    public int gap() {
        return gap;
    }
}
