package io.penstock.codecs.payload;

import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.spi.PayloadFormat;

/**
 * One frame, one payload, byte for byte: what all sound does. A frame that does not fit is refused, because each packet of sound needs a
 * timestamp of its own.
 */
final class WholeFramePacketizer implements PayloadFormat.Packetizer {
    private final CodecId codec;
    private final PayloadCheck check;
    private final int maxPayloadBytes;
    private byte[] frame;
    private int offset;
    private int length;

    WholeFramePacketizer(final CodecId codec, final PayloadCheck check, final int maxPayloadBytes) {
        this.codec = codec;
        this.check = check;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    @Override
    public void begin(final byte[] source, final int sourceOffset, final int sourceLength) {
        frame = null;
        if (!check.fits(source, sourceOffset, sourceLength)) {
            throw new CodecException(codec + " packetizer: " + sourceLength + " bytes are not a frame of this codec");
        }
        if (sourceLength > maxPayloadBytes) {
            throw new CodecException(codec + " packetizer: a frame of " + sourceLength + " bytes does not fit a packet of " + maxPayloadBytes
                + "; use shorter frames or larger packets");
        }
        frame = source;
        offset = sourceOffset;
        length = sourceLength;
    }

    @Override
    public int next(final byte[] to, final int at) {
        if (frame == null) {
            return 0;
        }
        System.arraycopy(frame, offset, to, at, length);
        frame = null;
        return length;
    }

    @Override
    public boolean isLast() {
        return true;
    }
}
