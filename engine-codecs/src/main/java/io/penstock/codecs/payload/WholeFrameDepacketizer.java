package io.penstock.codecs.payload;

import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.spi.PayloadFormat;

/** Takes a payload as a frame, byte for byte. */
final class WholeFrameDepacketizer implements PayloadFormat.Depacketizer {
    private final CodecId codec;
    private final PayloadCheck check;
    private boolean complete;

    WholeFrameDepacketizer(final CodecId codec, final PayloadCheck check) {
        this.codec = codec;
        this.check = check;
    }

    @Override
    public void begin() {
        complete = false;
    }

    @Override
    public int append(final byte[] payload, final int offset, final int length, final byte[] to, final int toOffset, final int toLimit) {
        if (complete) {
            throw new CodecException(codec + " depacketizer: a second payload in a frame");
        }
        if (!check.fits(payload, offset, length)) {
            throw new CodecException(codec + " depacketizer: malformed payload of " + length + " bytes");
        }
        if (length > toLimit - toOffset) {
            throw new CodecException(codec + " depacketizer: payload of " + length + " bytes does not fit " + (toLimit - toOffset));
        }
        System.arraycopy(payload, offset, to, toOffset, length);
        complete = true;
        return length;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }
}
