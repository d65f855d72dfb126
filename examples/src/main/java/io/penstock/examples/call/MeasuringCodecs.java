package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.core.stages.DecoderStage;
import io.penstock.core.stages.EncoderStage;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;
import io.penstock.spi.LossControl;
import io.penstock.spi.LossRecovery;
import java.util.Set;

/** Codec stages whose calls are timed and whose allocations are counted: what they cost is not the engine's doing. */
final class MeasuringCodecs {
    private final Providers providers;
    private final Tools tools;

    /** What measures a call. */
    private record Tools(MediaClock clock, AllocationMeter allocations) {
    }

    MeasuringCodecs(final Providers providers, final MediaClock clock, final AllocationMeter allocations) {
        this.providers = providers;
        tools = new Tools(clock, allocations);
    }

    EncoderStage encoder(final CodecSpec spec, final SendMeter meter) {
        return new EncoderStage(spec, new Provider(providers.codec(spec), tools, meter, null));
    }

    DecoderStage decoder(final CodecSpec spec, final ReceiveMeter meter) {
        return new DecoderStage(spec, decoders(spec, meter));
    }

    /** Measured decoders for stages that decode inside. */
    CodecProvider decoders(final CodecSpec spec, final ReceiveMeter meter) {
        return new Provider(providers.codec(spec), tools, null, meter);
    }

    private record Provider(CodecProvider codecs, Tools tools, SendMeter send, ReceiveMeter receive) implements CodecProvider {
        @Override
        public String name() {
            return codecs.name();
        }

        @Override
        public Set<CodecId> encoders() {
            return codecs.encoders();
        }

        @Override
        public Set<CodecId> decoders() {
            return codecs.decoders();
        }

        @Override
        public CodecTraits traits(final CodecSpec spec) {
            return codecs.traits(spec);
        }

        @Override
        public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
            final Encoder encoder = codecs.encoder(spec, input, output);
            return encoder instanceof LossControl ? new SoundEncoder(encoder, tools, send)
                : encoder instanceof KeyframeControl ? new PictureEncoder(encoder, tools, send) : new MeasuredEncoder(encoder, tools, send);
        }

        @Override
        public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
            final Decoder decoder = codecs.decoder(spec, input, output);
            return decoder instanceof LossRecovery ? new SoundDecoder(decoder, tools, receive)
                : new MeasuredDecoder(decoder, tools, receive);
        }
    }

    private static class MeasuredEncoder implements Encoder {
        final Encoder encoder;
        final Tools tools;
        private final SendMeter meter;

        MeasuredEncoder(final Encoder encoder, final Tools tools, final SendMeter meter) {
            this.encoder = encoder;
            this.tools = tools;
            this.meter = meter;
        }

        @Override
        public final boolean encode(final Frame in, final MutableFrame out) {
            final long bytes = tools.allocations().enter();
            final long startNs = tools.clock().nanoTime();
            boolean filled = false;
            try {
                filled = encoder.encode(in, out);
                return filled;
            } finally {
                final long tookNs = tools.clock().nanoTime() - startNs;
                meter.encoded(in, tookNs, tools.allocations().leave(bytes), filled && out.has(FrameFlags.KEYFRAME));
            }
        }

        @Override
        public final boolean drain(final MutableFrame out) {
            return encoder.drain(out);
        }

        @Override
        public final void reset() {
            encoder.reset();
        }

        @Override
        public final void close() {
            encoder.close();
        }
    }

    private static final class PictureEncoder extends MeasuredEncoder implements KeyframeControl, BitrateControl {
        PictureEncoder(final Encoder encoder, final Tools tools, final SendMeter meter) {
            super(encoder, tools, meter);
        }

        @Override
        public void requestKeyframe() {
            ((KeyframeControl) encoder).requestKeyframe();
        }

        @Override
        public void bitrate(final int bitsPerSecond) {
            if (encoder instanceof BitrateControl control) {
                control.bitrate(bitsPerSecond);
            }
        }
    }

    private static final class SoundEncoder extends MeasuredEncoder implements LossControl, BitrateControl {
        SoundEncoder(final Encoder encoder, final Tools tools, final SendMeter meter) {
            super(encoder, tools, meter);
        }

        @Override
        public void expectedLoss(final int permille) {
            ((LossControl) encoder).expectedLoss(permille);
        }

        @Override
        public void bitrate(final int bitsPerSecond) {
            if (encoder instanceof BitrateControl control) {
                control.bitrate(bitsPerSecond);
            }
        }
    }

    private static class MeasuredDecoder implements Decoder {
        final Decoder decoder;
        final ReceiveMeter meter;
        final Tools tools;

        MeasuredDecoder(final Decoder decoder, final Tools tools, final ReceiveMeter meter) {
            this.decoder = decoder;
            this.tools = tools;
            this.meter = meter;
        }

        @Override
        public final Status decode(final Frame in, final MutableFrame out) {
            final long bytes = tools.allocations().enter();
            final long startNs = tools.clock().nanoTime();
            try {
                return decoder.decode(in, out);
            } finally {
                final long tookNs = tools.clock().nanoTime() - startNs;
                meter.decoded(in, tookNs, tools.allocations().leave(bytes));
            }
        }

        @Override
        public final Format output() {
            return decoder.output();
        }

        @Override
        public final boolean drain(final MutableFrame out) {
            return decoder.drain(out);
        }

        @Override
        public final void reset() {
            decoder.reset();
        }

        @Override
        public final void close() {
            decoder.close();
        }
    }

    private static final class SoundDecoder extends MeasuredDecoder implements LossRecovery {
        SoundDecoder(final Decoder decoder, final Tools tools, final ReceiveMeter meter) {
            super(decoder, tools, meter);
        }

        @Override
        public boolean recover(final Frame next, final int samples, final MutableFrame out) {
            final long bytes = tools.allocations().enter();
            try {
                return ((LossRecovery) decoder).recover(next, samples, out);
            } finally {
                meter.madeUp(tools.allocations().leave(bytes));
            }
        }

        @Override
        public void conceal(final int samples, final MutableFrame out) {
            final long bytes = tools.allocations().enter();
            try {
                ((LossRecovery) decoder).conceal(samples, out);
            } finally {
                meter.madeUp(tools.allocations().leave(bytes));
            }
        }
    }
}
