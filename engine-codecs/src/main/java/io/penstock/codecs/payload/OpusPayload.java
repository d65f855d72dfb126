package io.penstock.codecs.payload;

import io.penstock.codecs.opus.OpusPacket;
import io.penstock.format.CodecId;

/** Opus in RTP (RFC 7587): one packet, one payload; the clock is 48 kHz whatever the sound. */
public final class OpusPayload extends WholeFramePayload {
    /** For {@link java.util.ServiceLoader}. */
    public OpusPayload() {
        super(CodecId.OPUS, 48_000, 111, (payload, offset, length) -> OpusPacket.samples(payload, offset, length) > 0);
    }

    @Override
    public boolean carriesPrevious(final byte[] payload, final int offset, final int length) {
        return OpusPacket.hasRedundancy(payload, offset, length);
    }
}
