package io.penstock.dsp.kernel.level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cases numbered as in EBU Tech 3341, table 1. */
class LevelKernelTest {
    private static final int RATE = 48_000;
    private static final int FRAME = RATE / 100;

    /** Feeds a tone of 1 kHz; levels are peaks of each channel in dBFS. */
    private static final class Tone {
        private final LevelKernel kernel;
        private final int rate;
        private final int channels;
        private long at;

        Tone(final int rate, final int channels) {
            this.rate = rate;
            this.channels = channels;
            kernel = new LevelKernel(rate, channels, rate / 100);
        }

        Tone play(final double seconds, final double... dbfs) {
            final float[] frame = new float[rate / 100 * channels];
            long left = Math.round(seconds * rate);
            while (left > 0) {
                final int n = (int) Math.min(left, rate / 100);
                for (int i = 0; i < n; i++) {
                    final double sine = Math.sin(2 * Math.PI * 1000 * at++ / rate);
                    for (int c = 0; c < channels; c++) {
                        frame[i * channels + c] = (float) (Math.pow(10, dbfs[Math.min(c, dbfs.length - 1)] / 20) * sine);
                    }
                }
                kernel.process(frame, n);
                left -= n;
            }
            return this;
        }

        void is(final double lufs) {
            assertEquals(lufs, kernel.integratedLufs(), 0.1, "integrated at " + rate + " Hz");
        }
    }

    @Test
    void case1And2SteadyTones() {
        for (final int rate : new int[] {16_000, 32_000, 44_100, RATE, 96_000}) {
            for (final int level : new int[] {-23, -33}) {
                final Tone tone = new Tone(rate, 2).play(20, level);
                tone.is(level);
                assertEquals(level, tone.kernel.momentaryLufs(), 0.1);
                assertEquals(level, tone.kernel.shortTermLufs(), 0.1);
            }
        }
    }

    @Test
    void case3RelativeGate() {
        new Tone(RATE, 2).play(10, -36).play(60, -23).play(10, -36).is(-23);
    }

    @Test
    void case4BothGates() {
        new Tone(RATE, 2).play(10, -72).play(10, -36).play(60, -23).play(10, -36).play(10, -72).is(-23);
    }

    @Test
    void case5WithinTheGate() {
        new Tone(RATE, 2).play(20, -26).play(20.1, -20).play(20, -26).is(-23);
    }

    @Test
    void case6SurroundChannelsCountMore() {
        new Tone(RATE, 5).play(20, -28, -28, -24, -30, -30).is(-23);
        new Tone(RATE, 6).play(20, -28, -28, -24, 0, -30, -30).is(-23);
    }

    @Test
    void case9ShortTermOverThreeSeconds() {
        final Tone tone = new Tone(RATE, 2);
        for (int i = 0; i < 5; i++) {
            tone.play(1.34, -20).play(1.66, -30);
            assertEquals(-23, tone.kernel.shortTermLufs(), 0.1);
        }
    }

    @Test
    void case12MomentaryOverFourTenths() {
        final Tone tone = new Tone(RATE, 2);
        for (int i = 0; i < 25; i++) {
            tone.play(0.18, -20).play(0.22, -30);
            if (i > 2) {
                assertEquals(-23, tone.kernel.momentaryLufs(), 0.1);
            }
        }
    }

    private static float truePeak(final double amplitude, final double cyclesPerSample, final double degrees) {
        final LevelKernel kernel = new LevelKernel(RATE, 1, FRAME);
        final float[] x = new float[FRAME];
        for (int frame = 0; frame < 100; frame++) {
            for (int i = 0; i < FRAME; i++) {
                final double fade = Math.min(1, (frame * FRAME + i) / (double) (10 * FRAME));
                x[i] = (float) (fade * amplitude
                    * Math.sin(2 * Math.PI * cyclesPerSample * (frame * FRAME + i) + Math.toRadians(degrees)));
            }
            kernel.process(x, FRAME);
        }
        return kernel.truePeakDbtp();
    }

    @Test
    void cases15To19PeaksBetweenTheSamples() {
        final double[][] cases = {{0.5, 0.25, 0, -6}, {0.5, 0.25, 45, -6}, {0.5, 1.0 / 6, 60, -6}, {0.5, 0.125, 67.5, -6}, {1.41, 0.25, 45, 3}};
        for (final double[] c : cases) {
            final float found = truePeak(c[0], c[1], c[2]);
            assertTrue(found > c[3] - 0.4 && found < c[3] + 0.2, found + " dBTP instead of " + c[3]);
        }
    }

    @Test
    void givesTheLevelThatAnRtpHeaderCarries() {
        final LevelKernel kernel = new LevelKernel(8_000, 1, 80);
        final float[] x = new float[80];
        kernel.process(x, 80);
        assertEquals(127, kernel.levelDbov(), "silence");
        for (int i = 0; i < 80; i++) {
            x[i] = i % 2 == 0 ? 1 : -1;
        }
        kernel.process(x, 80);
        assertEquals(0, kernel.levelDbov(), "a square wave of full scale");
        for (int i = 0; i < 80; i++) {
            x[i] = (float) Math.sin(2 * Math.PI * i / 8);
        }
        kernel.process(x, 80);
        assertEquals(3, kernel.levelDbov(), "a sine of full scale");
        for (int i = 0; i < 80; i++) {
            x[i] *= 0.1f;
        }
        kernel.process(x, 80);
        assertEquals(23, kernel.levelDbov());
        assertEquals(0, kernel.peakDbfs(), 1e-3, "the highest so far");
        kernel.reset();
        assertEquals(-200, kernel.peakDbfs());
    }

    @Test
    void countsWhatIsNotANumberAndMeasuresTheRest() {
        final Tone tone = new Tone(RATE, 2).play(5, -23);
        final float[] bad = new float[2 * FRAME];
        bad[0] = Float.NaN;
        bad[1] = Float.POSITIVE_INFINITY;
        tone.kernel.process(bad, FRAME);
        assertEquals(2, tone.kernel.notFinite());
        tone.play(5, -23).is(-23);
    }

    @Test
    void doesNotMindHowItIsCutIntoFrames() {
        final float[] x = Signals.speech(4 * RATE, RATE, 1);
        final LevelKernel one = new LevelKernel(RATE, 1, FRAME);
        final LevelKernel other = new LevelKernel(RATE, 1, x.length);
        final float[] part = new float[FRAME];
        for (int at = 0; at < x.length; at += FRAME) {
            System.arraycopy(x, at, part, 0, FRAME);
            one.process(part, FRAME);
        }
        other.process(x, x.length);
        assertEquals(one.integratedLufs(), other.integratedLufs(), 1e-4);
        assertEquals(one.truePeakDbtp(), other.truePeakDbtp(), 1e-4);
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final LevelKernel kernel = new LevelKernel(RATE, 2, FRAME);
        final float[] x = Signals.noise(2 * FRAME, 0.1, 4);
        assertEquals(0, new AllocationProbe().measure(() -> kernel.process(x, FRAME), 200));
    }

    @Test
    void refusesWhatItCannotMeasure() {
        assertThrows(IllegalArgumentException.class, () -> new LevelKernel(4_000, 1, 40));
        assertThrows(IllegalArgumentException.class, () -> new LevelKernel(8_000, 1, 80).process(new float[200], 200));
    }
}
