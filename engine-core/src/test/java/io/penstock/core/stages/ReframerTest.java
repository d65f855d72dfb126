package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.Providers;
import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

class ReframerTest extends StageContract {
    private static final int RATE_HZ = 8000;
    private static final long MS = 1_000_000;

    @Override
    protected Stage create() {
        return Reframer.to(ms(20));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(AudioFormat.stereo(48_000, ms(10)));
    }

    private static StageHarness mono(final long inMs, final long outMs) {
        return StageHarness.of(Reframer.to(ms(outMs))).input(AudioFormat.mono(RATE_HZ, ms(inMs))).start();
    }

    /** A frame of numbered samples, at the time that belongs to the number. */
    private static TestFrame numbered(final StageHarness h, final int first, final int count) {
        final short[] samples = new short[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (short) (first + i);
        }
        final TestFrame frame = h.frame().ptsNs(Timebase.unitsToNs(first, RATE_HZ)).captureNs(Timebase.unitsToNs(first, RATE_HZ) + 5);
        Pcm.write(samples, count, SampleType.S16, frame);
        return frame;
    }

    private static short[] samples(final CapturedFrame frame) {
        final short[] samples = new short[Pcm.samples(frame)];
        Pcm.read(frame, samples);
        return samples;
    }

    @Test
    void anyLengthsBecomeEqualFramesWithEverySampleAtItsTime() {
        final long seed = 4711;
        final Random random = new Random(seed);
        for (final int outMs : new int[] {5, 10, 20, 30, 60}) {
            try (StageHarness h = mono(60, outMs)) {
                int sent = 0;
                while (sent < 16_000) {
                    final int count = 1 + random.nextInt(480);
                    h.push(numbered(h, sent, count));
                    sent += count;
                }
                final int length = RATE_HZ / 1000 * outMs;
                assertEquals(sent / length, h.frames().size(), "seed " + seed);
                int next = 0;
                for (final CapturedFrame frame : h.frames()) {
                    assertEquals(Timebase.unitsToNs(next, RATE_HZ), frame.ptsNs(), 1, "seed " + seed);
                    assertEquals(frame.ptsNs() + 5, frame.captureNs());
                    assertEquals(outMs * MS, frame.durationNs());
                    final short[] samples = samples(frame);
                    assertEquals(length, samples.length);
                    for (final short sample : samples) {
                        assertEquals((short) next++, sample, "seed " + seed);
                    }
                }
                assertEquals(0, h.counter("padded"));
            }
        }
    }

    @Test
    void waitsNoLongerThanTheFrameThatItMakes() {
        try (StageHarness h = mono(10, 20)) {
            h.push(numbered(h, 0, 80));
            assertEquals(0, h.frames().size());
            h.push(numbered(h, 80, 80));
            assertEquals(1, h.frames().size());
        }
    }

    @Test
    void endsWithSilenceInsteadOfAShortFrame() {
        try (StageHarness h = mono(10, 20)) {
            h.push(numbered(h, 1000, 80)).endOfStream();
            final short[] samples = samples(h.lastFrame());
            assertEquals(160, samples.length);
            assertEquals(1079, samples[79]);
            assertArrayEquals(new short[80], Arrays.copyOfRange(samples, 80, 160));
            assertEquals(1, h.counter("padded"));
        }
    }

    @Test
    void aGapBeginsAfterTheSilenceThatFillsTheFrame() {
        try (StageHarness h = mono(10, 20)) {
            h.push(numbered(h, 0, 80)).pushGap(10 * MS, 30 * MS).push(numbered(h, 320, 80)).push(numbered(h, 400, 80));
            assertEquals(List.of(0L, 40 * MS), h.frames().stream().map(CapturedFrame::ptsNs).toList());
            assertEquals(List.of(new Event.Gap(20 * MS, 20 * MS)), h.events());
            h.pushGap(60 * MS, 20 * MS);
            assertEquals(new Event.Gap(60 * MS, 20 * MS), h.events().get(1), "nothing waits, so the gap goes on as it is");
        }
    }

