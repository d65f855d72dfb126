package io.penstock.dsp.audio;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedEvent;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeStretcherTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.stereo(48_000, ms(10));
    private static final AudioFormat MONO = AudioFormat.mono(16_000, ms(20));
    private static final int N = 320;

    @Override
    protected Stage create() {
        return TimeStretcher.at(1);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static void push(final StageHarness h, final AudioFormat format, final int index) {
        final TestFrame frame = h.frame();
        final int n = format.frameSamples();
        for (int i = 0; i < n; i++) {
            final float sample = (float) (0.4 * Math.sin(2 * Math.PI * 200 * (index * n + i) / format.sampleRateHz()));
            if (format.sampleType() == SampleType.S16) {
                frame.buffer().putShort(2 * i, (short) (32_768 * sample), ByteOrder.LITTLE_ENDIAN);
            } else {
                frame.buffer().putFloat(4 * i, sample, ByteOrder.LITTLE_ENDIAN);
            }
        }
        h.push(frame.length(n * format.sampleType().bytes()));
        h.advanceNs(format.frameNs());
    }

    private static int samples(final StageHarness h, final AudioFormat format) {
        return h.frames().stream().mapToInt(f -> f.length() / format.sampleType().bytes()).sum();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.7, 0.8, 1, 1.01, 1.25, 1.9, 2})
    void putsOutAsMuchAsTheFactorSaysToTheSample(final double factor) {
        for (final SampleType type : SampleType.values()) {
            final AudioFormat format = MONO.as(type);
            try (StageHarness h = StageHarness.of(TimeStretcher.at(factor)).input(format).start()) {
                for (int i = 0; i < 50; i++) {
                    push(h, format, i);
                }
                h.endOfStream();
                assertEquals((int) Math.ceil(50 * N / factor - 1e-6), samples(h, format));
                final List<CapturedFrame> frames = h.frames();
                for (int i = 1; i < frames.size(); i++) {
                    assertEquals(20_000_000L, frames.get(i).ptsNs() - frames.get(i - 1).ptsNs(), 1, "frame " + i);
                    assertEquals(20_000_000L * factor, frames.get(i).captureNs() - frames.get(i - 1).captureNs(), 9_000_000,
                        "captured a frame's time ahead or behind, within a fade: frame " + i);
                }
                assertEquals(50 * 20_000_000L, frames.get(frames.size() - 1).captureNs() + frames.get(frames.size() - 1).durationNs() * factor
                    - frames.get(0).captureNs(), 1_000_000);
            }
        }
    }

    @Test
    void changesItsFactorWhileItRuns() {
        final TimeStretcher stage = TimeStretcher.at(1);
        try (StageHarness h = StageHarness.of(stage).input(MONO).start()) {
            for (int i = 0; i < 150; i++) {
                if (i % 50 == 0) {
                    stage.factor(i == 0 ? 1 : i == 50 ? 2 : 0.5);
                }
                push(h, MONO, i);
            }
            assertEquals(0.5, stage.factor());
            h.endOfStream();
            // What is inside when the factor changes is played at the new one.
            assertEquals(50 * N + 25 * N + 100 * N, samples(h, MONO), 20 * 16 * 2);
        }
    }

    @Test
    void doesNotChangeSoundAtFactor1() {
        try (StageHarness h = StageHarness.of(TimeStretcher.at(1)).input(MONO.as(SampleType.F32)).start()) {
            for (int i = 0; i < 10; i++) {
                push(h, MONO.as(SampleType.F32), i);
            }
            h.endOfStream();
            assertEquals(10, h.frames().size());
            for (int f = 0; f < 10; f++) {
                for (int i = 0; i < N; i++) {
                    assertEquals((float) (0.4 * Math.sin(2 * Math.PI * 200 * (f * N + i) / 16_000)),
                        h.frames().get(f).buffer().getFloat(4 * i, ByteOrder.LITTLE_ENDIAN));
                }
            }
        }
    }

    @Test
    void stretchesGapsAndKeepsJumps() {
        try (StageHarness h = StageHarness.of(TimeStretcher.at(0.5)).input(MONO).start()) {
            final long t = h.clock().nanoTime();
            for (int i = 0; i < 10; i++) {
                push(h, MONO, i);
            }
            h.pushEvent("in", new Event.Gap(h.clock().nanoTime(), 20_000_000L));
            assertEquals(20 * N, samples(h, MONO), "all is out before the gap");
            final Event.Gap gap = (Event.Gap) h.captured().stream().filter(c -> c instanceof CapturedEvent)
                .map(c -> ((CapturedEvent) c).event()).filter(e -> e instanceof Event.Gap).findFirst().orElseThrow();
            assertEquals(t + 400_000_000L, gap.ptsNs());
            assertEquals(40_000_000L, gap.durationNs());
            h.advanceNs(20_000_000L);
            h.clear();
            push(h, MONO, 0);
            h.advanceNs(1_000_000_000L);
            push(h, MONO, 1);
            assertEquals(t + 440_000_000L, h.frames().get(0).ptsNs());
            push(h, MONO, 2);
            final CapturedFrame after = h.frames().stream().filter(f -> f.has(FrameFlags.DISCONTINUITY)).findFirst().orElseThrow();
            assertEquals(t + 480_000_000L + 1_000_000_000L, after.ptsNs());
        }
    }

    @Test
    void countsFramesOfAWrongLength() {
        try (StageHarness h = StageHarness.of(TimeStretcher.at(1)).input(MONO).start()) {
            h.push(h.frame().length(3));
            assertEquals(1, h.counter("errors.malformed"));
        }
    }

    @Test
    void refusesFactorsOutOfRange() {
        for (final double factor : new double[] {0.49, 2.01, Double.NaN, -1}) {
            assertThrows(ConfigurationException.class, () -> TimeStretcher.at(factor));
        }
    }
}
