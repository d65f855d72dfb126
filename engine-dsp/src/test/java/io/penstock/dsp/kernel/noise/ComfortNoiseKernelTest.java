package io.penstock.dsp.kernel.noise;

import static io.penstock.dsp.kernel.Signals.decibels;
import static io.penstock.dsp.kernel.Signals.power;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComfortNoiseKernelTest {
    private static final int RATE = 16_000;

    /** Noise through a resonance at 700 Hz, and a fall to high frequencies. */
    private static float[] background(final int n, final double rms) {
        final float[] x = Signals.noise(n, 1, 1);
        final double radius = 0.93;
        final double turn = 2 * radius * Math.cos(2 * Math.PI * 700 / RATE);
        for (int i = 2; i < n; i++) {
            x[i] += (float) (turn * x[i - 1] - radius * radius * x[i - 2]);
        }
        final double scale = rms / Math.sqrt(power(x, 0, n));
        for (int i = 0; i < n; i++) {
            x[i] *= (float) scale;
        }
        return x;
    }

    private static double[] bandsDb(final float[] x) {
        final Fft fft = new Fft(512);
        final float[] re = new float[257];
        final float[] im = new float[257];
        final double[] bands = new double[8];
        for (int at = 0; at + 512 <= x.length; at += 512) {
            fft.forward(x, at, re, im);
            for (int k = 1; k < 257; k++) {
                bands[(k - 1) / 32] += re[k] * re[k] + im[k] * im[k];
            }
        }
        for (int b = 0; b < 8; b++) {
            bands[b] = decibels(bands[b]);
        }
        return bands;
    }

    @Test
    void soundsLikeTheBackgroundItDescribes() {
        final float[] background = background(2 * RATE, 0.01);
        final ComfortNoiseKernel there = new ComfortNoiseKernel(RATE);
        final byte[] payload = new byte[ComfortNoiseKernel.PAYLOAD_LENGTH + 3];
        there.describe(background, background.length, payload, 3);
        assertEquals(40, payload[3], "level in -dBov");
        final ComfortNoiseKernel here = new ComfortNoiseKernel(RATE);
        here.parameters(payload, 3, ComfortNoiseKernel.PAYLOAD_LENGTH);
        final float[] made = new float[2 * RATE];
        here.generate(made, 0, made.length);
        assertEquals(-40, decibels(power(made, 0, made.length)), 1);
        final double[] want = bandsDb(background);
        final double[] got = bandsDb(made);
        for (int b = 0; b < want.length; b++) {
            assertEquals(want[b], got[b], 2, "band " + b);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 60, 90})
    void hasTheLevelItIsTold(final int minusDbov) {
        final ComfortNoiseKernel kernel = new ComfortNoiseKernel(8_000);
        kernel.parameters(new byte[] {(byte) minusDbov}, 0, 1);
        final float[] out = new float[8_000];
        kernel.generate(out, 0, out.length);
        assertEquals(-minusDbov, decibels(power(out, 0, out.length)), minusDbov == 0 ? 2.5 : 0.3);
    }

    @Test
    void isSilentBeforeItKnowsAndAtTheLowestLevel() {
        final ComfortNoiseKernel kernel = new ComfortNoiseKernel(RATE);
        final float[] out = new float[160];
        kernel.generate(out, 0, 160);
        assertEquals(0, power(out, 0, 160), 1e-15);
        kernel.reset();
        kernel.parameters(new byte[] {127, 0, 90}, 0, 3);
        kernel.generate(out, 0, 160);
        assertEquals(0, power(out, 0, 160), 1e-15);
    }

    @Test
    void changesLevelWithoutAStep() {
        final ComfortNoiseKernel kernel = new ComfortNoiseKernel(RATE).level(-60);
        final float[] out = new float[160];
        for (int i = 0; i < 10; i++) {
            kernel.generate(out, 0, 160);
        }
        kernel.level(-20);
        double last = -60;
        for (int i = 0; i < 30; i++) {
            kernel.generate(out, 0, 160);
            final double now = decibels(power(out, 0, 160));
            assertTrue(i == 0 && now < -30 || i > 0 && now < last + 10, now + " dB after " + last);
            last = now;
        }
        assertEquals(-20, last, 1.5);
    }

    @Test
    void staysStableWhateverItIsTold() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final ComfortNoiseKernel kernel = new ComfortNoiseKernel(RATE);
        final byte[] payload = new byte[20];
        final float[] out = new float[320];
        for (int i = 0; i < 2_000; i++) {
            random.nextBytes(payload);
            kernel.parameters(payload, 0, 1 + random.nextInt(20));
            kernel.generate(out, 0, out.length);
            for (final float y : out) {
                assertTrue(Math.abs(y) <= 1, "seed " + seed);
            }
        }
        kernel.describe(new float[320], 320, payload, 0);
        assertEquals(127, payload[0]);
        java.util.Arrays.fill(out, Float.NaN);
        kernel.describe(out, 320, payload, 0);
        assertEquals(127, payload[0]);
    }

    @Test
    void refusesWhatIsNotThere() {
        final ComfortNoiseKernel kernel = new ComfortNoiseKernel(RATE);
        assertThrows(IllegalArgumentException.class, () -> kernel.parameters(new byte[3], 0, 0));
        assertThrows(IllegalArgumentException.class, () -> kernel.parameters(new byte[3], 1, 3));
        assertThrows(IllegalArgumentException.class, () -> kernel.parameters(new byte[3], -1, 2));
        assertThrows(IllegalArgumentException.class, () -> kernel.describe(new float[320], 320, new byte[5], 0));
        assertThrows(IllegalArgumentException.class, () -> kernel.describe(new float[50], 50, new byte[20], 0));
        assertThrows(IllegalArgumentException.class, () -> new ComfortNoiseKernel(4_000));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final ComfortNoiseKernel kernel = new ComfortNoiseKernel(RATE).level(-50);
        final float[] out = new float[320];
        final byte[] payload = new byte[ComfortNoiseKernel.PAYLOAD_LENGTH];
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            kernel.generate(out, 0, out.length);
            kernel.describe(out, out.length, payload, 0);
            kernel.parameters(payload, 0, payload.length);
        }, 200));
    }
}
