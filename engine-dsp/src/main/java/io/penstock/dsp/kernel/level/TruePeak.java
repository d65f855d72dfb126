package io.penstock.dsp.kernel.level;

/**
 * The peak of the wave that samples stand for, which may lie between them: oversampling by four, ITU-R BS.1770-4, annex 2.
 *
 * <p>One channel; the state is the last {@value #TAPS} samples. Underestimates by at most 0.6 dB (annex 2, attachment 1).
 */
final class TruePeak {
    /** Taps of each of the four phases. */
    static final int TAPS = 12;
    /** Delay of the interpolation in samples: its value belongs so far back. */
    static final int DELAY = TAPS / 2;

    // ITU-R BS.1770-4, annex 2: phases 0 and 1; phases 3 and 2 are the same backwards.
    private static final float[] PHASE_0 = {0.0017089843750f, 0.0109863281250f, -0.0196533203125f, 0.0332031250000f, -0.0594482421875f,
        0.1373291015625f, 0.9721679687500f, -0.1022949218750f, 0.0476074218750f, -0.0266113281250f, 0.0148925781250f, -0.0083007812500f};
    private static final float[] PHASE_1 = {-0.0291748046875f, 0.0292968750000f, -0.0517578125000f, 0.0891113281250f, -0.1665039062500f,
        0.4650878906250f, 0.7797851562500f, -0.2003173828125f, 0.1015625000000f, -0.0582275390625f, 0.0330810546875f, -0.0189208984375f};

    // sum of the magnitudes of phase 1: no wave between the samples is higher
    private static final float MOST_GAIN = 2.1f;

    private final float[] history;

    /** For blocks of at most {@code most} samples. */
    TruePeak(final int most) {
        history = new float[TAPS - 1 + most];
    }

    /**
     * The peak that ends with these samples.
     *
     * @param x    samples.
     * @param at   index of the first.
     * @param step distance from one to the next.
     * @param n    how many.
     * @param known what is already known to be reached: if the samples are so low that they cannot exceed it, nothing is computed.
     * @return the greatest magnitude of the interpolated wave, and of the samples; not below {@code known}.
     */
    float process(final float[] x, final int at, final int step, final int n, final float known) {
        load(x, at, step, n);
        float highest = 0;
        for (int i = 0; i < TAPS - 1 + n; i++) {
            highest = Math.max(highest, Math.abs(history[i]));
        }
        float peak = known;
        if (MOST_GAIN * highest <= known) {
            keep(n);
            return peak;
        }
        for (int i = 0; i < n; i++) {
            peak = Math.max(peak, interpolated(i));
        }
        keep(n);
        return peak;
    }

    /**
     * The magnitude around each sample: that of the sample and of the three values after it, {@value #DELAY} samples late.
     *
     * @param to receives {@code n} magnitudes, the greater of what is there and what is found.
     */
    void envelope(final float[] x, final int at, final int step, final int n, final float[] to) {
        load(x, at, step, n);
        for (int i = 0; i < n; i++) {
            to[i] = Math.max(to[i], interpolated(i));
        }
        keep(n);
    }

    private void load(final float[] x, final int at, final int step, final int n) {
        for (int i = 0; i < n; i++) {
            history[TAPS - 1 + i] = x[at + i * step];
        }
    }

    private void keep(final int n) {
        System.arraycopy(history, n, history, 0, TAPS - 1);
    }

    private float interpolated(final int i) {
        float p0 = 0;
        float p1 = 0;
        float p2 = 0;
        float p3 = 0;
        for (int j = 0; j < TAPS; j++) {
            final float x = history[i + j];
            // the newest sample meets the first tap
            p0 += x * PHASE_0[TAPS - 1 - j];
            p1 += x * PHASE_1[TAPS - 1 - j];
            p2 += x * PHASE_1[j];
            p3 += x * PHASE_0[j];
        }
        final float between = Math.max(Math.max(Math.abs(p0), Math.abs(p1)), Math.max(Math.abs(p2), Math.abs(p3)));
        return Math.max(between, Math.abs(history[i + TAPS - 1 - DELAY]));
    }

    void reset() {
        java.util.Arrays.fill(history, 0);
    }
}
