package io.penstock.codecs.payload;

import io.penstock.format.CodecId;

/** GSM 06.10 in RTP (RFC 3551, 4.5.8): any number of 33-byte frames of 20 ms, each signed with 0xD. */
public final class GsmPayload extends WholeFramePayload {
    private static final int FRAME_BYTES = 33;

    /** For {@link java.util.ServiceLoader}. */
    public GsmPayload() {
        super(CodecId.GSM, 8_000, 3, GsmPayload::fits);
    }

    private static boolean fits(final byte[] payload, final int offset, final int length) {
        if (length == 0 || length % FRAME_BYTES != 0) {
            return false;
        }
        for (int at = 0; at < length; at += FRAME_BYTES) {
            if ((payload[offset + at] & 0xF0) != 0xD0) {
                return false;
            }
        }
        return true;
    }
}
