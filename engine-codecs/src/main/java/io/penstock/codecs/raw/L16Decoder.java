package io.penstock.codecs.raw;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.Decoder;
import java.nio.ByteOrder;

/** Reads 16-bit integers in network byte order. */
final class L16Decoder implements Decoder {
    private final AudioFormat format;
    private final short[] pcm;
    private AudioFormat output;

    L16Decoder(final AudioFormat format) {
        this.format = format;
        output = format;
        pcm = new short[format.frameSamples() * format.channels()];
    }

    @Override
    public Status decode(final Frame in, final MutableFrame out) {
        final int length = in.length();
        if (length == 0) {
            return Status.NOTHING;
        }
        final int samples = length / 2;
        if (length % (2 * format.channels()) != 0) {
            throw new CodecException("l16 decoder: " + length + " bytes are not whole 16-bit samples of " + format.channels() + " channels");
        }
        if (samples > pcm.length || samples * format.sampleType().bytes() > out.capacity()) {
            throw new CodecException("l16 decoder: packet of " + samples / format.channels() + " samples, negotiated were " + format.frameSamples()
                + "; state the packet time of the incoming format");
        }
        if (in.hasArray()) {
            final byte[] from = in.array();
            final int at = in.arrayOffset();
            for (int i = 0; i < samples; i++) {
                pcm[i] = (short) (from[at + 2 * i] << 8 | from[at + 2 * i + 1] & 0xFF);
            }
        } else {
            for (int i = 0; i < samples; i++) {
                pcm[i] = in.buffer().getShort(2 * i, ByteOrder.BIG_ENDIAN);
            }
        }
        final int frameSamples = samples / format.channels();
        if (frameSamples != output.frameSamples()) {
            output = frameSamples == format.frameSamples() ? format
                : new AudioFormat(format.sampleRateHz(), format.channels(), format.sampleType(), frameSamples);
        }
        Pcm.write(pcm, samples, format.sampleType(), out);
        return Status.FRAME;
    }

    @Override
    public Format output() {
        return output;
    }

    @Override
    public void reset() {
        output = format;
    }
}
