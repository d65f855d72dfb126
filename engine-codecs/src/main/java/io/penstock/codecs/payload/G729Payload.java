package io.penstock.codecs.payload;

import io.penstock.format.CodecId;

/** G.729 in RTP (RFC 3551, 4.5.6): any number of 10-byte frames of 10 ms, then at most one 2-byte silence frame of Annex B. */
public final class G729Payload extends WholeFramePayload {
    /** For {@link java.util.ServiceLoader}. */
    public G729Payload() {
        super(CodecId.G729, 8_000, 18, G729Payload::fits);
    }

    private static boolean fits(final byte[] payload, final int offset, final int length) {
        return length > 0 && (length % 10 == 0 || length % 10 == 2);
    }
}
