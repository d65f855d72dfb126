package io.penstock.dsp.kernel.noise;

import static io.penstock.dsp.kernel.Signals.decibels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.dsp.kernel.Voices;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransientSuppressorTest {
    private static final int CLICK_MS = 6;

    /** Keys: noise without its low frequencies that dies away within 6 ms, five times a second. */
    private static float[] keys(final int n, final int rate, final double level) {
        final Random random = new Random(1);
        final float[] x = new float[n];
        for (int at = rate / 2; at + rate / 50 < n; at += rate / 5) {
            double before = 0;
            for (int i = 0; i < CLICK_MS * rate / 1000; i++) {
                final double white = random.nextGaussian();
                x[at + i] = (float) (level * (white - 0.8 * before) * Math.exp(-i / (0.0015 * rate)));
                before = white;
            }
        }
        return x;
    }

    private static double energy(final float[] x, final float[] less, final int late) {
        double sum = 1e-20;
        for (int i = 0; i + late < x.length; i++) {
            final double d = x[i + late] - (less == null ? 0 : less[i]);
            sum += d * d;
        }
        return sum;
    }

    private static float[] add(final float[] a, final float[] b) {
        final float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"8000,20", "16000,8", "16000,20", "48000,8", "48000,20"})
    void takesKeysDownAndKeepsTheVoice(final int rate, final int latencyMs) {
        final float[] voice = Voices.vowels(4 * rate, rate, 2);
        final float[] keys = keys(voice.length, rate, 0.3);
        final NoiseKernel with = new NoiseKernel(rate, latencyMs);
        final NoiseKernel without = new NoiseKernel(rate, latencyMs).transients(false);
        final float[] noisy = add(voice, keys);
        final int late = with.latencySamples();
        final double keysOnly = decibels(energy(keys, null, 0) / energy(NoiseKernelTest.run(new NoiseKernel(rate, latencyMs), rate, keys), null, 0));
        assertTrue(keysOnly > 9, "keys alone are taken down by " + keysOnly + " dB");
        final double off = decibels(energy(voice, null, 0) / energy(NoiseKernelTest.run(without, rate, noisy), voice, late));
        final double on = decibels(energy(voice, null, 0) / energy(NoiseKernelTest.run(with, rate, noisy), voice, late));
        assertTrue(on > off + 2, "signal to distortion " + off + " dB without, " + on + " dB with");
        assertEquals(with.transientCount(), without.transientCount(), "counted in any case");
        assertTrue(with.transientCount() >= 7 && with.transientCount() <= 18, with.transientCount() + " of 17; vowels hide some");
    }

    @Test
    void findsNoKeysInAVoice() {
        final int rate = 16_000;
        final float[] voice = Voices.vowels(5 * rate, rate, 3);
        final NoiseKernel kernel = new NoiseKernel(rate);
        NoiseKernelTest.run(kernel, rate, voice);
        assertTrue(kernel.transientCount() < 3, kernel.transientCount() + " in five seconds");
        final NoiseKernel noisy = new NoiseKernel(rate);
        NoiseKernelTest.run(noisy, rate, Signals.noise(5 * rate, 0.05, 4));
        assertEquals(0, noisy.transientCount());
    }

    @Test
    void changesNothingWhereThereIsNoClick() {
        final TransientSuppressor suppressor = new TransientSuppressor(16_000, 8);
        final float[] noise = Signals.noise(160 * 50, 0.1, 5);
        final float[] block = new float[160];
        for (int at = 0; at < noise.length; at += 160) {
            System.arraycopy(noise, at, block, 0, 160);
            suppressor.listen(block);
            suppressor.suppress(block);
            for (int i = 0; i < 160; i++) {
                assertEquals(noise[at + i], block[i], 1e-6f);
            }
        }
    }
}
