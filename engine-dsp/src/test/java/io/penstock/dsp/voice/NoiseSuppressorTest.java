package io.penstock.dsp.voice;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.spi.StageOptions;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoiseSuppressorTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(16_000, ms(10));
    private static final int N = 160;

    @Override
    protected Stage create() {
        return NoiseSuppressor.create();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static void push(final StageHarness h, final int value) {
        final TestFrame frame = h.frame("in");
        for (int i = 0; i < N; i++) {
            frame.buffer().putShort(2 * i, (short) (value * Math.sin(0.1 * i)), ByteOrder.LITTLE_ENDIAN);
        }
        h.push("in", frame.length(2 * N));
    }

    private static int peak(final io.penstock.testkit.CapturedFrame frame) {
        int peak = 0;
        for (int i = 0; i < frame.length(); i += 2) {
            peak = Math.max(peak, Math.abs(frame.buffer().getShort(i, ByteOrder.LITTLE_ENDIAN)));
        }
        return peak;
    }

    @Test
    void keepsTimesAndSoundOfItsInputTogether() {
        for (final int latencyMs : new int[] {10, 20}) {
            try (StageHarness h = StageHarness.of(NoiseSuppressor.builder().latencyMs(latencyMs).music(true).build()).input(FORMAT).start()) {
                final long t = h.clock().nanoTime();
                for (int i = 0; i < 5; i++) {
                    push(h, 1000 * (i + 1));
                    h.advance(ms(10));
                }
                assertEquals(5 - latencyMs / 10, h.frames().size());
                h.endOfStream();
                assertEquals(5, h.frames().size());
                for (int i = 0; i < 5; i++) {
                    assertEquals(t + 10_000_000L * i, h.frames().get(i).ptsNs());
                    assertEquals(1000 * (i + 1), peak(h.frames().get(i)), 3, "frame " + i);
                }
            }
        }
    }

    @Test
    void putsOutWhatItHoldsBeforeAGap() {
        for (int frames = 1; frames < 4; frames++) {
            try (StageHarness h = StageHarness.of(NoiseSuppressor.builder().music(true).build()).input(FORMAT).start()) {
                for (int i = 0; i < frames; i++) {
                    push(h, 1000);
                    h.advance(ms(10));
                }
                h.pushEvent("in", new Event.Gap(h.clock().nanoTime(), 20_000_000L));
                assertEquals(frames, h.frames().size());
                assertEquals(1000, peak(h.frames().get(frames - 1)), 3, frames + " frames");
            }
        }
    }

    @Test
    void countsFramesOfAWrongLength() {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            h.push("in", h.frame("in").length(0));
            h.push("in", h.frame("in").length(3));
            assertEquals(2, h.counter("errors.malformed"));
        }
    }

    @Test
    void countsWhatIsNotANumber() {
        final AudioFormat floats = AudioFormat.of(16_000, 1, SampleType.F32, ms(10));
        try (StageHarness h = StageHarness.of(create()).input(floats).start()) {
            final TestFrame frame = h.frame("in");
            for (int i = 0; i < N; i++) {
                frame.buffer().putFloat(4 * i, i == 7 ? Float.NaN : 0, ByteOrder.LITTLE_ENDIAN);
            }
            h.push("in", frame.length(4 * N));
            assertEquals(1, h.counter("errors.notfinite"));
        }
    }

    @Test
    void takesItsSettingsFromText() throws Exception {
        final NoiseProvider provider = new NoiseProvider();
        assertEquals("ns", provider.name());
        assertEquals(10_000_000L, provider.factory(StageOptions.check(provider, Map.of("latency", "10ms", "level", "low"))).create()
            .spec().latency().minNs());
        assertTrue(assertThrows(ConfigurationException.class, () -> provider.factory(StageOptions.check(provider, Map.of("level", "loud"))))
            .getMessage().contains("very_high"));
        assertThrows(ConfigurationException.class, () -> provider.factory(StageOptions.check(provider, Map.of("latency", "30ms"))));
    }

    @Test
    void reportsBeforeAndAfterTheStart() {
        final NoiseSuppressor stage = NoiseSuppressor.builder().level(NoiseLevel.LOW).build();
        assertTrue(Float.isNaN(stage.statistics().noiseDbfs()));
        try (StageHarness h = StageHarness.of(stage).input(FORMAT).start()) {
            for (int i = 0; i < 20; i++) {
                push(h, 1000);
            }
            assertTrue(stage.level(NoiseLevel.HIGH).music(false).statistics().toString().contains("dBFS"));
        }
    }
}
