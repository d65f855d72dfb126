package io.penstock.codecs.payload;

import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.Format;

/**
 * L16 in RTP (RFC 3551, 4.5.11): samples of 16 bits in network byte order; the clock is the sample rate. Payload types 10 and 11 mean
 * 44.1 kHz stereo and mono; anything else takes a dynamic one.
 */
public final class L16Payload extends WholeFramePayload {
    private static final int PAYLOAD_TYPE = 118;

    /** For {@link java.util.ServiceLoader}. */
    public L16Payload() {
        super(CodecId.L16, 0, PAYLOAD_TYPE, (payload, offset, length) -> length > 0 && (length & 1) == 0);
    }

    @Override
    public int clockRateHz(final Format media) {
        return ((AudioFormat) media).sampleRateHz();
    }
}
