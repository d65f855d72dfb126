package io.penstock.codecs.telephony;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.Decoder;

/** What the telephone decoders have in common: blocks of bytes to blocks of samples. */
abstract class TelephonyDecoder implements Decoder {
    private final String name;
    private final AudioFormat format;
    private final short[] pcm;
    private byte[] scratch = new byte[0];
    private AudioFormat output;

    TelephonyDecoder(final String name, final AudioFormat format) {
        this.name = name;
        this.format = format;
        output = format;
        pcm = new short[format.frameSamples()];
    }

    /** Samples that {@code length} bytes decode to; negative if no packet has that length. */
    abstract int samples(int length);

    /** Decodes a packet of checked length. */
    abstract void decodePacket(byte[] from, int at, int length, short[] to);

    @Override
    public final Status decode(final Frame in, final MutableFrame out) {
        final int length = in.length();
        if (length == 0) {
            return Status.NOTHING;
        }
        final int samples = samples(length);
        if (samples < 0) {
            throw new CodecException(name + " decoder: no packet has " + length + " bytes");
        }
        if (samples > pcm.length || samples * format.sampleType().bytes() > out.capacity()) {
            throw new CodecException(name + " decoder: packet of " + samples + " samples, negotiated were " + format.frameSamples()
                + "; state the packet time of the incoming format");
        }
        try {
            if (in.hasArray()) {
                decodePacket(in.array(), in.arrayOffset(), length, pcm);
            } else {
                decodePacket(copy(in), 0, length, pcm);
            }
        } catch (final CodecException e) {
            throw e;
        } catch (final RuntimeException | AssertionError e) {
            reset();
            throw new CodecException(name + " decoder failed (" + e + "); it starts afresh", e);
        }
        if (samples != output.frameSamples()) {
            output = samples == format.frameSamples() ? format : new AudioFormat(format.sampleRateHz(), 1, format.sampleType(), samples);
        }
        Pcm.write(pcm, samples, format.sampleType(), out);
        return Status.FRAME;
    }

    @Override
    public final Format output() {
        return output;
    }

    private byte[] copy(final Frame in) {
        if (scratch.length < in.length()) {
            scratch = new byte[in.length()];
        }
        in.buffer().getBytes(0, scratch, 0, in.length());
        return scratch;
    }
}
