package io.penstock.examples.call;

import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.error.CodecException;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.Decoder;
import java.util.Arrays;

/** Paints the stamp of what {@link PassThroughEncoder} put out; the rest of the picture is whatever was in the frame. */
final class PassThroughDecoder implements Decoder {
    private static final int NS_PER_MICRO = 1000;
    private static final long MOST_MICROS = 0xFFFF_FFFFL;
    /** No valid stamp is all white. */
    private static final byte WHITE = (byte) 0xFF;
    private final VideoFormat format;
    private boolean started;

    PassThroughDecoder(final VideoFormat format) {
        this.format = format;
    }

    @Override
    public Status decode(final Frame in, final MutableFrame out) {
        final int header = PassThroughEncoder.HEADER_BYTES;
        if (in.length() < header + PassThroughEncoder.STAMP_BYTES) {
            throw new CodecException("pass-through: " + in.length() + " bytes are too few for a frame");
        }
        final byte[] from = in.array();
        final int at = in.arrayOffset();
        if (from[at + header - 1] == PassThroughEncoder.KEY) {
            started = true;
        } else if (from[at + header - 1] != PassThroughEncoder.OTHER) {
            throw new CodecException("pass-through: the bytes are not its own");
        }
        if (!started) {
            return Status.NEED_KEYFRAME;
        }
        long micros = 0;
        for (int i = 0; i < PassThroughEncoder.STAMP_BYTES; i++) {
            micros |= (from[at + header + i] & 0x7FL) << PassThroughEncoder.BITS_A_BYTE * i;
        }
        out.length(format.frameBytes());
        if (micros > MOST_MICROS) {
            Arrays.fill(out.array(), out.arrayOffset(), out.arrayOffset() + PictureStamp.rows(format.width()) * format.width(), WHITE);
        } else {
            PictureStamp.write(out.array(), out.arrayOffset(), format, micros * NS_PER_MICRO);
        }
        return Status.FRAME;
    }

    @Override
    public Format output() {
        return format;
    }

    @Override
    public void reset() {
        started = false;
    }
}
