package io.penstock.codecs.payload;

import io.penstock.format.CodecId;

/** G.711 µ-law in RTP (RFC 3551, 4.5.14): a byte a sample, any number of samples. */
public final class PcmuPayload extends WholeFramePayload {
    /** For {@link java.util.ServiceLoader}. */
    public PcmuPayload() {
        super(CodecId.PCMU, 8_000, 0, (payload, offset, length) -> length > 0);
    }
}
