package io.penstock.core.jitter;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Decoder;
import io.penstock.spi.LossConcealer;
import io.penstock.spi.LossRecovery;
import io.penstock.spi.PayloadFormat;
import io.penstock.stage.Output;

/** Makes sound of a packet, or of its absence: depacketizer, decoder, recovery and concealer of one stream. */
final class AudioUnit {
    private final Decoder decoder;
    private final LossRecovery recovery;
    private final LossConcealer concealer;
    private final PayloadFormat.Depacketizer depacketizer;
    private final EncodedScratch scratch;
    private final AudioFormat format;
    private final float[] samples;

    AudioUnit(final CodecSpec codec, final CodecProvider provider, final PayloadFormat payloadFormat, final EncodedFormat input,
              final AudioFormat output, final LossConcealer concealer) {
        decoder = provider.decoder(codec, input, output);
        recovery = decoder instanceof LossRecovery able ? able : null;
        depacketizer = payloadFormat.depacketizer();
        scratch = new EncodedScratch(input);
        format = output;
        this.concealer = recovery == null ? concealer : null;
        samples = new float[output.frameSamples() * output.channels()];
        if (this.concealer != null) {
            this.concealer.configure(output.sampleRateHz(), output.channels());
        }
    }

    /** Takes the frame out of a packet for decoding. Throws CodecException if it is malformed. */
    EncodedScratch unpack(final PacketRing ring, final long sequence) {
        depacketizer.begin();
        final byte[] to = scratch.array();
        final int bytes = depacketizer.append(ring.frame(sequence).array(), ring.payloadOffset(sequence), ring.payloadLength(sequence), to, 0,
            to.length);
        if (!depacketizer.isComplete()) {
            throw new CodecException("a frame of sound is spread over packets, which is not supported here");
        }
        return scratch.filled(ring.frame(sequence), bytes, FrameFlags.KEYFRAME);
    }

    /** Decodes; false = nothing came out. */
    boolean decode(final EncodedScratch in, final MutableFrame out) {
        if (decoder.decode(in, out) != Decoder.Status.FRAME) {
            return false;
        }
        if (concealer != null && decoder.output().equals(format)) {
            final int frames = Pcm.read(out, samples) / format.channels();
            concealer.received(samples, frames);
            Pcm.write(samples, frames * format.channels(), format.sampleType(), out);
        }
        return true;
    }

    /** Rebuilds what was lost before a packet; false = that packet carries nothing of it. */
    boolean recover(final EncodedScratch next, final MutableFrame out) {
        return recovery != null && recovery.recover(next, format.frameSamples(), out);
    }

    /** Fills a frame for a packet that is not there. */
    void conceal(final MutableFrame out) {
        if (recovery != null) {
            recovery.conceal(format.frameSamples(), out);
        } else if (concealer != null) {
            concealer.conceal(samples, format.frameSamples());
            Pcm.write(samples, samples.length, format.sampleType(), out);
        } else {
            silence(out);
        }
    }

    void silence(final MutableFrame out) {
        final int bytes = format.frameBytes();
        java.util.Arrays.fill(out.array(), out.arrayOffset(), out.arrayOffset() + bytes, (byte) 0); // zero in S16 and in F32
        out.length(bytes);
    }

    /** Announces the format of what was decoded last; false = it cannot be played here. */
    boolean announce(final Output out) {
        if (decoder.output().equals(out.format())) {
            return true;
        }
        try {
            out.formatChange(decoder.output());
            return true;
        } catch (final EngineException e) {
            return false;
        }
    }

    int samplesIn(final MutableFrame frame) {
        final SampleType type = format.sampleType();
        return frame.length() / (type.bytes() * format.channels());
    }

    void reset() {
        decoder.reset();
        if (concealer != null) {
            concealer.reset();
        }
    }

    void close() {
        decoder.close();
    }
}
