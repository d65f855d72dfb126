package io.penstock.core.jitter;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
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
    private EncodedScratch unpack(final PacketRing ring, final long sequence) {
        depacketizer.begin();
        final byte[] to = scratch.array();
        final int bytes = depacketizer.append(ring.frame(sequence).array(), ring.payloadOffset(sequence), ring.payloadLength(sequence), to, 0,
            to.length);
        if (!depacketizer.isComplete()) {
            throw new CodecException("a frame of sound is spread over packets, which is not supported here");
        }
        return scratch.filled(ring.frame(sequence), bytes, FrameFlags.KEYFRAME);
    }

    /** Decodes a packet; false = nothing came out, or it is damaged. */
    boolean decode(final PacketRing ring, final long sequence, final MutableFrame out) {
        try {
            if (decoder.decode(unpack(ring, sequence), out) != Decoder.Status.FRAME) {
                return false;
            }
        } catch (final CodecException e) {
            return false;
        }
        if (concealer != null && decoder.output().equals(format)) {
            final int frames = Pcm.read(out, samples) / format.channels();
            concealer.received(samples, frames);
            Pcm.write(samples, frames * format.channels(), format.sampleType(), out);
        }
        return true;
    }

    /** Rebuilds what was lost before a packet; false = that packet carries nothing of it, or is damaged. */
    boolean recover(final PacketRing ring, final long next, final MutableFrame out) {
        try {
            return recovery != null && recovery.recover(unpack(ring, next), format.frameSamples(), out);
        } catch (final CodecException e) {
            return false;
        }
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

    /** Whether the decoder makes up for lost packets itself. */
    boolean recovers() {
        return recovery != null;
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

    /** Whether what was decoded last is of the format that was negotiated, but for its length. */
    boolean keepsFormat() {
        return decoder.output() instanceof AudioFormat now && now.sampleRateHz() == format.sampleRateHz() && now.channels() == format.channels()
            && now.sampleType() == format.sampleType();
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
