package io.penstock.dsp.voice;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.spi.StageOptions;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoiceActivityTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(16_000, ms(10));

    @Override
    protected Stage create() {
        return VoiceActivity.create();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    /** A buzz of syllables in weak noise, or noise alone. */
    private static void push(final StageHarness h, final int from, final int frames, final boolean voice) {
        final Random random = new Random(from);
        for (int k = 0; k < frames; k++) {
            final TestFrame frame = h.frame();
            for (int i = 0; i < 160; i++) {
                final double t = (from + k) * 0.01 + i / 16_000.0;
                double x = 20 * random.nextGaussian();
                for (int harmonic = 1; voice && harmonic <= 10; harmonic++) {
                    x += 3000 / harmonic * Math.max(0, Math.sin(2 * Math.PI * 4 * t)) * Math.sin(2 * Math.PI * 150 * harmonic * t);
                }
                frame.buffer().putShort(2 * i, (short) x, ByteOrder.LITTLE_ENDIAN);
            }
            h.push(frame.length(320));
            h.advance(ms(10));
        }
    }

    @Test
    void tellsWhereSomeoneSpeaks() {
        final int[] heard = new int[2];
        final VoiceActivity stage = VoiceActivity.create(v -> v.listener((pts, p, speaking) -> heard[speaking ? 1 : 0]++));
        assertFalse(stage.speaking(), "before the start");
        try (StageHarness h = StageHarness.of(stage).input(FORMAT).start()) {
            push(h, 0, 100, false);
            assertFalse(stage.speaking());
            push(h, 100, 100, true);
            assertTrue(stage.speaking());
            assertTrue(stage.probability() > 0.5);
            push(h, 200, 200, false);
            assertFalse(stage.speaking());
            assertEquals(400, heard[0] + heard[1]);
            assertEquals(heard[1], h.counter("voice.frames"));
            assertEquals(heard[0], h.counter("silence.frames"));
            assertEquals(400, h.frames().size());
            assertFalse(h.frames().get(390).has(FrameFlags.GAP));
        }
    }

    @Test
    void marksOrLeavesOutWhatIsNoVoice() {
        for (final VoiceActivity.Silence silence : new VoiceActivity.Silence[] {VoiceActivity.Silence.MARK, VoiceActivity.Silence.DROP}) {
            try (StageHarness h = StageHarness.of(VoiceActivity.create(v -> v.silence(silence).hangOverMs(50))).input(FORMAT).start()) {
                push(h, 0, 100, false);
                push(h, 100, 100, true);
                push(h, 200, 200, false);
                final long spoken = h.counter("voice.frames");
                assertTrue(spoken > 50 && spoken < 200, spoken + " frames of voice");
                if (silence == VoiceActivity.Silence.DROP) {
                    assertEquals(spoken, h.frames().size());
                } else {
                    assertEquals(400 - spoken, h.frames().stream().filter(f -> f.has(FrameFlags.GAP)).count());
                }
            }
        }
    }

    @Test
    void passesFramesOfAWrongLengthAndCountsThem() {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            h.push(h.frame().length(3));
            assertEquals(1, h.counter("errors.malformed"));
            assertEquals(1, h.frames().size());
        }
    }

    @Test
    void isBuiltFromText() throws Exception {
        final ActivityProvider provider = new ActivityProvider();
        provider.factory(StageOptions.check(provider, Map.of("silence", "drop", "hangover", "1s"))).create().close();
        assertThrows(ConfigurationException.class, () -> provider.factory(StageOptions.check(provider, Map.of("silence", "golden"))));
        assertThrows(ConfigurationException.class, () -> provider.factory(StageOptions.check(provider, Map.of("hangover", "6s"))));
    }
}
