package io.penstock.dsp.audio;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.dsp.kernel.rate.ResampleKernel.Quality;
import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ResamplerTest extends StageContract {
    private static final AudioFormat CD = AudioFormat.of(44_100, 2, SampleType.S16, ms(10));
    private static final long MS = 1_000_000;

    @Override
    protected Stage create() {
        return Resampler.between(44_100, 48_000, Quality.HIGH);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(CD);
    }

    @Nested
    class Lowering extends StageContract {
        @Override
        protected Stage create() {
            return Resampler.between(48_000, 8_000, Quality.VOICE);
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(AudioFormat.of(48_000, 1, SampleType.F32, ms(20)));
        }
    }

    @Nested
    class FromAnyRate extends StageContract {
        @Override
        protected Stage create() {
            return Resampler.to(16_000);
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(CD);
        }
    }

    @Nested
    class FollowingAClock extends StageContract {
        @Override
        protected Stage create() {
            return Resampler.adjustable(48_000, Quality.HIGH).ratioPpm(-150);
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(AudioFormat.mono(48_000, ms(20)));
        }
    }

    private static void push(final StageHarness h, final AudioFormat format, final long ptsNs, final int first, final double hz) {
        final ByteBuffer pcm = ByteBuffer.allocate(format.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < format.frameSamples(); i++) {
            final double x = 0.5 * Math.sin(2 * Math.PI * hz * (first + i) / format.sampleRateHz());
            for (int c = 0; c < format.channels(); c++) {
                if (format.sampleType() == SampleType.S16) {
                    pcm.putShort((short) Math.round(32_768 * x));
                } else {
                    pcm.putFloat((float) x);
                }
            }
        }
        final TestFrame frame = h.frame("in");
        frame.buffer().putBytes(0, pcm.array());
        h.push("in", frame.length(format.frameBytes()).ptsNs(ptsNs).captureNs(ptsNs - 5 * MS));
    }

    private static float[] samples(final CapturedFrame frame) {
        final float[] samples = new float[Pcm.samples(frame)];
        Pcm.read(frame, samples);
        return samples;
    }

    @Test
    void stampsFramesWithTheTimesOfTheSoundInThem() {
        final AudioFormat format = AudioFormat.of(44_100, 1, SampleType.F32, ms(10));
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(format).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 100; i++) {
                push(h, format, t + 10 * MS * i, 441 * i, 1_000);
                h.advance(ms(10));
            }
            final List<CapturedFrame> frames = h.frames();
            assertEquals(100, frames.size());
            for (int i = 1; i < 100; i++) {
                final CapturedFrame frame = frames.get(i);
                assertEquals(480 * 4, frame.length());
                assertEquals(10 * MS, frame.durationNs());
                assertEquals(frames.get(0).ptsNs() + 10 * MS * i, frame.ptsNs(), 1);
                assertEquals(frame.ptsNs() - 5 * MS, frame.captureNs());
                final float[] y = samples(frame);
                for (int k = 0; k < y.length && i > 2; k++) {
                    final double seconds = (frame.ptsNs() - t) * 1e-9 + k / 48_000.0;
                    assertEquals(0.5 * Math.sin(2 * Math.PI * 1_000 * seconds), y[k], 1e-5);
                }
            }
        }
    }

    @Test
    void keepsTimesThatJitterAndDriftAsTheyAre() {
        final AudioFormat format = AudioFormat.mono(16_000, ms(10));
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(format).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 50; i++) {
                push(h, format, t + 10_001_000L * i, 160 * i, 1_000);
            }
            final List<CapturedFrame> frames = h.frames();
            assertEquals(50, frames.size());
            assertEquals(10_001_000L * 49, frames.get(49).ptsNs() - frames.get(0).ptsNs(), 2);
        }
    }

    @Test
    void stampsWhatItStretches() {
        final AudioFormat format = AudioFormat.of(48_000, 1, SampleType.F32, ms(10));
        final Resampler stage = Resampler.adjustable(48_000, Quality.HIGH);
        try (StageHarness h = StageHarness.of(stage).input(format).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 200; i++) {
                stage.ratioPpm(i < 100 ? 800 : -300);
                push(h, format, t + 10 * MS * i, 480 * i, 500);
            }
            final List<CapturedFrame> frames = h.frames();
            assertEquals(480 * 2.0 * (1 + 250e-6), frames.size() * 4.8, 6);
            for (int f = 5; f < frames.size(); f++) {
                final float[] y = samples(frames.get(f));
                for (int k = 0; k < y.length; k += 7) {
                    final double ratio = 1 + (f < 100 ? 800e-6 : -300e-6);
                    final double seconds = (frames.get(f).ptsNs() - t) * 1e-9 + k / (48_000.0 * ratio);
                    assertEquals(0.5 * Math.sin(2 * Math.PI * 500 * seconds), y[k], f > 97 && f < 103 ? 2e-2 : 2e-4, "frame " + f);
                }
            }
        }
    }

    @Test
    void putsOutAsMuchAsCameIn() {
        final AudioFormat format = AudioFormat.mono(11_025, ms(20));
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(format).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 100; i++) {
                push(h, format, t + Timebase.unitsToNs(format.frameSamples() * (long) i, 11_025), format.frameSamples() * i, 440);
            }
            h.endOfStream();
            final List<CapturedFrame> frames = h.frames();
            long samples = 0;
            for (int i = 0; i < frames.size(); i++) {
                assertTrue(i == frames.size() - 1 || frames.get(i).length() == 960 * 2, "all whole but the last");
                samples += frames.get(i).length() / 2;
            }
            final long silenceNs = t - frames.get(0).ptsNs();
            final long expected = (format.frameSamples() * 100L * 48_000 + 11_024) / 11_025;
            assertEquals(expected, samples - Timebase.nsToUnits(silenceNs, 48_000));
        }
    }

    @Test
    void fillsAShortGapWithSilence() {
        final AudioFormat format = AudioFormat.mono(16_000, ms(10));
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(format).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 10; i++) {
                if (i == 5) {
                    h.pushEvent("in", new Event.Gap(t + 50 * MS, 10 * MS));
                } else if (i != 7) {
                    push(h, format, t + 10 * MS * i, 160 * i, 1_000);
                }
            }
            final List<CapturedFrame> frames = h.frames();
            assertEquals(10, frames.size());
            for (int i = 1; i < 10; i++) {
                assertEquals(frames.get(0).ptsNs() + 10 * MS * i, frames.get(i).ptsNs());
                assertEquals(i == 5 || i == 7, frames.get(i).has(FrameFlags.GAP), "frame " + i);
            }
        }
    }

    @Test
    void startsAnewAfterALongJump() {
        final AudioFormat format = AudioFormat.of(16_000, 1, SampleType.F32, ms(10));
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(format).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 4; i++) {
                push(h, format, t + 10 * MS * i, 160 * i, 1_000);
            }
            push(h, format, t + 5_000 * MS, 0, 1_000);
            final List<CapturedFrame> frames = h.frames();
            assertEquals(6, frames.size());
            assertEquals(frames.get(0).ptsNs() + 5_000 * MS, frames.get(5).ptsNs());
            final float[] last = samples(frames.get(4));
            final int end = (int) Timebase.nsToUnits(t + 40 * MS - frames.get(4).ptsNs(), 48_000);
            for (int k = end; k < last.length; k++) {
                assertEquals(0, last[k], "after the end of the sound");
            }
        }
    }

    @Test
    void changesFormatOnTheWay() {
        final AudioFormat first = AudioFormat.of(16_000, 1, SampleType.S16, ms(20));
        final AudioFormat second = AudioFormat.mono(44_100, ms(10));
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(first).start()) {
            final long t = h.clock().nanoTime();
            push(h, first, t, 0, 1_000);
            h.pushEvent("in", new Event.FormatChange(second));
            push(h, second, t + 10 * MS, 0, 1_000);
            assertEquals(AudioFormat.mono(48_000, ms(10)), h.frames().get(h.frames().size() - 1).format());
        }
    }

    @Test
    void passesOnWhatHasTheRateAlready() {
        final AudioFormat format = AudioFormat.mono(48_000, ms(10));
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(format).start()) {
            final long t = h.clock().nanoTime();
            push(h, format, t, 0, 1_000);
            assertEquals(t, h.frames().get(0).ptsNs());
        }
    }

    @Test
    void countsWhatIsMalformed() {
        try (StageHarness h = StageHarness.of(Resampler.to(48_000)).input(CD).start()) {
            h.push("in", h.frame("in").length(3));
            assertEquals(1, h.counter("errors.malformed"));
        }
    }

    @Test
    void changesItsRatioOnlyWhereThatWasAskedFor() {
        final Resampler stage = Resampler.adjustable(48_000, Quality.VOICE);
        assertSame(stage, stage.ratioPpm(100));
        assertThrows(ConfigurationException.class, () -> stage.ratio(1.5));
        assertThrows(ConfigurationException.class, () -> stage.ratio(Double.NaN));
        assertThrows(ConfigurationException.class, () -> Resampler.to(48_000).ratio(1.001));
        assertThrows(ConfigurationException.class, () -> Resampler.to(7_999));
        assertThrows(ConfigurationException.class, () -> Resampler.between(192_001, 48_000, Quality.HIGH));
    }
}
