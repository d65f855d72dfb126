package io.penstock.dsp.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FftTest {
    @Test
    void agreesWithTheDefinition() {
        for (final int n : new int[] {4, 16, 512}) {
            final float[] x = Signals.noise(n + 3, 1, n);
            final Fft fft = new Fft(n);
            final float[] re = new float[fft.bins()];
            final float[] im = new float[fft.bins()];
            fft.forward(x, 3, re, im);
            for (int k = 0; k < fft.bins(); k++) {
                double r = 0;
                double i = 0;
                for (int t = 0; t < n; t++) {
                    r += x[3 + t] * Math.cos(2 * Math.PI * k * t / n);
                    i -= x[3 + t] * Math.sin(2 * Math.PI * k * t / n);
                }
                assertEquals(r, re[k], 1e-4 * Math.sqrt(n), "re " + k + " of " + n);
                assertEquals(i, im[k], 1e-4 * Math.sqrt(n), "im " + k + " of " + n);
            }
        }
    }

    @Test
    void comesBackAsItWas() {
        final Fft fft = new Fft(1024);
        final float[] x = Signals.noise(1024, 0.3, 5);
        final float[] re = new float[513];
        final float[] im = new float[513];
        final float[] back = new float[1030];
        fft.forward(x, 0, re, im);
        fft.inverse(re, im, back, 6);
        assertArrayEquals(x, java.util.Arrays.copyOfRange(back, 6, 1030), 1e-6f);
    }

    @Test
    void takesPowersOfTwoOnly() {
        assertThrows(IllegalArgumentException.class, () -> new Fft(320));
        assertThrows(IllegalArgumentException.class, () -> new Fft(2));
        assertEquals(512, Fft.sizeFor(320));
        assertEquals(512, Fft.sizeFor(512));
        assertEquals(1, Fft.sizeFor(1));
    }

    @Test
    void windowsAddUpToOne() {
        final float[] hann = Window.hann(320);
        final float[] root = Window.sqrtHann(320);
        for (int i = 0; i < 160; i++) {
            assertEquals(1, hann[i] + hann[i + 160], 1e-6);
            assertEquals(1, root[i] * root[i] + root[i + 160] * root[i + 160], 1e-6);
        }
        assertEquals(1, Window.kaiser(0, 9), 1e-12);
        assertEquals(0, Window.kaiser(1.01, 9), 0);
        // I0 at 8, from Abramowitz & Stegun, table 9.8
        assertEquals(427.56411572, Window.besselI0(8), 1e-6);
    }

    @Test
    void sumsInPiecesAsInOne() {
        for (int n = 0; n < 9; n++) {
            final float[] x = Signals.noise(n + 2, 1, n);
            double sum = 0;
            double energy = 0;
            for (int i = 2; i < n + 2; i++) {
                sum += x[i];
                energy += (double) x[i] * x[i];
            }
            assertEquals(sum, VectorMath.sum(x, 2, n), 1e-5);
            assertEquals(energy, VectorMath.energy(x, 2, n), 1e-5);
        }
    }
}
