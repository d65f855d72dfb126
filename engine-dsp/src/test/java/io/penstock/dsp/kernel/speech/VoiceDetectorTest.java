package io.penstock.dsp.kernel.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VoiceDetectorTest {
    /** Vowels of a falling pitch in noise: two seconds of noise, two of voice, and again. */
    private static float[] vowels(final int rate, final double level, final double noise) {
        final float[] x = Signals.noise(8 * rate, noise, 5);
        double phase = 0;
        for (int i = 0; i < x.length; i++) {
            final double t = i / (double) rate;
            if ((int) t / 2 % 2 == 0) {
                continue;
            }
            phase += 2 * Math.PI * (180 - 30 * (t % 0.4)) / rate;
            // four syllables a second, harmonics that fall off with resonances at 600 and 1200 Hz
            final double syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * t));
            for (int h = 1; h <= 20 && h * 180 < rate / 2; h++) {
                final double hz = h * 165;
                final double formant = 0.1 + Math.exp(-Math.pow((hz - 600) / 200, 2)) + 0.5 * Math.exp(-Math.pow((hz - 1200) / 200, 2));
                x[i] += (float) (level * syllable * formant * Math.sin(h * phase) / Math.sqrt(h));
            }
        }
        return x;
    }

    /** Mean probability in the last second and a half of each quarter. */
    private static double[] quarters(final VoiceDetector detector, final int rate, final float[] x) {
        final int hop = rate / 100;
        final float[] part = new float[hop];
        final double[] sums = new double[4];
        for (int t = 0; t < 800; t++) {
            System.arraycopy(x, t * hop, part, 0, hop);
            final float p = detector.process(part);
            assertTrue(p >= 0 && p <= 1, "probability " + p);
            sums[t / 200] += t % 200 >= 50 ? p / 150 : 0;
        }
        return sums;
    }

    @Test
    void tellsVoiceFromNoiseAtAnyRateAndLevel() {
        for (final int rate : new int[] {8_000, 16_000, 32_000, 48_000}) {
            for (final double gain : new double[] {1, 0.01}) {
                final double[] p = quarters(new VoiceDetector(rate), rate, vowels(rate, 0.1 * gain, 0.02 * gain));
                final String found = java.util.Arrays.toString(p) + " at " + rate + " Hz, gain " + gain;
                assertTrue(p[1] > 0.6 && p[3] > 0.6, found);
                assertTrue(p[0] < 0.4 && p[2] < 0.4, found);
            }
        }
    }

    @Test
    void hearsNothingInSilenceAConstantAndSteadyNoise() {
        final int rate = 16_000;
        final float[] dc = new float[8 * rate];
        java.util.Arrays.fill(dc, 0.5f);
        for (final float[] x : new float[][] {new float[8 * rate], dc, Signals.noise(8 * rate, 1, 6), Signals.noise(8 * rate, 0.001, 7)}) {
            assertTrue(quarters(new VoiceDetector(rate), rate, x)[3] < 0.3);
        }
    }

    @Test
    void holdsOnOverPauses() {
        final int rate = 16_000;
        final float[] x = vowels(rate, 0.1, 0.001);
        final int[] spoken = new int[2];
        for (int k = 0; k < 2; k++) {
            final VoiceDetector detector = new VoiceDetector(rate).hangOverMs(k * 1000);
            final float[] part = new float[160];
            for (int t = 0; t < 600; t++) {
                System.arraycopy(x, t * 160, part, 0, 160);
                detector.process(part);
                spoken[k] += t >= 400 && detector.speaking() ? 1 : 0;
            }
            assertFalse(detector.speaking(), "two seconds later");
        }
        assertEquals(100, spoken[1] - spoken[0], 2, "hops of 10 ms");
        assertThrows(IllegalArgumentException.class, () -> new VoiceDetector(16_000).hangOverMs(-1));
    }

    @Test
    void countsWhatIsNotANumberAndGoesOn() {
        final int rate = 16_000;
        final float[] x = vowels(rate, 0.1, 0.01);
        x[100] = Float.NaN;
        x[5000] = Float.POSITIVE_INFINITY;
        x[5001] = Float.MAX_VALUE;
        final VoiceDetector detector = new VoiceDetector(rate);
        final double[] p = quarters(detector, rate, x);
        assertEquals(2, detector.notFinite());
        assertTrue(p[1] > 0.6 && p[2] < 0.4, java.util.Arrays.toString(p));
        detector.reset();
        assertEquals(0, detector.probability());
    }

    @Test
    void survivesDropouts() {
        final int rate = 16_000;
        final float[] x = vowels(rate, 0.1, 0.01);
        java.util.Arrays.fill(x, rate, rate + rate / 10, 0);
        java.util.Arrays.fill(x, 5 * rate, 5 * rate + rate / 10, 0);
        final double[] p = quarters(new VoiceDetector(rate), rate, x);
        assertTrue(p[1] > 0.6 && p[2] < 0.5 && p[3] > 0.6, java.util.Arrays.toString(p));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final VoiceDetector detector = new VoiceDetector(48_000);
        final float[] x = Signals.noise(480, 0.1, 4);
        assertEquals(0, new AllocationProbe().measure(() -> detector.process(x), 200));
    }

    @Test
    void refusesOtherRates() {
        assertThrows(IllegalArgumentException.class, () -> new VoiceDetector(44_100));
    }
}
