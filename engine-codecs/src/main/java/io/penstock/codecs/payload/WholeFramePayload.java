package io.penstock.codecs.payload;

import io.penstock.format.CodecId;
import io.penstock.format.Format;
import io.penstock.spi.PayloadFormat;
import java.util.Objects;

/**
 * What the payload formats of sound have in common: a packet carries one frame as it is, and every frame can be decoded on its own (for the
 * codecs with memory: well enough).
 */
abstract class WholeFramePayload implements PayloadFormat {
    private final CodecId codec;
    private final int clockRateHz;
    private final int payloadType;
    private final PayloadCheck check;

    WholeFramePayload(final CodecId codec, final int clockRateHz, final int payloadType, final PayloadCheck check) {
        this.codec = codec;
        this.clockRateHz = clockRateHz;
        this.payloadType = payloadType;
        this.check = Objects.requireNonNull(check, "check");
    }

    @Override
    public CodecId codec() {
        return codec;
    }

    @Override
    public int clockRateHz(final Format media) {
        return clockRateHz;
    }

    @Override
    public int defaultPayloadType() {
        return payloadType;
    }

    @Override
    public Packetizer packetizer(final int maxPayloadBytes) {
        return new WholeFramePacketizer(codec, check, maxPayloadBytes);
    }

    @Override
    public Depacketizer depacketizer() {
        return new WholeFrameDepacketizer(codec, check);
    }

    @Override
    public boolean startsKeyframe(final byte[] payload, final int offset, final int length) {
        return check.fits(payload, offset, length);
    }
}
