package io.penstock.core.stages.measure;

import java.util.SplittableRandom;

/**
 * Waveforms of the sound marker: 64 tones 50 Hz apart from 400 Hz with pseudo-noise phases; code {@code c} flips the tones where row
 * {@code c} of the 64 x 64 Hadamard matrix is −1. So all codes share a flat spectrum, can be made at any sample rate, and are orthogonal
 * to each other. Code 0 says where the marker is, one of codes 1–63 which one it is.
 */
final class MarkerCode {
    static final int TONES = 64;
    static final int DURATION_MS = 20;
    private static final double FIRST_HZ = 400;
    private static final double SPACING_HZ = 50;
    private static final double EDGE_S = 0.002;
    // Of the first few hundred seeds, one that gives code 0 a low peak.
    private static final long PHASE_SEED = 20;

    private MarkerCode() {
    }

    /** All 64 codes, unit RMS, at a sample rate. */
    static float[][] waveforms(final double sampleRateHz) {
        final int n = (int) Math.round(sampleRateHz * DURATION_MS / 1000);
        final double[] phases = new SplittableRandom(PHASE_SEED).doubles(TONES, 0, 2 * Math.PI).toArray();
        final double[][] tones = new double[TONES][n];
        for (int k = 0; k < TONES; k++) {
            final double step = 2 * Math.PI * (FIRST_HZ + SPACING_HZ * k) / sampleRateHz;
            for (int i = 0; i < n; i++) {
                tones[k][i] = Math.cos(step * i + phases[k]) * window(i / sampleRateHz, n / sampleRateHz);
            }
        }
        final float[][] codes = new float[TONES][n];
        for (int c = 0; c < TONES; c++) {
            double energy = 0;
            final double[] sum = new double[n];
            for (int k = 0; k < TONES; k++) {
                final int sign = (Integer.bitCount(c & k) & 1) == 0 ? 1 : -1;
                for (int i = 0; i < n; i++) {
                    sum[i] += sign * tones[k][i];
                }
            }
            for (int i = 0; i < n; i++) {
                energy += sum[i] * sum[i];
            }
            final double scale = Math.sqrt(n / energy);
            for (int i = 0; i < n; i++) {
                codes[c][i] = (float) (sum[i] * scale);
            }
        }
        return codes;
    }

    /** Raised-cosine edges, so that the marker does not click. */
    private static double window(final double t, final double length) {
        final double edge = Math.min(t, length - t);
        return edge >= EDGE_S ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, edge) / EDGE_S);
    }
}
