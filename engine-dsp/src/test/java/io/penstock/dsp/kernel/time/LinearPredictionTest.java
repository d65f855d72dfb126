package io.penstock.dsp.kernel.time;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.dsp.kernel.Autocorrelation;
import io.penstock.dsp.kernel.Signals;
import org.junit.jupiter.api.Test;

class LinearPredictionTest {
    /** The normal equations, by Gaussian elimination. */
    private static double[] solved(final float[] x, final int order, final double whitening) {
        final double[] r = new double[order + 1];
        for (int k = 0; k <= order; k++) {
            for (int i = 0; i + k < x.length; i++) {
                r[k] += (double) x[i] * x[i + k];
            }
        }
        r[0] *= 1 + whitening;
        final double[][] m = new double[order][order + 1];
        for (int i = 0; i < order; i++) {
            for (int j = 0; j < order; j++) {
                m[i][j] = r[Math.abs(i - j)];
            }
            m[i][order] = r[i + 1];
        }
        for (int p = 0; p < order; p++) {
            for (int i = 0; i < order; i++) {
                if (i != p) {
                    final double f = m[i][p] / m[p][p];
                    for (int j = p; j <= order; j++) {
                        m[i][j] -= f * m[p][j];
                    }
                }
            }
        }
        final double[] a = new double[order];
        for (int i = 0; i < order; i++) {
            a[i] = m[i][order] / m[i][i];
        }
        return a;
    }

    private static float[] lags(final float[] x, final int order) {
        final Autocorrelation autocorrelation = new Autocorrelation(x.length, order);
        autocorrelation.add(x, x.length);
        return autocorrelation.lags();
    }

    @Test
    void solvesTheNormalEquations() {
        for (final int order : new int[] {1, 2, 3, 8, 31, 64}) {
            final float[] x = Signals.speech(700, 8_000, order);
            final LinearPrediction prediction = new LinearPrediction(order);
            prediction.solve(lags(x, order), 1e-2);
            final double[] expected = solved(x, order, 1e-2);
            final double[] found = new double[order];
            for (int i = 0; i < order; i++) {
                found[i] = prediction.coefficients()[i];
            }
            assertArrayEquals(expected, found, 1e-3, "order " + order);
        }
    }

    @Test
    void continuesAsTheDifferenceEquationSays() {
        final float[] x = Signals.speech(700, 8_000, 5);
        final LinearPrediction prediction = new LinearPrediction(37);
        prediction.solve(lags(x, 37), 1e-3);
        final Continuation continuation = new Continuation(37);
        continuation.start(prediction.coefficients(), x, x.length);
        final double[] y = new double[1_700];
        for (int i = 0; i < 700; i++) {
            y[i] = x[i];
        }
        for (int i = 700; i < y.length; i++) {
            for (int k = 0; k < 37; k++) {
                y[i] += prediction.coefficients()[k] * y[i - 1 - k];
            }
            assertEquals(y[i], continuation.next(), 1e-3, "sample " + i);
        }
    }

    @Test
    void predictsNothingFromSilence() {
        final LinearPrediction prediction = new LinearPrediction(9);
        prediction.solve(lags(new float[100], 9), 1e-3);
        assertArrayEquals(new float[9], prediction.coefficients(), 0f);
        assertThrows(IllegalArgumentException.class, () -> new LinearPrediction(0));
    }
}
