package io.penstock.dsp.kernel.time;

import java.util.Arrays;

/**
 * Fits a linear predictor to sound: autocorrelation method, solved by the Levinson–Durbin recursion (Makhoul, "Linear prediction: a tutorial
 * review", Proc. IEEE 63, 1975). The predictor is stable: what it continues decays. Not thread-safe; allocates when constructed only.
 */
final class LinearPrediction {
    private static final double STABLE = 0.9999;

    private final int order;
    private final double[] lags;
    private final double[] solution;
    private final float[] coefficients;

    /**
     * Creates a predictor.
     *
     * @param order coefficients, positive.
     */
    LinearPrediction(final int order) {
        if (order < 1) {
            throw new IllegalArgumentException("linear prediction of order " + order + ": needs 1 or more");
        }
        this.order = order;
        lags = new double[order + 1];
        solution = new double[order];
        coefficients = new float[order];
    }

    /**
     * Solves for the predictor.
     *
     * @param correlation autocorrelation of the sound, windowed, by lag.
     * @param whitening power of white noise added to the sound before the fit, relative to the sound: what is that weak is not predicted.
     */
    void solve(final float[] correlation, final double whitening) {
        for (int k = 0; k <= order; k++) {
            lags[k] = correlation[k];
        }
        Arrays.fill(solution, 0);
        lags[0] = lags[0] * (1 + whitening) + 1e-12;
        double error = lags[0];
        for (int m = 0; m < order; m++) {
            final double reflection = (lags[m + 1] - convolved(m)) / error;
            if (!(Math.abs(reflection) < STABLE)) {
                break;
            }
            final int half = m / 2;
            for (int i = 0; i < half; i++) {
                final double low = solution[i];
                final double high = solution[m - 1 - i];
                solution[i] = low - reflection * high;
                solution[m - 1 - i] = high - reflection * low;
            }
            if (m % 2 == 1) {
                solution[half] -= reflection * solution[half];
            }
            solution[m] = reflection;
            error *= 1 - reflection * reflection;
        }
        for (int i = 0; i < order; i++) {
            coefficients[i] = (float) solution[i];
        }
    }

    /** Sum over i of the predictor of order m and the lags before m + 1, in four accumulators. */
    private double convolved(final int m) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i < m - 3; i += 4) {
            a += solution[i] * lags[m - i];
            b += solution[i + 1] * lags[m - i - 1];
            c += solution[i + 2] * lags[m - i - 2];
            d += solution[i + 3] * lags[m - i - 3];
        }
        for (; i < m; i++) {
            a += solution[i] * lags[m - i];
        }
        return a + b + c + d;
    }

    int order() {
        return order;
    }

    /**
     * The predictor: a sample is the sum over i of {@code coefficients[i]} times the sample i + 1 before it.
     *
     * @return the coefficients, live.
     */
    float[] coefficients() {
        return coefficients;
    }
}
