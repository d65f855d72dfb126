package io.penstock.dsp.kernel.level;

import static io.penstock.dsp.kernel.Signals.decibels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AutoGainKernelTest {
    private static final int RATE = 16_000;
    private static final int HOP = 160;

    private static float[] speech(final double seconds, final double levelDbfs, final long seed) {
        final float[] x = Signals.speech((int) (seconds * RATE), RATE, seed);
        final double gain = Math.pow(10, (levelDbfs - activeDb(x, 0, x.length)) / 20);
        for (int i = 0; i < x.length; i++) {
            x[i] *= (float) gain;
        }
        return x;
    }

    /** Mean power of frames of 20 ms within 30 dB of the loudest. */
    private static double activeDb(final float[] x, final int from, final int to) {
        double top = 0;
        for (int t = from; t + 320 <= to; t += 320) {
            top = Math.max(top, Signals.power(x, t, t + 320));
        }
        double sum = 0;
        int n = 0;
        for (int t = from; t + 320 <= to; t += 320) {
            final double p = Signals.power(x, t, t + 320);
            sum += p > top * 1e-3 ? p : 0;
            n += p > top * 1e-3 ? 1 : 0;
        }
        return decibels(sum / n);
    }

    /** Runs the kernel with someone who says where the voice is. */
    private static float[] run(final AutoGainKernel kernel, final float[] x, final boolean voice) {
        final float[] y = new float[x.length];
        final float[] part = new float[HOP];
        for (int t = 0; t + HOP <= x.length; t += HOP) {
            System.arraycopy(x, t, part, 0, HOP);
            kernel.process(part, part, voice ? 1 : 0);
            System.arraycopy(part, 0, y, t, HOP);
        }
        return y;
    }

    @Test
    void bringsEveryVoiceToItsLevelWithinTwoSeconds() {
        for (final float target : new float[] {-18, -24}) {
            final AutoGainKernel kernel = new AutoGainKernel(RATE).targetDbfs(target);
            long seed = 1;
            for (final double level : new double[] {-45, -35, -15, -30, -8}) {
                final float[] y = run(kernel, speech(5, level, seed++), true);
                assertEquals(target, activeDb(y, 2 * RATE, 5 * RATE), 2, level + " dBFS in");
                for (final float s : y) {
                    assertTrue(Math.abs(s) < 0.9, "clipped: " + s);
                }
            }
        }
    }

    @Test
    void standsStillWhileNobodySpeaks() {
        final AutoGainKernel kernel = new AutoGainKernel(RATE);
        run(kernel, speech(5, -35, 10), true);
        final float gain = kernel.gainDb();
        assertEquals(17, gain, 2);
        run(kernel, Signals.noise(10 * RATE, 0.001, 11), false);
        assertEquals(gain, kernel.gainDb(), 0);
    }

    @Test
    void doesNotRaiseTheBackgroundAboveWhatIsBearable() {
        final AutoGainKernel kernel = new AutoGainKernel(RATE);
        final float[] x = speech(5, -45, 12);
        final float[] noise = Signals.noise(x.length, Math.pow(10, -55 / 20.0), 13);
        for (int i = 0; i < x.length; i++) {
            x[i] += noise[i];
        }
        run(kernel, x, true);
        assertTrue(kernel.gainDb() < 20, "gain " + kernel.gainDb() + " dB");
    }

    @Test
    void glidesToNothingWhenSwitchedOff() {
        final AutoGainKernel kernel = new AutoGainKernel(RATE);
        run(kernel, speech(5, -40, 14), true);
        kernel.active(false);
        final float[] x = speech(1, -20, 15);
        final float[] y = run(kernel, x, true);
        assertEquals(0, kernel.gainDb(), 0);
        final int late = kernel.latencySamples();
        assertEquals(32, late, "2 ms");
        for (int i = RATE / 2; i < RATE; i++) {
            assertEquals(x[i - late], y[i], 1e-6);
        }
    }

    @Test
    void keepsToItsHighestGain() {
        final AutoGainKernel kernel = new AutoGainKernel(RATE).mostGainDb(6);
        run(kernel, speech(5, -40, 16), true);
        assertEquals(6, kernel.gainDb(), 1e-4);
    }

    @Test
    void makesSilenceOfSilenceAndCountsWhatIsNotANumber() {
        final AutoGainKernel kernel = new AutoGainKernel(RATE);
        assertEquals(0, Signals.power(run(kernel, new float[RATE], true), 0, RATE), 1e-19);
        final float[] x = speech(3, -30, 17);
        x[9] = Float.NaN;
        x[10] = Float.NEGATIVE_INFINITY;
        x[11] = Float.MAX_VALUE;
        for (final float y : run(kernel, x, true)) {
            assertTrue(Math.abs(y) <= 0.8914, "sample " + y);
        }
        assertEquals(2, kernel.notFinite());
    }

    @Test
    void staysBoundedWithAConstantAndFullScale() {
        for (final float level : new float[] {1, -1}) {
            final float[] x = new float[2 * RATE];
            java.util.Arrays.fill(x, level);
            for (final float y : run(new AutoGainKernel(RATE), x, true)) {
                assertTrue(Math.abs(y) <= 0.8914, "sample " + y);
            }
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final AutoGainKernel kernel = new AutoGainKernel(48_000);
        final float[] x = Signals.noise(480, 0.3, 4);
        final float[] y = new float[480];
        assertEquals(0, new AllocationProbe().measure(() -> kernel.process(x, y), 200));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(IllegalArgumentException.class, () -> new AutoGainKernel(RATE).targetDbfs(0));
        assertThrows(IllegalArgumentException.class, () -> new AutoGainKernel(RATE).mostGainDb(100));
        assertThrows(IllegalArgumentException.class, () -> new AutoGainKernel(44_100));
    }
}
