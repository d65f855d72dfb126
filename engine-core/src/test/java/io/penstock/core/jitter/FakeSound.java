package io.penstock.core.jitter;

import io.penstock.core.rtp.FakePayload;
import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.LossRecovery;
import io.penstock.stage.Latency;
import java.util.Set;

/** Sound whose samples are all the number of its packet; −1 where concealed. The fourth byte of a packet repeats the number before, or is 0. */
final class FakeSound implements CodecProvider {
    private final boolean recovers;

    FakeSound(final boolean recovers) {
        this.recovers = recovers;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Set<CodecId> encoders() {
        return Set.of();
    }

    @Override
    public Set<CodecId> decoders() {
        return Set.of(FakePayload.AUDIO);
    }

    @Override
    public CodecTraits traits(final CodecSpec spec) {
        return new CodecTraits(EncodedSpec.of(spec.codec()), in -> FormatSpec.of(((EncodedFormat) in).media()), Latency.ZERO, 1, false);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        return recovers ? new Recovering((AudioFormat) output) : new Plain((AudioFormat) output);
    }

    static void fill(final int value, final int samples, final MutableFrame out) {
        out.length(samples * 2);
        for (int i = 0; i < samples; i++) {
            out.array()[out.arrayOffset() + 2 * i] = (byte) value;
            out.array()[out.arrayOffset() + 2 * i + 1] = (byte) (value < 0 ? -1 : 0);
        }
    }

    private static class Plain implements Decoder {
        private final AudioFormat format;

        Plain(final AudioFormat format) {
            this.format = format;
        }

        @Override
        public Status decode(final Frame in, final MutableFrame out) {
            if (in.length() < 4 || in.array()[in.arrayOffset() + 1] != FakePayload.MAGIC) {
                throw new CodecException("fake: damaged");
            }
            fill(in.array()[in.arrayOffset() + 2], format.frameSamples(), out);
            return Status.FRAME;
        }

        @Override
        public Format output() {
            return format;
        }

        @Override
        public void reset() {
        }
    }

    private static final class Recovering extends Plain implements LossRecovery {
        Recovering(final AudioFormat format) {
            super(format);
        }

        @Override
        public boolean recover(final Frame next, final int samples, final MutableFrame out) {
            final int before = next.array()[next.arrayOffset() + 3];
            if (before == 0) {
                return false;
            }
            fill(before, samples, out);
            return true;
        }

        @Override
        public void conceal(final int samples, final MutableFrame out) {
            fill(-1, samples, out);
        }
    }
}
