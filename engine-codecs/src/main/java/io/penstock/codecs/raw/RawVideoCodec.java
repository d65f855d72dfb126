package io.penstock.codecs.raw;

import io.penstock.error.CodecException;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;

/** Copies pictures, in either direction. */
final class RawVideoCodec implements Encoder, Decoder {
    private final VideoFormat format;

    RawVideoCodec(final VideoFormat format) {
        this.format = format;
    }

    @Override
    public boolean encode(final Frame in, final MutableFrame out) {
        copy(in, out);
        out.set(FrameFlags.KEYFRAME | FrameFlags.DISCARDABLE);
        return true;
    }

    @Override
    public Status decode(final Frame in, final MutableFrame out) {
        copy(in, out);
        return Status.FRAME;
    }

    @Override
    public Format output() {
        return format;
    }

    @Override
    public boolean drain(final MutableFrame out) {
        return false;
    }

    @Override
    public void reset() {
        // no state
    }

    @Override
    public void close() {
        // nothing to free
    }

    private void copy(final Frame in, final MutableFrame out) {
        if (in.length() != format.frameBytes() || in.length() > out.capacity()) {
            throw new CodecException("raw picture of " + in.length() + " bytes, expected " + format.frameBytes() + " (" + format + ") and room for "
                + "it in " + out.capacity());
        }
        out.copyPayload(in);
    }
}
