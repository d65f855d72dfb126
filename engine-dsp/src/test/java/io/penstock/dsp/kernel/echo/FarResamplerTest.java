package io.penstock.dsp.kernel.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.dsp.kernel.Window;
import org.junit.jupiter.api.Test;

class FarResamplerTest {
    private static final int HOP = 160;
    private static final int RATE = 16_000;

    /** Several tones, up to 0.85 of half the sample rate, at any time. */
    private static double tones(final double t) {
        return 0.3 * Math.sin(0.05 * t) + 0.3 * Math.sin(1.1 * t + 1) + 0.2 * Math.sin(2.67 * t + 2);
    }

    @Test
    void readsBetweenSamples() {
        final FarResampler resampler = new FarResampler(HOP, 4 * HOP);
        final float[] in = new float[HOP];
        final float[] out = new float[HOP];
        double lag = FarResampler.LEAST_LAG;
        double worst = 0;
        for (int t = 0; t < 40 * HOP; t += HOP) {
            for (int i = 0; i < HOP; i++) {
                in[i] = (float) tones(t + i);
            }
            resampler.write(in, HOP);
            final double before = lag;
            lag += 0.113;
            resampler.read(0, before, lag, out, HOP);
            for (int i = 0; t >= 4 * HOP && i < HOP; i++) {
                final double at = before + (lag - before) * (i + 1) / HOP;
                worst = Math.max(worst, Math.abs(tones(t + i - at) - out[i]));
            }
        }
        // the straight line between two phases 0.113 samples apart is what limits it
        assertTrue(worst < 5e-3, "worst error " + worst);
    }

    @Test
    void keepsAnEchoDownWhenClocksDrift() {
        for (final int ppm : new int[] {-150, 80}) {
            final float[] far = Signals.speech(14 * RATE, RATE, 31);
            final float[] echo = Signals.through(far, Signals.room(RATE, 0.25, 0.5, 32), 900);
            final float[] near = new float[echo.length];
            for (int i = 64; i < near.length - 64; i++) {
                final double at = i * (1 - ppm * 1e-6);
                final int whole = (int) at;
                for (int j = -16; j <= 16 && whole + j < echo.length; j++) {
                    final double x = at - whole - j;
                    near[i] += (float) (echo[whole + j] * (x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x) * Window.kaiser(x / 17, 8)));
                }
            }
            final EchoKernel kernel = new EchoKernel(RATE, true);
            final float[] out = EchoKernelTest.run(kernel, RATE, near, far);
            final int from = 8 * RATE;
            final double erle = Signals.decibels(Signals.power(near, from, 13 * RATE) / Signals.power(out, from, 13 * RATE));
            assertTrue(erle > 30, "ERLE " + erle + " dB at " + ppm + " ppm, found " + kernel.driftPpm());
            assertEquals(ppm, kernel.driftPpm(), 8, "drift");
        }
    }
}
