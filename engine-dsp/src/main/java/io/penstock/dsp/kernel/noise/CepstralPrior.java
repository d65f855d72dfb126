package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.FastMath;
import io.penstock.dsp.kernel.Fft;

/**
 * Signal-to-noise ratio before a spectrum is seen, by smoothing the estimated speech spectrum over time in the cepstrum (Breithaupt, Gerkmann
 * &amp; Martin 2008).
 *
 * <p>The low quefrencies (the vocal tract) and the peak of the pitch follow at once, all others, where noise makes its random peaks, slowly:
 * little musical noise, and onsets are kept. One update is 10 ms. Not thread-safe.
 */
final class CepstralPrior {
    private static final float LEAST_DB = -25;
    private static final float ENVELOPE_MS = 0.25f;
    private static final float DETAIL_MS = 1.25f;
    private static final float ENVELOPE_MEMORY = 0;
    private static final float DETAIL_MEMORY = 0.5f;
    private static final float FINE_MEMORY = 0.85f;
    private static final float PITCH_MEMORY = 0.16f;
    private static final float PITCH_PEAK = 0.2f;
    private static final int HIGHEST_PITCH_HZ = 400;
    private static final int LOWEST_PITCH_HZ = 70;
    private static final int PITCH_WIDTH = 2;

    private final Fft fft;
    private final int bins;
    private final int pitchFrom;
    private final int pitchTo;
    private final float[] memory;
    private final float[] cepstrum;
    private final float[] logs;
    private final float[] zero;
    private final float[] block;
    private final float least;
    private boolean started;

    CepstralPrior(final Fft fft, final int rateHz) {
        this.fft = fft;
        bins = fft.bins();
        pitchFrom = rateHz / HIGHEST_PITCH_HZ;
        pitchTo = Math.min(rateHz / LOWEST_PITCH_HZ, bins - 2);
        memory = new float[bins];
        for (int q = 0; q < bins; q++) {
            final float ms = 1000f * q / rateHz;
            memory[q] = ms < ENVELOPE_MS ? ENVELOPE_MEMORY : ms < DETAIL_MS ? DETAIL_MEMORY : FINE_MEMORY;
        }
        cepstrum = new float[bins];
        logs = new float[bins];
        zero = new float[bins];
        block = new float[fft.size()];
        least = FastMath.fromDb(LEAST_DB);
    }

    /**
     * The next spectrum.
     *
     * @param y     its power.
     * @param burst power to be taken off: that of the noise, or more where it comes in bursts.
     * @param noise power of the noise.
     * @param ratio receives the a-priori ratio of speech to noise.
     */
    void update(final float[] y, final float[] burst, final float[] noise, final float[] ratio) {
        for (int k = 0; k < bins; k++) {
            logs[k] = FastMath.log2(Math.max(y[k] - burst[k], least * burst[k]));
        }
        java.util.Arrays.fill(zero, 0);
        fft.inverse(logs, zero, block, 0);
        int peak = pitchFrom;
        for (int q = pitchFrom; q <= pitchTo; q++) {
            peak = block[q] > block[peak] ? q : peak;
        }
        final boolean voiced = block[peak] > PITCH_PEAK;
        for (int q = 0; q < bins; q++) {
            float m = started ? memory[q] : 0;
            if (voiced && Math.abs(q - peak) <= PITCH_WIDTH) {
                m = Math.min(m, PITCH_MEMORY);
            }
            cepstrum[q] = block[q] + m * (cepstrum[q] - block[q]);
        }
        started = true;
        System.arraycopy(cepstrum, 0, block, 0, bins);
        for (int q = 1; q < bins - 1; q++) {
            block[block.length - q] = cepstrum[q];
        }
        fft.forward(block, 0, logs, zero);
        for (int k = 0; k < bins; k++) {
            ratio[k] = Math.max(FastMath.exp2(logs[k]) / noise[k], least);
        }
    }

    void reset() {
        started = false;
    }
}
