package io.penstock.codecs.payload;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.error.CodecException;
import io.penstock.spi.PayloadFormat;

/**
 * Tells by {@code frame_num} whether a picture of reference is missing (ITU-T H.264 7.4.3): it grows by one after each of them, and not after
 * pictures that nobody refers to. Missing higher temporal layers that others refer to count as missing references: the stream does not say more.
 */
final class H264References implements PayloadFormat.References {
    private static final int MOST_ZEROS = 31;
    private static final int START_CODE = 3;

    private int frameNumBits;
    private boolean known;
    private int lastReference;
    private boolean idr;
    private boolean reference;
    private int frameNum;
    private byte[] bytes;
    private int at;
    private int end;
    private int bit;
    private int zeros;

    @Override
    public boolean decodable(final byte[] payload, final int payloadOffset, final int payloadLength, final byte[] frame, final int offset,
                             final int length, final boolean missing) {
        if (!read(frame, offset, offset + length)) {
            frameNum = -1;
            return !missing;
        }
        return idr || !missing || known && frameNum == (lastReference + 1 & (1 << frameNumBits) - 1);
    }

    @Override
    public void putOut() {
        if (idr || reference) {
            known = frameNum >= 0;
            lastReference = frameNum;
        }
    }

    /** Reads the first slice; false when there is none that can be read. */
    private boolean read(final byte[] frame, final int from, final int to) {
        idr = false;
        reference = false;
        for (int start = next(frame, from, to); start < to;) {
            final int nal = start;
            final int after = next(frame, nal, to);
            final int type = NalUnits.type(frame[nal]);
            if (type == NalUnits.SPS) {
                try {
                    frameNumBits = SequenceParameters.parse(frame, nal, after < to ? after - START_CODE : to).log2MaxFrameNum();
                } catch (final CodecException e) {
                    frameNumBits = 0;
                }
            } else if (type == NalUnits.IDR || type == NalUnits.SLICE) {
                idr = type == NalUnits.IDR;
                reference = NalUnits.refIdc(frame[nal]) != 0;
                return frameNumBits > 0 && slice(frame, nal + 1, after);
            }
            start = after;
        }
        return false;
    }

    /** Index behind the next start code; {@code to} if there is none. */
    private static int next(final byte[] frame, final int from, final int to) {
        for (int i = from; i + 3 < to; i++) {
            if (frame[i] == 0 && frame[i + 1] == 0 && frame[i + 2] == 1) {
                return i + 3;
            }
        }
        return to;
    }

    private boolean slice(final byte[] frame, final int from, final int to) {
        bytes = frame;
        at = from;
        end = to;
        bit = 8;
        zeros = 0;
        final boolean read = golomb() && golomb() && golomb(); // first_mb_in_slice, slice_type, pic_parameter_set_id
        if (!read) {
            return false;
        }
        frameNum = 0;
        for (int i = 0; i < frameNumBits; i++) {
            final int next = bit();
            if (next < 0) {
                return false;
            }
            frameNum = frameNum << 1 | next;
        }
        return true;
    }

    /** Passes over an Exp-Golomb code (9.1). */
    private boolean golomb() {
        int leading = 0;
        int next = bit();
        while (next == 0 && leading < MOST_ZEROS) {
            leading++;
            next = bit();
        }
        for (int i = 0; i < leading && next >= 0; i++) {
            next = bit();
        }
        return next >= 0;
    }

    /** The next bit, emulation prevention (7.4.1) left out; −1 at the end. */
    private int bit() {
        if (bit == 8) {
            if (zeros >= 2 && at < end && bytes[at] == 3) {
                at++;
                zeros = 0;
            }
            if (at >= end) {
                return -1;
            }
            zeros = bytes[at] == 0 ? zeros + 1 : 0;
            bit = 0;
            at++;
        }
        return bytes[at - 1] >> 7 - bit++ & 1;
    }
}
