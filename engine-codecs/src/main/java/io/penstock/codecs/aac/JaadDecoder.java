package io.penstock.codecs.aac;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.Decoder;
import java.util.Arrays;
import java.util.List;
import net.sourceforge.jaad.mp4.MP4Exception;

/** AAC decoder. JAAD wants an array of exactly a frame's length, so that each frame costs a copy, beside what it allocates itself. */
final class JaadDecoder implements Decoder {
    private static final int MAX_FRAME_SAMPLES = 2_048;
    private final AudioFormat format;
    private final AdtsHeader header = new AdtsHeader();
    private final float[] pcm;
    private byte[] frame = new byte[AdtsHeader.LENGTH];
    private net.sourceforge.jaad.aac.Decoder decoder;
    private int configuration = -1;
    private int samples;
    private int rateHz;
    private AudioFormat output;

    JaadDecoder(final AudioFormat format) {
        this.format = format;
        output = format;
        pcm = new float[MAX_FRAME_SAMPLES * format.channels()];
    }

    @Override
    public Status decode(final Frame in, final MutableFrame out) {
        final int length = in.length();
        if (length == 0) {
            return Status.NOTHING;
        }
        copy(in, length);
        header.read(frame, 0, length);
        if (decoder == null || configuration != header.configuration()) {
            decoder = create();
            configuration = header.configuration();
        }
        samples = -1;
        try {
            decoder.decodeFrame(Arrays.copyOfRange(frame, header.length(), length), this::take);
        } catch (final CodecException e) {
            throw e;
        } catch (final RuntimeException | AssertionError e) {
            reset();
            throw new CodecException("aac decoder: JAAD failed (" + e + "); it starts afresh", e);
        }
        if (samples < 0) {
            reset();
            throw new CodecException("aac decoder: a frame of " + length + " bytes ends too early");
        }
        if (rateHz != format.sampleRateHz()) {
            throw new CodecException("aac decoder: the sound has " + rateHz + " Hz, negotiated were " + format.sampleRateHz()
                + "; state that rate in the incoming format");
        }
        if (samples * format.channels() * format.sampleType().bytes() > out.capacity()) {
            throw new CodecException("aac decoder: a frame has " + samples + " samples, negotiated were " + format.frameSamples()
                + "; state that length in the incoming format");
        }
        if (samples != output.frameSamples()) {
            output = samples == format.frameSamples() ? format
                : new AudioFormat(format.sampleRateHz(), format.channels(), format.sampleType(), samples);
        }
        Pcm.write(pcm, samples * format.channels(), format.sampleType(), out);
        return Status.FRAME;
    }

    @Override
    public Format output() {
        return output;
    }

    @Override
    public void reset() {
        decoder = null;
        output = format;
    }

    /** JAAD's channels, full scale ±32768, into interleaved samples of the channels wanted. */
    private void take(final List<float[]> planes, final int count, final int sampleRateHz) {
        if (planes.isEmpty() || planes.size() > 2 || count < 1 || count > MAX_FRAME_SAMPLES) {
            throw new CodecException("aac decoder: " + planes.size() + " channels of " + count + " samples, accepted are 1–2 of 1–"
                + MAX_FRAME_SAMPLES);
        }
        final float[] left = planes.get(0);
        final float[] right = planes.get(planes.size() - 1);
        final int channels = format.channels();
        for (int i = 0; i < count; i++) {
            if (channels == 1) {
                pcm[i] = (left[i] + right[i]) * (0.5f / 32_768);
            } else {
                pcm[2 * i] = left[i] * (1f / 32_768);
                pcm[2 * i + 1] = right[i] * (1f / 32_768);
            }
        }
        samples = count;
        rateHz = sampleRateHz;
    }

    private net.sourceforge.jaad.aac.Decoder create() {
        try {
            return net.sourceforge.jaad.aac.Decoder.create(header.audioSpecificConfig());
        } catch (final MP4Exception | RuntimeException e) {
            throw new CodecException("aac decoder: " + header.rateHz() + " Hz ×" + header.channels() + " cannot be decoded: " + e.getMessage(), e);
        }
    }

    private void copy(final Frame in, final int length) {
        if (frame.length < length) {
            frame = new byte[length];
        }
        if (in.hasArray()) {
            System.arraycopy(in.array(), in.arrayOffset(), frame, 0, length);
        } else {
            in.buffer().getBytes(0, frame, 0, length);
        }
    }
}
