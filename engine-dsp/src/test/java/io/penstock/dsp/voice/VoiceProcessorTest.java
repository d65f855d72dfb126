package io.penstock.dsp.voice;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.spi.StageOptions;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VoiceProcessorTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(16_000, ms(10));
    private static final int N = 160;

    @Override
    protected Stage create() {
        return VoiceProcessor.create();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input("near", FORMAT);
    }

    private static void push(final StageHarness h, final String port, final int value, final int frame) {
        final TestFrame f = h.frame(port);
        for (int i = 0; i < N; i++) {
            f.buffer().putShort(2 * i, (short) (value * Math.sin(0.1 * (frame * N + i))), ByteOrder.LITTLE_ENDIAN);
        }
        h.push(port, f.length(2 * N));
    }

    private static int peak(final CapturedFrame frame) {
        int peak = 0;
        for (int i = 0; i < frame.length(); i += 2) {
            peak = Math.max(peak, Math.abs(frame.buffer().getShort(i, ByteOrder.LITTLE_ENDIAN)));
        }
        return peak;
    }

    private static VoiceProcessor plain(final boolean echo) {
        return VoiceProcessor.create(v -> v.highPass(false).noiseSuppression(false).autoGain(false).echoCancellation(echo));
    }

    @Test
    void passesWhatItIsGivenOneFrameLateWithEverythingOff() {
        try (StageHarness h = StageHarness.of(plain(false)).input("near", FORMAT).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 10; i++) {
                push(h, "near", 1000 * (i + 1), i);
                h.advance(ms(10));
            }
            assertEquals(9, h.frames().size(), "one frame late");
            h.endOfStream();
            assertEquals(10, h.frames().size());
            for (int i = 0; i < 10; i++) {
                assertEquals(t + 10_000_000L * i, h.frames().get(i).ptsNs());
                for (int k = 0; k < N; k++) {
                    assertEquals(1000 * (i + 1) * Math.sin(0.1 * (i * N + k)), h.frames().get(i).buffer().getShort(2 * k,
                        ByteOrder.LITTLE_ENDIAN), 1.01, "frame " + i + ", sample " + k);
                }
            }
        }
    }

    @Test
    void hasAPortForTheLoudspeakerOnlyWithEchoCancellation() {
        assertEquals(1, VoiceProcessor.create().spec().inputs().size());
        assertEquals(-1, VoiceProcessor.create().spec().inputIndex("far"));
        final VoiceProcessor with = VoiceProcessor.create(v -> v.echoCancellation(true));
        assertTrue(with.spec().inputs().get(with.spec().inputIndex("far")).optional());
        assertEquals(20_000_000L, with.spec().latency().maxNs());
        assertEquals(10_000_000L, VoiceProcessor.create().spec().latency().maxNs());
        assertThrows(ConfigurationException.class, () -> VoiceProcessor.create().settings().echoCancellation(true));
    }

    @Test
    void changesSettingsWhileRunningWithoutAClick() {
        final VoiceProcessor voice = plain(false);
        try (StageHarness h = StageHarness.of(voice).input("near", FORMAT).start()) {
            for (int i = 0; i < 200; i++) {
                push(h, "near", 8000, i);
                h.advance(ms(10));
                if (i % 20 == 10) {
                    voice.settings().noiseSuppression(i % 40 == 10).highPass(i % 40 == 30).noiseSuppression(i % 40 == 10);
                    voice.settings().autoGain(i % 60 == 10);
                }
            }
            assertEquals(199, h.frames().size(), "the delay stays");
            int last = 0;
            for (final CapturedFrame frame : h.frames()) {
                for (int k = 0; k < N; k++) {
                    final int now = frame.buffer().getShort(2 * k, ByteOrder.LITTLE_ENDIAN);
                    assertTrue(Math.abs(now - last) < 1300, "a step of " + (now - last) + " at " + frame.ptsNs());
                    last = now;
                }
            }
        }
    }

    @Test
    void switchesEchoCancellationAndKeepsItsDelay() {
        final VoiceProcessor voice = plain(true);
        try (StageHarness h = StageHarness.of(voice).input("near", FORMAT).input("far", FORMAT).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 100; i++) {
                push(h, "far", 0, i);
                push(h, "near", 8000, i);
                h.advance(ms(10));
                if (i % 20 == 10) {
                    voice.settings().echoCancellation(i % 40 != 10);
                }
            }
            assertEquals(98, h.frames().size());
            for (int i = 2; i < 98; i++) {
                assertEquals(t + 10_000_000L * i, h.frames().get(i).ptsNs());
                for (int k = 0; k < N; k++) {
                    assertEquals(8000 * Math.sin(0.1 * (i * N + k)), h.frames().get(i).buffer().getShort(2 * k, ByteOrder.LITTLE_ENDIAN), 3);
                }
            }
        }
    }

    @Test
    void putsOutWhatItHoldsBeforeAGap() {
        try (StageHarness h = StageHarness.of(plain(false)).input("near", FORMAT).start()) {
            push(h, "near", 1000, 0);
            h.advance(ms(10));
            h.pushEvent("near", new io.penstock.event.Event.Gap(h.clock().nanoTime(), 20_000_000L));
            assertEquals(1, h.frames().size());
            assertEquals(1000, peak(h.frames().get(0)), 2);
        }
    }

    @Test
    void countsFramesOfAWrongLengthAndReportsAtAnyTime() {
        final VoiceProcessor voice = VoiceProcessor.create(v -> v.echoCancellation(true).noiseSuppression(NoiseLevel.LOW));
        assertTrue(voice.statistics().toString().contains("voice 0.00"), voice.statistics().toString());
        try (StageHarness h = StageHarness.of(voice).input("near", FORMAT).input("far", FORMAT).start()) {
            h.push("near", h.frame("near").length(0));
            h.push("far", h.frame("far").length(3));
            assertEquals(2, h.counter("errors.malformed"));
            push(h, "near", 1000, 0);
            assertEquals(-1, voice.statistics().echo().delayMs());
        }
    }

    @Test
    void isBuiltFromText() throws Exception {
        final VoiceProvider provider = new VoiceProvider();
        final Map<String, String> all = Map.of("ns", "very_high", "gain", "false", "target", "-20", "echo", "true");
        final VoiceProcessor made = (VoiceProcessor) provider.factory(StageOptions.check(provider, all)).create();
        assertEquals(NoiseLevel.VERY_HIGH, made.settings().noiseLevel());
        assertEquals(-20, made.settings().targetDbfs());
        assertEquals(2, made.spec().inputs().size());
        assertThrows(ConfigurationException.class, () -> provider.factory(StageOptions.check(provider, Map.of("ns", "loud"))));
    }

    @Nested
    class WithEcho extends StageContract {
        @Override
        protected Stage create() {
            return VoiceProcessor.create(v -> v.echoCancellation(true));
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input("near", FORMAT).input("far", FORMAT);
        }
    }

    @Nested
    class AtFullBand extends StageContract {
        private static final AudioFormat FULL = AudioFormat.mono(48_000, ms(10));

        @Override
        protected Stage create() {
            return VoiceProcessor.create(v -> v.echoCancellation(true));
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input("near", FULL).input("far", FULL);
        }
    }
}
