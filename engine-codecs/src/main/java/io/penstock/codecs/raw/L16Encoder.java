package io.penstock.codecs.raw;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.Encoder;

/** Writes samples as 16-bit integers in network byte order. */
final class L16Encoder implements Encoder {
    private final AudioFormat format;
    private final short[] pcm;

    L16Encoder(final AudioFormat format) {
        this.format = format;
        pcm = new short[format.frameSamples() * format.channels()];
    }

    @Override
    public boolean encode(final Frame in, final MutableFrame out) {
        if (in.length() > format.frameBytes() || in.length() % (format.channels() * format.sampleType().bytes()) != 0) {
            throw new CodecException("l16 encoder: frame of " + in.length() + " bytes, expected up to " + format.frameBytes()
                + " in whole samples of " + format);
        }
        final int samples = Pcm.read(in, pcm);
        if (samples * 2 > out.capacity()) {
            throw new CodecException("l16 encoder: " + samples * 2 + " bytes do not fit " + out.capacity());
        }
        for (int i = 0; i < samples; i++) {
            pcm[i] = Short.reverseBytes(pcm[i]);
        }
        Pcm.write(pcm, samples, SampleType.S16, out);
        out.set(FrameFlags.KEYFRAME);
        return true;
    }

    @Override
    public void reset() {
        // no state
    }
}
