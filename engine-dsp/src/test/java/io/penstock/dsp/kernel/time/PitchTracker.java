package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.Signals;

/** Measures the pitch of a piece of sound by its autocorrelation, to a fraction of a sample. */
final class PitchTracker {
    private static final double WINDOW_S = 0.03;
    private static final double LOWEST_HZ = 65;
    private static final double HIGHEST_HZ = 420;
    private static final double CLEAR = 0.95;

    private final int rate;

    PitchTracker(final int rateHz) {
        rate = rateHz;
    }

    /** The pitch in hertz in the middle of the piece that begins at a sample; 0 = not clearly voiced. */
    double at(final float[] x, final int from) {
        final int n = (int) (WINDOW_S * rate);
        final int longest = (int) (rate / LOWEST_HZ);
        final int shortest = (int) (rate / HIGHEST_HZ);
        if (from < 0 || from + n + longest + 1 >= x.length || Signals.power(x, from, from + n) < 1e-5) {
            return 0;
        }
        final double[] score = new double[longest + 2];
        double best = 0;
        for (int lag = shortest - 1; lag <= longest + 1; lag++) {
            double product = 0;
            double here = 1e-12;
            double there = 1e-12;
            for (int i = from; i < from + n; i++) {
                product += x[i] * x[i + lag];
                here += x[i] * x[i];
                there += x[i + lag] * x[i + lag];
            }
            score[lag] = product / Math.sqrt(here * there);
            best = Math.max(best, score[lag]);
        }
        if (best < CLEAR) {
            return 0;
        }
        for (int lag = shortest; lag <= longest; lag++) {
            if (score[lag] > 0.95 * best && score[lag] >= score[lag - 1] && score[lag] >= score[lag + 1]) {
                final double bend = score[lag - 1] - 2 * score[lag] + score[lag + 1];
                return rate / (lag + 0.5 * (score[lag - 1] - score[lag + 1]) / bend);
            }
        }
        return 0;
    }

    static double cents(final double hz, final double of) {
        return 1200 * Math.log(hz / of) / Math.log(2);
    }
}
