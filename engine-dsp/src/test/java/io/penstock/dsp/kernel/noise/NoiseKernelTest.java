package io.penstock.dsp.kernel.noise;

import static io.penstock.dsp.kernel.Signals.decibels;
import static io.penstock.dsp.kernel.Signals.power;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.dsp.kernel.Voices;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseKernelTest {
    private static final int RATE = 16_000;

    static float[] run(final NoiseKernel kernel, final int rateHz, final float[] in) {
        final int hop = rateHz / 100;
        final float[] out = new float[in.length];
        final float[] block = new float[hop];
        for (int t = 0; t + hop <= in.length; t += hop) {
            System.arraycopy(in, t, block, 0, hop);
            kernel.process(block, block);
            System.arraycopy(block, 0, out, t, hop);
        }
        return out;
    }

    /** Signal to distortion of {@code out}, {@code late} samples late. */
    private static double sdr(final float[] signal, final float[] out, final int late, final int from) {
        double right = 0;
        double wrong = 1e-20;
        for (int i = from; i + late < out.length; i++) {
            right += (double) signal[i] * signal[i];
            wrong += (double) (out[i + late] - signal[i]) * (out[i + late] - signal[i]);
        }
        return decibels(right / wrong);
    }

    private static float[] add(final float[] a, final float[] b) {
        final float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 32_000, 48_000})
    void takesSteadyNoiseDownAndKeepsTheVoice(final int rate) {
        final int n = 4 * rate;
        final float[] voice = Voices.vowels(n, rate, 1);
        final float[] noise = Signals.noise(n, 0.02, 2);
        final float[] noisy = add(voice, noise);
        final NoiseKernel kernel = new NoiseKernel(rate, 20);
        final float[] out = run(kernel, rate, noisy);
        final double before = sdr(voice, noisy, 0, rate);
        final double after = sdr(voice, out, kernel.latencySamples(), rate);
        assertTrue(after > before + 3, "from " + before + " to " + after + " dB at " + rate + " Hz");
    }

    @ParameterizedTest
    @EnumSource(NoiseLevel.class)
    void takesNoiseAloneDownAsFarAsTheLevelSays(final NoiseLevel level) {
        final float[] noise = Signals.noise(4 * RATE, 0.02, 3);
        final NoiseKernel kernel = new NoiseKernel(RATE).level(level);
        final float[] out = run(kernel, RATE, noise);
        final double down = decibels(power(noise, 2 * RATE, 4 * RATE) / power(out, 2 * RATE, 4 * RATE));
        assertTrue(down <= level.mostDb() + 0.1, level + ": " + down + " dB");
        assertTrue(down >= Math.min(level.mostDb(), 16) * 0.6, level + ": " + down + " dB");
        assertEquals(down, kernel.reductionDb(), 2, "reported");
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 32_000, 48_000})
    void isTransparentForACleanVoice(final int rate) {
        final float[] voice = Voices.vowels(3 * rate, rate, 4);
        final NoiseKernel kernel = new NoiseKernel(rate);
        final float[] out = run(kernel, rate, voice);
        final double start = sdr(voice, out, kernel.latencySamples(), 0);
        assertTrue(start > 12, start + " dB from a start in the middle of a word on");
        final double sdr = sdr(voice, out, kernel.latencySamples(), rate / 2);
        assertTrue(sdr > 15, sdr + " dB");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 8, 10, 13, 20})
    void givesMusicBackAsItWasExactlyAsLateAsItSays(final int latencyMs) {
        for (final int rate : new int[] {8_000, 16_000, 32_000, 48_000}) {
            final float[] sound = Signals.noise(rate, 0.1, 5);
            final NoiseKernel kernel = new NoiseKernel(rate, latencyMs).music(true);
            assertEquals(rate / 1000 * latencyMs, kernel.latencySamples());
            final float[] out = run(kernel, rate, sound);
            for (int i = rate / 20; i < rate - kernel.latencySamples(); i++) {
                assertEquals(sound[i], out[i + kernel.latencySamples()], 2e-5, "sample " + i + " at " + rate);
            }
        }
    }

    @Test
    void knowsTheLevelOfTheNoise() {
        final NoiseKernel kernel = new NoiseKernel(RATE);
        run(kernel, RATE, Signals.noise(3 * RATE, 0.01, 6));
        assertEquals(-40, kernel.noiseDbfs(), 2);
        assertEquals(0, kernel.speechProbability(), 0.1);
        assertEquals(-120, new NoiseKernel(RATE).noiseDbfs() < -120 ? -120 : 0);
    }

    @Test
    void tellsSpeechFromNoise() {
        final float[] noise = Signals.noise(3 * RATE, 0.003, 7);
        final float[] voice = Voices.vowels(RATE / 2, RATE, 8);
        final NoiseKernel kernel = new NoiseKernel(RATE);
        run(kernel, RATE, noise);
        final float without = kernel.speechProbability();
        run(kernel, RATE, add(voice, Signals.noise(voice.length, 0.003, 9)));
        assertTrue(kernel.speechProbability() > 0.9 && without < 0.1, without + ", " + kernel.speechProbability());
    }

    @Test
    void believesThatNoiseBecameLouder() {
        final float[] noise = Signals.noise(8 * RATE, 0.002, 10);
        for (int i = 2 * RATE; i < noise.length; i++) {
            noise[i] *= 10;
        }
        final float[] out = run(new NoiseKernel(RATE), RATE, noise);
        final double down = decibels(power(noise, 5 * RATE, 8 * RATE) / power(out, 5 * RATE, 8 * RATE));
        assertTrue(down > 8, down + " dB three seconds after a step of 20 dB");
    }

    @Test
    void makesSilenceOfSilence() {
        assertEquals(0, power(run(new NoiseKernel(RATE), RATE, new float[RATE]), 0, RATE), 1e-15);
    }

    @Test
    void staysBoundedWithConstantAndFullScaleInput() {
        final float[] constant = new float[2 * RATE];
        java.util.Arrays.fill(constant, 1);
        final float[] square = new float[2 * RATE];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 40 % 2 == 0 ? 1 : -1;
        }
        for (final float[] in : new float[][] {constant, square}) {
            for (final float y : run(new NoiseKernel(RATE), RATE, in)) {
                assertTrue(Math.abs(y) < 1.5, "output " + y);
            }
        }
    }

    @Test
    void countsAndForgetsWhatIsNotANumber() {
        final float[] voice = Voices.vowels(2 * RATE, RATE, 11);
        final float[] broken = voice.clone();
        broken[100] = Float.NaN;
        broken[5000] = Float.POSITIVE_INFINITY;
        broken[5001] = Float.NEGATIVE_INFINITY;
        broken[9000] = 1e30f;
        final NoiseKernel kernel = new NoiseKernel(RATE);
        for (final float y : run(kernel, RATE, broken)) {
            assertTrue(Float.isFinite(y) && Math.abs(y) < 17, "output " + y);
        }
        assertEquals(3, kernel.notFinite());
    }

    @Test
    void recoversFromADropout() {
        final float[] voice = Voices.vowels(4 * RATE, RATE, 12);
        final float[] noisy = add(voice, Signals.noise(voice.length, 0.01, 13));
        java.util.Arrays.fill(noisy, 2 * RATE, 2 * RATE + RATE / 10, 0);
        final NoiseKernel kernel = new NoiseKernel(RATE, 20);
        final float[] out = run(kernel, RATE, noisy);
        final double sdr = sdr(voice, out, kernel.latencySamples(), 2 * RATE + RATE / 2);
        assertTrue(sdr > 15, sdr + " dB");
    }

    @Test
    void startsAnewAfterAReset() {
        final float[] noisy = add(Voices.vowels(RATE, RATE, 14), Signals.noise(RATE, 0.01, 15));
        final NoiseKernel kernel = new NoiseKernel(RATE);
        final float[] first = run(kernel, RATE, noisy);
        kernel.reset();
        final float[] second = run(kernel, RATE, noisy);
        org.junit.jupiter.api.Assertions.assertArrayEquals(first, second, 1e-6f);
    }

    @Test
    void refusesOtherRatesAndDelays() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new NoiseKernel(44_100)).getMessage().contains("accepted are 8000"));
        assertThrows(IllegalArgumentException.class, () -> new NoiseKernel(RATE, 4));
        assertThrows(IllegalArgumentException.class, () -> new NoiseKernel(RATE, 21));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final NoiseKernel kernel = new NoiseKernel(48_000);
        final float[] block = Signals.noise(480, 0.1, 16);
        final float[] out = new float[480];
        assertEquals(0.0, new AllocationProbe().measure(() -> kernel.process(block, out), 200));
    }
}
