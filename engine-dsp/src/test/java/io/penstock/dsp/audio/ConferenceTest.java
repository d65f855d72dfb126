package io.penstock.dsp.audio;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Pcm;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The mixer with an output for each input, as conferences use it. */
class ConferenceTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(16_000, ms(10));
    private static final AudioFormat FLOATS = FORMAT.as(SampleType.F32);
    private static final int N = 160;
    private static final long MS = 1_000_000;

    @Override
    protected Stage create() {
        return Mixer.of(FORMAT, 4, m -> m.withoutOneself().limiter().speakers(2).concealing());
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input("in0", FORMAT).input("in1", FORMAT).input("in2", FORMAT);
    }

    private static StageHarness start(final Mixer mixer, final AudioFormat format, final int inputs) {
        final HarnessSetup setup = StageHarness.of(mixer);
        for (int i = 0; i < inputs; i++) {
            setup.input("in" + i, format);
        }
        return setup.start();
    }

    private static void push(final StageHarness h, final String input, final long ptsNs, final float[] x) {
        final TestFrame frame = h.frame(input);
        Pcm.write(x, x.length, ((AudioFormat) frame.format()).sampleType(), frame);
        h.push(input, frame.ptsNs(ptsNs).captureNs(ptsNs));
    }

    private static float[] samples(final StageHarness h, final String output, final int frame) {
        final CapturedFrame captured = h.frames(output).get(frame);
        final float[] x = new float[Pcm.samples(captured)];
        Pcm.read(captured, x);
        return x;
    }

    private static float[] noise(final double level, final Random random) {
        final float[] x = new float[N];
        for (int i = 0; i < N; i++) {
            x[i] = Math.round(32_768 * level * random.nextGaussian()) / 32_768f;
        }
        return x;
    }

    private static float[] constant(final double level) {
        final float[] x = new float[N];
        Arrays.fill(x, (float) level);
        return x;
    }

    @Test
    void givesEachTheExactSumOfTheOthers() {
        final long seed = 7;
        final Random random = new Random(seed);
        for (final AudioFormat format : new AudioFormat[] {FORMAT, FLOATS}) {
            try (StageHarness h = start(Mixer.of(format, 16, m -> m.withoutOneself().limiter()), format, 16)) {
                final long t = h.clock().nanoTime();
                for (int f = 0; f < 20; f++) {
                    final float[][] x = new float[16][];
                    for (int i = 0; i < 16; i++) {
                        x[i] = noise(0.02, random);
                        push(h, "in" + i, t + 10 * MS * f, x[i]);
                    }
                    for (int o = -1; o < 16; o++) {
                        final int[] direct = new int[N];
                        for (int i = 0; i < 16; i++) {
                            for (int k = 0; k < N && i != o; k++) {
                                direct[k] += Math.round(x[i][k] * 32_768);
                            }
                        }
                        final float[] out = samples(h, o < 0 ? "out" : "out" + o, f);
                        for (int k = 0; k < N; k++) {
                            assertEquals(direct[k] / 32_768f, out[k], "seed " + seed + ", out" + o);
                        }
                    }
                }
            }
        }
    }

    @Test
    void neverClipsWithTheLimiterAndIsExactBelowIt() {
        try (StageHarness h = start(Mixer.of(FORMAT, 3, m -> m.withoutOneself().limiter(-1)), FORMAT, 3)) {
            final long t = h.clock().nanoTime();
            final float ceiling = (float) Math.pow(10, -1 / 20.0);
            for (int f = 0; f < 30; f++) {
                for (int i = 0; i < 3; i++) {
                    final float[] x = new float[N];
                    for (int k = 0; k < N; k++) {
                        x[k] = (float) ((i == 2 ? 0.1 : 0.8) * Math.sin(0.05 * (f * N + k)));
                    }
                    push(h, "in" + i, t + 10 * MS * f, x);
                }
                float peak = 0;
                for (final float y : samples(h, "out", f)) {
                    peak = Math.max(peak, Math.abs(y));
                }
                assertTrue(peak <= ceiling + 1e-4 && peak > 0.8 * ceiling, "peak " + peak);
                final float[] low = samples(h, "out1", f);
                for (int k = 0; k < N; k++) {
                    final double expected = Math.round(32_768 * (float) (0.8 * Math.sin(0.05 * (f * N + k))))
                        + Math.round(32_768 * (float) (0.1 * Math.sin(0.05 * (f * N + k))));
                    if (f < 1 && Math.abs(expected / 32_768) > ceiling) {
                        break;
                    }
                    assertEquals(Math.min(ceiling * 32_768, Math.abs(expected)), Math.abs(low[k] * 32_768), 0.02 * 32_768);
                }
            }
        }
    }

    @Test
    void changesGainsWithoutAStep() {
        final Mixer mixer = Mixer.of(FORMAT, 2, MixOptions::withoutOneself);
        try (StageHarness h = start(mixer, FORMAT, 2)) {
            final long t = h.clock().nanoTime();
            mixer.gainDb(0, -6.0206);
            float last = 0.25f;
            for (int f = 0; f < 6; f++) {
                push(h, "in0", t + 10 * MS * f, constant(0.5));
                push(h, "in1", t + 10 * MS * f, constant(0.125));
                assertArrayEquals(f == 0 ? constant(0.25) : samples(h, "out1", f), samples(h, "out1", f));
                for (final float y : samples(h, "out1", f)) {
                    assertTrue(Math.abs(y - last) < 0.01, "a step in frame " + f);
                    last = y;
                }
                if (f == 2) {
                    mixer.muted(0, true);
                }
            }
            assertArrayEquals(new float[N], samples(h, "out1", 5));
            assertArrayEquals(new float[N], samples(h, "out1", 4));
            assertArrayEquals(constant(0.125), samples(h, "out0", 5));
        }
    }

    @Test
    void mixesOnlyTheLoudest() {
        final Mixer mixer = Mixer.of(FORMAT, 4, m -> m.withoutOneself().speakers(1));
        final Random random = new Random(3);
        try (StageHarness h = start(mixer, FORMAT, 4)) {
            final long t = h.clock().nanoTime();
            float[] speech = {};
            for (int f = 0; f < 60; f++) {
                for (int i = 0; i < 4; i++) {
                    final float[] x = noise(i == 2 && f > 20 ? 0.1 : 0.001, random);
                    speech = i == 2 ? x : speech;
                    push(h, "in" + i, t + 10 * MS * f, x);
                }
            }
            assertTrue(mixer.isMixed(2));
            assertFalse(mixer.isMixed(0));
            for (final String listener : new String[] {"out", "out0", "out1", "out3"}) {
                assertArrayEquals(speech, samples(h, listener, 59), listener);
            }
            assertArrayEquals(new float[N], samples(h, "out2", 59));
        }
    }

    @Test
    void makesUpWhatHasNotComeInTimeIfAskedTo() {
        for (final boolean concealing : new boolean[] {false, true}) {
            final Mixer mixer = Mixer.of(FORMAT, 2, m -> {
                m.withoutOneself();
                if (concealing) {
                    m.concealing();
                }
            });
            try (StageHarness h = start(mixer, FORMAT, 2)) {
                final long t = h.clock().nanoTime();
                for (int f = 0; f < 20; f++) {
                    final float[] x = new float[N];
                    for (int k = 0; k < N; k++) {
                        x[k] = (float) (0.3 * Math.sin(2 * Math.PI * 200 * (f * N + k) / 16_000));
                    }
                    if (f != 15) {
                        push(h, "in0", t + 10 * MS * f, x);
                    }
                    push(h, "in1", t + 10 * MS * f, constant(0));
                }
                h.advance(ms(300));
                double energy = 0;
                for (final float y : samples(h, "out1", 15)) {
                    energy += y * y;
                }
                assertEquals(concealing ? 0.045 * N : 0, energy, concealing ? 0.02 * N : 0);
                assertEquals(20, h.frames("out1").size());
            }
        }
    }

    @Test
    void letsInputsComeAndGo() {
        try (StageHarness h = start(Mixer.of(FORMAT, 3, MixOptions::withoutOneself), FORMAT, 2)) {
            final long t = h.clock().nanoTime();
            push(h, "in0", t, constant(0.125));
            push(h, "in1", t, constant(0.25));
            h.connect("in2", FORMAT);
            push(h, "in0", t + 10 * MS, constant(0.125));
            push(h, "in1", t + 10 * MS, constant(0.25));
            push(h, "in2", t + 10 * MS, constant(0.5));
            h.disconnect("in1");
            push(h, "in0", t + 20 * MS, constant(0.125));
            push(h, "in2", t + 20 * MS, constant(0.5));
            assertArrayEquals(constant(0.375), samples(h, "out2", 0));
            assertArrayEquals(constant(0.75), samples(h, "out0", 1));
            assertArrayEquals(constant(0.5), samples(h, "out0", 2));
            assertArrayEquals(constant(0.625), samples(h, "out1", 2), "who left hears all");
        }
    }

    @Test
    void carriesTheCaptureTimeOfTheOldestOfTheOthers() {
        try (StageHarness h = start(Mixer.of(FORMAT, 2, MixOptions::withoutOneself), FORMAT, 2)) {
            final long t = h.clock().nanoTime();
            final TestFrame old = h.frame("in0");
            Pcm.write(constant(0.1), N, SampleType.S16, old);
            h.push("in0", old.ptsNs(t).captureNs(t - 70 * MS));
            push(h, "in1", t, constant(0.1));
            assertEquals(t - 70 * MS, h.frames("out").get(0).captureNs());
            assertEquals(t, h.frames("out0").get(0).captureNs());
            assertEquals(t - 70 * MS, h.frames("out1").get(0).captureNs());
        }
    }

    @Test
    void countsWhatIsNotFiniteAndWhatIsMalformed() {
        try (StageHarness h = start(Mixer.of(FLOATS, 2, MixOptions::withoutOneself), FLOATS, 2)) {
            final long t = h.clock().nanoTime();
            final TestFrame frame = h.frame("in0").length(4 * N);
            frame.buffer().putFloat(0, Float.NaN, ByteOrder.LITTLE_ENDIAN);
            frame.buffer().putFloat(4, Float.POSITIVE_INFINITY, ByteOrder.LITTLE_ENDIAN);
            h.push("in0", frame.ptsNs(t));
            push(h, "in1", t, constant(0.25));
            assertEquals(2, h.counter("errors.notfinite"));
            assertEquals(0.25f, samples(h, "out", 0)[0]);
            h.push("in0", h.frame("in0").length(3));
            assertEquals(1, h.counter("errors.malformed"));
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(ConfigurationException.class, () -> Mixer.of(FORMAT, 2, m -> m.speakers(65)));
        assertThrows(ConfigurationException.class, () -> Mixer.of(FORMAT, 2, m -> m.limiter(1)));
        assertThrows(ConfigurationException.class, () -> Mixer.of(FORMAT, 2).gainDb(0, Double.NaN));
        assertThrows(IndexOutOfBoundsException.class, () -> Mixer.of(FORMAT, 2).gainDb(2, 0));
    }
}
