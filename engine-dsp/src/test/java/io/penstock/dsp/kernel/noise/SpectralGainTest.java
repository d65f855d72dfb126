package io.penstock.dsp.kernel.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.FastMath;
import org.junit.jupiter.api.Test;

class SpectralGainTest {
    /** E1(x), the integral of exp(-t) / t from x on, by Simpson's rule over the logarithm of t. */
    private static double integral(final double x) {
        final int n = 20_000;
        final double from = Math.log(x);
        final double h = (Math.log(x + 60) - from) / n;
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            sum += Math.exp(-Math.exp(from + i * h)) * (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return sum * h / 3;
    }

    @Test
    void computesTheExponentialIntegral() {
        assertEquals(0.219383934395520, SpectralGain.exponentialIntegral(1), 1e-14);
        for (double x = 1e-3; x < 30; x *= 1.7) {
            assertEquals(1, SpectralGain.exponentialIntegral(x) / integral(x), 1e-6, "E1(" + x + ")");
        }
    }

    @Test
    void followsTheEquationOfEphraimAndMalah() {
        for (double xi = 1e-2; xi < 1e3; xi *= 1.9) {
            for (double gamma = 2e-2; gamma < 1e3; gamma *= 2.3) {
                final double wiener = xi / (1 + xi);
                final double exact = wiener * Math.exp(0.5 * integral(wiener * gamma));
                assertEquals(1, SpectralGain.logAmplitude((float) xi, (float) gamma) / exact, 2e-3, "xi " + xi + ", gamma " + gamma);
            }
        }
    }

    @Test
    void staysBetweenTheFloorAndOne() {
        final float[] y = {0, 1e-30f, 1e-6f, 1, 100, 1e20f};
        final float[] noise = {1, 1e-8f, 1, 1, 1, 1e-8f};
        final float[] ratio = {0.003f, 0.003f, 0.003f, 1, 100, 1e20f};
        final float[] gains = new float[6];
        SpectralGain.gains(y, noise, ratio, 0.1f, 0, gains, 6);
        for (final float g : gains) {
            assertTrue(g >= 0.1f && g <= 1, "gain " + g);
        }
        assertEquals(1, gains[5], 1e-3);
    }

    @Test
    void logarithmAndPowerAreExactEnough() {
        for (double x = 1e-30; x < 1e30; x *= 1.37) {
            assertEquals(Math.log(x) / Math.log(2), FastMath.log2((float) x), 2e-5);
        }
        for (double x = -120; x < 120; x += 0.37) {
            assertEquals(1, FastMath.exp2((float) x) / Math.pow(2, (float) x), 2e-5, "2^" + x);
        }
        assertEquals(1, FastMath.exp2(0));
        assertEquals(0, FastMath.exp2(-1000));
        assertTrue(Float.isFinite(FastMath.exp2(1000)));
    }
}
