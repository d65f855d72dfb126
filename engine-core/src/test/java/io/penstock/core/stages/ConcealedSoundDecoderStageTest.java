package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;

import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.spi.Codecs;
import io.penstock.spi.LossConcealer;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import java.util.Arrays;

/** The contract with a decoder of sound that needs a concealer; what it does in particular is in {@link DecoderStageTest}. */
class ConcealedSoundDecoderStageTest extends StageContract {
    @Override
    protected Stage create() {
        final FakeCodec codec = new FakeCodec();
        codec.withRecovery = false;
        return new DecoderStage(Codecs.decoder(FakeCodec.AUDIO), codec, Silence::new);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(new EncodedFormat(FakeCodec.AUDIO, AudioFormat.mono(8000, ms(20)), 64));
    }

    @Override
    protected byte[] payload(final String port, final Format format, final int index) {
        return FakeCodec.picture(true, 0, 0, index);
    }

    @Override
    protected boolean detectsGarbage(final Format format) {
        return true;
    }

    private static final class Silence implements LossConcealer {
        @Override
        public void configure(final int sampleRateHz, final int channels) {
        }

        @Override
        public void received(final float[] pcm, final int frames) {
        }

        @Override
        public void conceal(final float[] out, final int frames) {
            Arrays.fill(out, 0);
        }

        @Override
        public void reset() {
        }
    }
}
