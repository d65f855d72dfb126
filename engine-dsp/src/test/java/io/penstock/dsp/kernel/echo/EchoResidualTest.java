package io.penstock.dsp.kernel.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.Signals;
import io.penstock.dsp.kernel.VectorMath;
import org.junit.jupiter.api.Test;

class EchoResidualTest {
    private static final int HOP = 160;

    private final Fft fft = new Fft(512);
    private final float[] window = EchoSpectrum.window(HOP, HOP);
    private final EchoSpectrum error = new EchoSpectrum(HOP, fft, window);
    private final EchoSpectrum echo = new EchoSpectrum(HOP, fft, window);
    private final EchoResidual residual = new EchoResidual(fft.bins(), fft.bins(), HOP / 1024f, 2);
    private final float[] nothing = new float[513];

    private void run(final float[] e, final float[] y, final int from, final int to) {
        final float[] a = new float[HOP];
        final float[] b = new float[HOP];
        for (int t = from; t + HOP <= to; t += HOP) {
            System.arraycopy(e, t, a, 0, HOP);
            System.arraycopy(y, t, b, 0, HOP);
            error.push(a);
            echo.push(b);
            residual.update(error, echo, nothing, nothing);
        }
    }

    private static float[] scaled(final float[] x, final float gain) {
        final float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] *= gain;
        }
        return y;
    }

    @Test
    void expectsTheShareOfTheEchoThatItHasSeenLeft() {
        final float[] y = Signals.noise(80_000, 0.1, 1);
        for (final float share : new float[] {0.1f, 0.01f}) {
            residual.reset();
            run(scaled(y, share), y, 0, y.length);
            final double seen = VectorMath.sum(error.power, 0, fft.bins());
            final double expected = VectorMath.sum(residual.power(), 0, fft.bins());
            assertTrue(expected > 2 * seen, "on the safe side: " + expected / seen);
            assertTrue(expected < 40 * seen, "but not by much: " + expected / seen);
            assertEquals(0, residual.voice(), 0.05, "what is left is no voice");
        }
    }

    @Test
    void hearsAVoiceAtOnce() {
        final float[] y = Signals.noise(80_000, 0.1, 2);
        final float[] e = scaled(y, 0.01f);
        final float[] voice = Signals.noise(80_000, 0.05, 3);
        System.arraycopy(voice, 64_000, e, 64_000, 16_000);
        run(e, y, 0, 64_000);
        assertEquals(0, residual.voice(), 0.05);
        run(e, y, 64_000, 64_000 + 3 * HOP);
        assertTrue(residual.voice() > 0.9, "voice " + residual.voice());
        assertEquals(0, residual.mismatch(), 0.2, "it is not the filter's fault");
    }

    @Test
    void takesWhatGoesWithTheEchoForALostFilter() {
        final float[] y = Signals.noise(80_000, 0.1, 4);
        final float[] e = scaled(y, 0.01f);
        System.arraycopy(scaled(y, -1), 64_000, e, 64_000, 16_000);
        run(e, y, 0, 80_000);
        assertTrue(residual.mismatch() > 0.8, "mismatch " + residual.mismatch());
        assertEquals(0, residual.voice(), 0.05);
    }
}
