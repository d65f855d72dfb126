package io.penstock.dsp.kernel.rate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResampleKernelTest {
    private static final ResampleKernel.Quality HIGH = ResampleKernel.Quality.HIGH;

    private static float[] convert(final ResampleKernel kernel, final float[] x, final int channels, final int inHz, final int outHz,
        final Random hops, final int mostHop) {
        final float[] in = new float[mostHop * channels];
        final float[] out = new float[Math.max(kernel.mostOut(), kernel.mostDrained()) * channels];
        final float[] y = new float[(int) ((double) x.length * outHz / inHz * 1.03) + out.length];
        int k = 0;
        for (int i = 0; i < x.length; ) {
            final int hop = Math.min(x.length / channels - i / channels, hops == null ? mostHop : 1 + hops.nextInt(mostHop));
            System.arraycopy(x, i, in, 0, hop * channels);
            final int n = kernel.process(in, hop, out) * channels;
            System.arraycopy(out, 0, y, k, n);
            k += n;
            i += hop * channels;
        }
        final int n = kernel.drain(out) * channels;
        System.arraycopy(out, 0, y, k, n);
        return Arrays.copyOf(y, k + n);
    }

    private static float[] convert(final int inHz, final int outHz, final boolean changing, final float[] x) {
        return convert(new ResampleKernel(inHz, outHz, 1, HIGH, changing, inHz / 100), x, 1, inHz, outHz, null, inHz / 100);
    }

    private static float[] sine(final double hz, final double level, final int rateHz, final int n) {
        final float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (level * Math.sin(2 * Math.PI * hz * i / rateHz));
        }
        return x;
    }

    /** What differs between a signal and the sine that should be there, in the steady middle, against the sine, in decibels. */
    private static double error(final float[] y, final double hz, final double level, final int rateHz) {
        double sum = 0;
        for (int i = y.length / 4; i < y.length * 3 / 4; i++) {
            final double e = y[i] - level * Math.sin(2 * Math.PI * hz * i / rateHz);
            sum += e * e;
        }
        return Signals.decibels(sum / (y.length / 2.0) / (level * level / 2) + 1e-20);
    }

    @ParameterizedTest
    @CsvSource({"44100,48000", "48000,44100", "48000,16000", "16000,48000", "48000,32000", "11025,48000", "48000,11025", "8000,192000", "192000,8000",
        "44100,16000", "22050,8000", "44101,48000", "8100,8000", "48000,47999", "96000,44100"})
    void givesTheSineThatIsThereAtEachOutputsTime(final int inHz, final int outHz) {
        final double nyquist = Math.min(inHz, outHz) / 2.0;
        for (final double part : new double[] {0.02, 0.3, 0.6, 0.9}) {
            final double hz = part * nyquist;
            for (final boolean changing : new boolean[] {false, true}) {
                final float[] y = convert(inHz, outHz, changing, sine(hz, 0.9, inHz, inHz / 4));
                final double db = error(y, hz, 0.9, outHz);
                assertTrue(db < -118, () -> "error " + db + " dB at " + hz + " Hz, changing " + changing);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"48000,44100", "48000,16000", "48000,11025", "192000,8000", "44100,16000", "8100,8000", "96000,44100", "192000,44100"})
    void leavesNothingOfWhatTheLowerRateCannotHold(final int inHz, final int outHz) {
        for (double hz = 0.5 * outHz; hz < 0.5 * inHz; hz += 0.07 * (inHz - outHz)) {
            final double at = hz;
            for (final boolean changing : new boolean[] {false, true}) {
                final float[] y = convert(inHz, outHz, changing, sine(hz, 0.5, inHz, inHz / 4));
                final double db = Signals.decibels(Signals.power(y, y.length / 4, y.length * 3 / 4) / 0.125);
                assertTrue(db < -120, () -> db + " dB is left of " + at + " Hz, changing " + changing);
            }
        }
    }

    @Test
    void isFlatInThePassBand() {
        for (final ResampleKernel.Quality quality : ResampleKernel.Quality.values()) {
            final double edge = quality == HIGH ? 0.9 : 0.84;
            for (double hz = 100; hz < edge * 22_050; hz += 1_000) {
                final ResampleKernel kernel = new ResampleKernel(44_100, 48_000, 1, quality, false, 441);
                final float[] y = convert(kernel, sine(hz, 0.5, 44_100, 11_025), 1, 44_100, 48_000, null, 441);
                assertEquals(0, Signals.decibels(Signals.power(y, 3_000, 9_000) / Signals.power(sine(hz, 0.5, 48_000, 12_000), 3_000, 9_000)), 0.001);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"44100,48000,1000", "48000,44100,999", "48000,16000,1001", "16000,48000,7", "11025,48000,12345", "44101,47999,44101", "96000,8000,5"})
    void givesExactlyAsMuchAsCameIn(final int inHz, final int outHz, final int n) {
        final long expected = ((long) n * outHz + inHz - 1) / inHz;
        assertEquals(expected, convert(inHz, outHz, false, new float[n]).length);
        assertEquals(expected, convert(inHz, outHz, true, new float[n]).length);
    }

    @Test
    void doesNotDependOnHowTheSoundIsCut() {
        final long seed = 5;
        final float[] x = Signals.noise(6_000, 0.2, seed);
        for (final int[] rates : new int[][] {{44_100, 48_000}, {48_000, 44_100}, {48_000, 16_000}, {48_000, 32_000}, {44_101, 48_000}}) {
            final ResampleKernel whole = new ResampleKernel(rates[0], rates[1], 2, HIGH, false, 3_000);
            final ResampleKernel cut = new ResampleKernel(rates[0], rates[1], 2, HIGH, false, 200);
            assertArrayEquals(convert(whole, x, 2, rates[0], rates[1], null, 3_000),
                convert(cut, x, 2, rates[0], rates[1], new Random(seed), 200), "seed " + seed);
        }
    }

    @Test
    void keepsChannelsApart() {
        final float[] left = Signals.noise(2_000, 0.2, 1);
        final float[] right = Signals.noise(2_000, 0.2, 2);
        final float[] both = new float[4_000];
        for (int i = 0; i < 2_000; i++) {
            both[2 * i] = left[i];
            both[2 * i + 1] = right[i];
        }
        final float[] y = convert(new ResampleKernel(44_100, 48_000, 2, HIGH, false, 441), both, 2, 44_100, 48_000, null, 441);
        final float[] l = convert(44_100, 48_000, false, left);
        final float[] r = convert(44_100, 48_000, false, right);
        for (int i = 0; i < l.length; i++) {
            assertEquals(l[i], y[2 * i]);
            assertEquals(r[i], y[2 * i + 1]);
        }
    }

    @Test
    void followsAChangingRatioWithoutAStep() {
        final int rate = 48_000;
        final double hz = 1_000;
        final ResampleKernel kernel = new ResampleKernel(rate, rate, 1, HIGH, true, 480);
        final float[] x = sine(hz, 0.9, rate, 48_000);
        final float[] in = new float[480];
        final float[] out = new float[kernel.mostOut()];
        double worst = 0;
        for (int hop = 0; hop < 100; hop++) {
            System.arraycopy(x, 480 * hop, in, 0, 480);
            final double place = 480 * hop - kernel.backlogSamples();
            final double ratio = 1 + 5e-4 * Math.sin(hop);
            final int n = kernel.ratio(ratio).process(in, 480, out);
            for (int k = 0; k < n && hop > 2; k++) {
                worst = Math.max(worst, Math.abs(out[k] - 0.9 * Math.sin(2 * Math.PI * hz * (place + k / ratio) / rate)));
            }
        }
        assertTrue(worst < 3e-6, "off by " + worst);
    }

    @Test
    void doesNotDriftInHours() {
        final ResampleKernel kernel = new ResampleKernel(44_101, 48_000, 1, ResampleKernel.Quality.VOICE, true, 44_101);
        final float[] in = new float[44_101];
        final float[] out = new float[kernel.mostOut()];
        long given = 0;
        for (int second = 1; second <= 300; second++) {
            given += kernel.process(in, in.length, out);
            final double next = second * 44_101.0 - kernel.backlogSamples();
            assertEquals(given * 44_101.0 / 48_000, next, 1e-6, "place of the next output after " + second + " s");
        }
    }

    @ParameterizedTest
    @CsvSource({"44100,48000", "48000,44100", "48000,16000", "16000,48000"})
    void declaresItsDelay(final int inHz, final int outHz) {
        for (final ResampleKernel.Quality quality : ResampleKernel.Quality.values()) {
            final ResampleKernel kernel = new ResampleKernel(inHz, outHz, 1, quality, false, inHz / 100);
            final float[] out = new float[kernel.mostOut()];
            long given = 0;
            long most = 0;
            for (int n = 1; n < 2_000; n++) {
                given += kernel.process(new float[1], 1, out);
                most = Math.max(most, (long) Math.floor((double) n * outHz / inHz) - given);
            }
            assertTrue(most <= kernel.latencySamples() && most >= kernel.latencySamples() - 2, most + " of " + kernel.latencySamples());
        }
    }

    @Test
    void passesSilenceAConstantAndFullScale() {
        for (final int outHz : new int[] {48_000, 16_000, 44_000, 88_200}) {
            for (final float y : convert(44_100, outHz, false, new float[4_410])) {
                assertEquals(0, y);
            }
            final float[] constant = new float[8_820];
            Arrays.fill(constant, 1);
            final float[] y = convert(44_100, outHz, true, constant);
            for (int i = y.length / 4; i < y.length * 3 / 4; i++) {
                assertEquals(1, y[i], 2e-6);
            }
        }
    }

    @Test
    void takesWhatIsNotFiniteAsSilenceAndCountsIt() {
        final float[] x = sine(1_000, 0.5, 48_000, 4_800);
        final float[] clean = x.clone();
        x[100] = Float.NaN;
        x[101] = Float.POSITIVE_INFINITY;
        x[102] = Float.NEGATIVE_INFINITY;
        Arrays.fill(clean, 100, 103, 0);
        final ResampleKernel kernel = new ResampleKernel(48_000, 44_100, 1, HIGH, false, 480);
        assertArrayEquals(convert(48_000, 44_100, false, clean), convert(kernel, x, 1, 48_000, 44_100, null, 480));
        assertEquals(3, kernel.notFinite());
    }

    @Test
    void startsAnewAfterItsEnd() {
        final float[] x = Signals.noise(1_000, 0.2, 3);
        final ResampleKernel kernel = new ResampleKernel(48_000, 44_100, 1, HIGH, false, 480);
        assertArrayEquals(convert(kernel, x, 1, 48_000, 44_100, null, 480), convert(kernel, x, 1, 48_000, 44_100, null, 480));
    }

    @Test
    void passesEqualRatesAsTheyAre() {
        final float[] x = Signals.noise(1_000, 0.2, 3);
        assertArrayEquals(x, convert(48_000, 48_000, false, x));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(IllegalArgumentException.class, () -> new ResampleKernel(999, 48_000, 1, HIGH, false, 480));
        assertThrows(IllegalArgumentException.class, () -> new ResampleKernel(48_000, 800_000, 1, HIGH, false, 480));
        assertThrows(IllegalArgumentException.class, () -> new ResampleKernel(48_000, 44_100, 0, HIGH, false, 480));
        assertThrows(IllegalArgumentException.class, () -> new ResampleKernel(48_000, 44_100, 1, HIGH, false, 480).ratio(1.001));
        assertThrows(IllegalArgumentException.class, () -> new ResampleKernel(48_000, 44_100, 1, HIGH, true, 480).ratio(1.021));
        assertThrows(IllegalArgumentException.class, () -> new ResampleKernel(48_000, 44_100, 1, HIGH, true, 480).ratio(Double.NaN));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        for (final int[] rates : new int[][] {{44_100, 48_000}, {48_000, 44_100}, {48_000, 16_000}, {48_000, 48_000}}) {
            final int hop = rates[0] / 100;
            final ResampleKernel kernel = new ResampleKernel(rates[0], rates[1], 2, HIGH, rates[0] == rates[1], hop);
            final float[] in = new float[2 * hop];
            final float[] out = new float[2 * kernel.mostOut()];
            assertEquals(0, new AllocationProbe().measure(() -> kernel.process(in, hop, out), 200));
        }
    }
}
