package io.penstock.codecs.payload;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.format.CodecId;
import io.penstock.format.Format;
import io.penstock.spi.PayloadFormat;

/**
 * H.264 in RTP (RFC 6184), {@code packetization-mode=1}: single NAL unit packets, STAP-A for parameter sets, FU-A for what does not fit.
 *
 * <p>The depacketizer takes the same three, writes an Annex B byte stream with four-byte start codes, and refuses everything else (STAP-B,
 * MTAP, FU-B and reserved types) with a {@link io.penstock.error.CodecException}.
 */
public final class H264Payload implements PayloadFormat {
    /** Several NAL units in a packet. */
    static final int STAP_A = 24;
    /** A fragment of a NAL unit. */
    static final int FU_A = 28;
    /** Start of a NAL unit, in the second byte of FU-A. */
    static final int FU_START = 0x80;
    /** End of a NAL unit, in the second byte of FU-A. */
    static final int FU_END = 0x40;
    /** Forbidden bit and reference indication. */
    static final int F_NRI = 0xE0;

    /** Creates the format; the service loader does. */
    public H264Payload() {
    }

    @Override
    public CodecId codec() {
        return CodecId.H264;
    }

    @Override
    public int clockRateHz(final Format media) {
        return 90_000;
    }

    @Override
    public int defaultPayloadType() {
        return 102;
    }

    @Override
    public Packetizer packetizer(final int maxPayloadBytes) {
        return new H264Packetizer(maxPayloadBytes);
    }

    @Override
    public Depacketizer depacketizer() {
        return new H264Depacketizer();
    }

    @Override
    public References references() {
        return new H264References();
    }

    @Override
    public boolean startsKeyframe(final byte[] payload, final int offset, final int length) {
        if (length < 2) {
            return false;
        }
        final int end = offset + length;
        final int type = NalUnits.type(payload[offset]);
        if (type == FU_A) {
            return length > 2 && (payload[offset + 1] & FU_START) != 0 && startsKeyframe(NalUnits.type(payload[offset + 1]), payload[offset + 2]);
        }
        if (type != STAP_A) {
            return startsKeyframe(type, payload[offset + 1]);
        }
        boolean found = false;
        for (int at = offset + 1; at < end;) {
            final int size = at + 2 < end ? unit(payload, at) : 0;
            if (size < 1 || at + 2 + size > end) {
                return false;
            }
            found |= size > 1 && startsKeyframe(NalUnits.type(payload[at + 2]), payload[at + 3]);
            at += 2 + size;
        }
        return found;
    }

    /** A slice starts its picture when first_mb_in_slice is 0, which is coded as a single 1. */
    private static boolean startsKeyframe(final int type, final byte second) {
        return type == NalUnits.SPS || type == NalUnits.PPS || type == NalUnits.IDR && second < 0;
    }

    @Override
    public boolean discardable(final byte[] payload, final int offset, final int length) {
        if (length < 2) {
            return false;
        }
        final int end = offset + length;
        final int type = NalUnits.type(payload[offset]);
        if (type == FU_A) {
            return discardable(payload[offset], NalUnits.type(payload[offset + 1]));
        }
        if (type != STAP_A) {
            return discardable(payload[offset], type);
        }
        boolean slice = false;
        for (int at = offset + 1; at < end;) {
            final int size = at + 2 < end ? unit(payload, at) : 0;
            if (size < 1 || at + 2 + size > end || NalUnits.refIdc(payload[at + 2]) != 0) {
                return false;
            }
            slice |= discardable(payload[at + 2], NalUnits.type(payload[at + 2]));
            at += 2 + size;
        }
        return slice;
    }

    private static boolean discardable(final byte header, final int type) {
        return type >= NalUnits.SLICE && type < NalUnits.IDR && NalUnits.refIdc(header) == 0;
    }

    /** Size of a NAL unit within STAP-A. */
    static int unit(final byte[] payload, final int at) {
        return (payload[at] & 255) << 8 | payload[at + 1] & 255;
    }
}
