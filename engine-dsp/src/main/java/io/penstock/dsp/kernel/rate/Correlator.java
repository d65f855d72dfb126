package io.penstock.dsp.kernel.rate;

import java.util.Arrays;

/**
 * Runs FIR filters along a signal by loops that C2 turns into vector instructions where there are any: it vectorises neither sums along the
 * taps nor loops whose arrays are read at different offsets, which cost five times as much. Not thread-safe; nothing allocates after construction.
 */
final class Correlator {
    /** Taps of {@link #correlate} come in multiples of this: one pass over the outputs each. */
    static final int TAPS_A_PASS = 8;

    private final float[][] shifted;
    private final float[] sums;

    /**
     * Room for {@link #correlate}.
     *
     * @param most outputs of a call at most.
     * @param taps at most.
     */
    Correlator(final int most, final int taps) {
        shifted = new float[TAPS_A_PASS][most + taps];
        sums = new float[most + taps];
    }

    /**
     * A filtered signal, added: {@code y[i] += Σ h[j] · x[xAt + i + j]}.
     *
     * <p>Eight copies of the signal, each shifted by one sample, let eight taps work at one index; between passes it is the sums that move by
     * eight samples (Horner's scheme).
     *
     * @param h    taps, as many as the array is long: a multiple of {@link #TAPS_A_PASS}.
     * @param x    signal.
     * @param xAt  index of the sample under the first tap of the first output; {@code n + h.length - 1} are read.
     * @param y    receives the sums, from index 0.
     * @param n    how many outputs.
     */
    void correlate(final float[] h, final float[] x, final int xAt, final float[] y, final int n) {
        final int taps = h.length;
        if (taps == 0) {
            return;
        }
        for (int k = 0; k < TAPS_A_PASS; k++) {
            System.arraycopy(x, xAt + k, shifted[k], 0, n + taps - TAPS_A_PASS);
        }
        int at = taps - TAPS_A_PASS;
        Arrays.fill(sums, at, at + n, 0);
        pass(h, at, n);
        while (at > 0) {
            System.arraycopy(sums, at, sums, at - TAPS_A_PASS, n);
            at -= TAPS_A_PASS;
            pass(h, at, n);
        }
        add(sums, y, n);
    }

    private void pass(final float[] h, final int at, final int n) {
        pass(shifted[0], shifted[1], shifted[2], shifted[3], h[at], h[at + 1], h[at + 2], h[at + 3], sums, at, at + n);
        pass(shifted[4], shifted[5], shifted[6], shifted[7], h[at + 4], h[at + 5], h[at + 6], h[at + 7], sums, at, at + n);
    }

    private static void pass(final float[] p, final float[] q, final float[] r, final float[] s, final float a, final float b, final float c,
        final float d, final float[] y, final int from, final int to) {
        for (int i = from; i < to; i++) {
            y[i] += (a * p[i] + b * q[i]) + (c * r[i] + d * s[i]);
        }
    }

    private static void add(final float[] x, final float[] y, final int n) {
        for (int i = 0; i < n; i++) {
            y[i] += x[i];
        }
    }
}
