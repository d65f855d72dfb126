package io.penstock.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import io.penstock.error.ConfigurationException;
import io.penstock.examples.CustomStage.NoiseGate;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;

import org.junit.jupiter.api.Test;

/** What every stage promises comes with {@link StageContract}; here stands only what a noise gate promises besides. */
class CustomStageTest extends StageContract {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Duration.ofMillis(10));

    // snippet: stage test
    @Override
    protected Stage create() {
        return new NoiseGate(-40);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(SOUND);
    }

    @Test
    void mutesWhatIsQuieterThanTheThresholdAndLeavesTheRestAlone() {
        try (StageHarness h = StageHarness.of(create()).input(SOUND).start()) {
            h.push(tone(h.frame(), 0.005f)).push(tone(h.frame(), 0.5f));
            assertEquals(0, peak(h.frames().get(0)), "-46 dBFS is below the threshold");
            assertEquals(0.5f, peak(h.frames().get(1)));
            assertEquals(1, h.counter("muted"));
        }
    }
    // end of snippet

    @Test
    void refusesAThresholdThatNothingCanReach() {
        final ConfigurationException refused = assertThrows(ConfigurationException.class, () -> new NoiseGate(6));
        assertTrue(refused.getMessage().contains("accepted are 0 and below"), refused.getMessage());
        assertThrows(ConfigurationException.class, () -> new NoiseGate(Double.NaN));
    }

    private static TestFrame tone(final TestFrame frame, final float level) {
        final float[] samples = new float[SOUND.frameSamples()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = i % 48 < 24 ? level : -level;
        }
        Pcm.write(samples, samples.length, SampleType.S16, frame);
        return frame;
    }

    private static float peak(final Frame frame) {
        final float[] samples = new float[SOUND.frameSamples()];
        float peak = 0;
        for (int i = Pcm.read(frame, samples) - 1; i >= 0; i--) {
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        return peak;
    }
}
