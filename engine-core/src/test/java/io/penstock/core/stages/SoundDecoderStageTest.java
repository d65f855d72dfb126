package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;

import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.spi.Codecs;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;

/** The contract with a decoder of sound that conceals losses; what it does in particular is in {@link DecoderStageTest}. */
class SoundDecoderStageTest extends StageContract {
    @Override
    protected Stage create() {
        return new DecoderStage(Codecs.decoder(FakeCodec.AUDIO), new FakeCodec());
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
}