    @Test
    void aGapThatTheSilenceCoversIsGone() {
        try (StageHarness h = mono(10, 20)) {
            h.push(numbered(h, 0, 80)).pushGap(10 * MS, 10 * MS);
            assertEquals(List.of(), h.events());
            assertEquals(1, h.frames().size());
        }
    }

    @Test
    void followsTheClockOfTheInputAndDoesNotGlueTogetherWhatDoesNotBelongTogether() {
        try (StageHarness h = mono(10, 20)) {
            h.push(numbered(h, 0, 80).ptsNs(0)).push(numbered(h, 80, 80).ptsNs(10 * MS + 50_000));
            h.push(numbered(h, 160, 80).ptsNs(20 * MS + 100_000)).push(numbered(h, 240, 80).ptsNs(30 * MS + 150_000));
            h.push(numbered(h, 320, 80).ptsNs(40 * MS)).push(numbered(h, 400, 80).ptsNs(90 * MS)).push(numbered(h, 480, 80).ptsNs(100 * MS));
            assertEquals(List.of(0L, 20 * MS + 100_000, 40 * MS, 90 * MS), h.frames().stream().map(CapturedFrame::ptsNs).toList());
            assertEquals(1, h.counter("padded"));
        }
    }

    @Test
    void keepsFlagsThatStillHold() {
        try (StageHarness h = mono(10, 20)) {
            h.push(numbered(h, 0, 80).set(FrameFlags.DISCONTINUITY | FrameFlags.GAP)).push(numbered(h, 80, 80).set(FrameFlags.GAP));
            h.push(numbered(h, 160, 80).set(FrameFlags.GAP)).push(numbered(h, 240, 80).set(FrameFlags.DISCONTINUITY));
            assertEquals(FrameFlags.DISCONTINUITY | FrameFlags.GAP, h.frames().get(0).flags());
            assertEquals(0, h.frames().get(1).flags(), "half of it is real sound, and begins where the frame before ended");
        }
    }

    @Test
    void followsAChangeOfFormat() {
        try (StageHarness h = mono(10, 20)) {
            h.push(numbered(h, 0, 80));
            h.pushFormatChange(AudioFormat.mono(4000, ms(10)));
            assertEquals(320, h.lastFrame().length());
            assertEquals(List.of(new Event.FormatChange(AudioFormat.mono(4000, ms(20)))), h.events());
            h.push(h.frame().length(80)).push(h.frame().ptsNs(h.clock().nanoTime() + 10 * MS).length(80));
            assertEquals(160, h.lastFrame().length());
        }
    }

    @Test
    void refusesLengthsOutOfRange() {
        assertThrows(ConfigurationException.class, () -> Reframer.to(ms(0)));
        assertThrows(ConfigurationException.class, () -> Reframer.to(ms(1001)));
    }

    @Test
    void canBeNamedInText() {
        final StageProvider provider = Providers.of(ReframerTest.class.getClassLoader()).stage("reframe");
        assertTrue(assertThrows(ConfigurationException.class,
            () -> provider.factory(StageOptions.check(provider, Map.of("to", "3s")))).getMessage().contains("3000.0 ms"));
        final StageProvider pace = Providers.of(ReframerTest.class.getClassLoader()).stage("pace");
        assertThrows(ConfigurationException.class, () -> pace.factory(StageOptions.check(pace, Map.of("hold", "11s"))));
        assertThrows(ConfigurationException.class, () -> pace.factory(StageOptions.check(pace, Map.of("rate", "-5"))));
    }

    @Test
    void makesAFreshStageEachTimeThatTextAsksForOne() throws Exception {
        final StageProvider provider = new ReframeProvider();
        final var factory = provider.factory(StageOptions.check(provider, Map.of()));
        assertTrue(factory.create() != factory.create());
    }
}
