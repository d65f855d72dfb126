package io.penstock.codecs.payload;

import io.penstock.format.CodecId;

/** G.711 A-law in RTP (RFC 3551, 4.5.14): a byte a sample, any number of samples. */
public final class PcmaPayload extends WholeFramePayload {
    /** For {@link java.util.ServiceLoader}. */
    public PcmaPayload() {
        super(CodecId.PCMA, 8_000, 8, (payload, offset, length) -> length > 0);
    }
}
