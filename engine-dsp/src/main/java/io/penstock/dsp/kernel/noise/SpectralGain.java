package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.FastMath;

/**
 * Gain that estimates the logarithm of the speech amplitude with the least mean square error (Ephraim &amp; Malah 1985), weighed by the
 * probability that there is speech at all (Cohen &amp; Berdugo 2001).
 */
final class SpectralGain {
    private static final float ABSENCE = 0.4f;
    private static final float TINY = 1e-4f;
    // Speech amplitudes have heavier tails than Gaussian ones: what stands out that far is speech, whatever was expected.
    private static final float OUTSTANDING = 6.5f;
    private static final float OUTSTANDING_SHARE = 0.5f;
    private static final float CERTAIN = 120;
    private static final int PER_OCTAVE = 64;
    private static final int OCTAVES = 20;
    private static final int LOWEST_OCTAVE = -14;
    private static final float[] HALF_INTEGRAL = new float[PER_OCTAVE * OCTAVES + 1];

    static {
        for (int i = 0; i < HALF_INTEGRAL.length; i++) {
            HALF_INTEGRAL[i] = (float) Math.exp(0.5 * exponentialIntegral(Math.pow(2, (double) i / PER_OCTAVE + LOWEST_OCTAVE)));
        }
    }

    private SpectralGain() {
    }

    /** Exponential integral E1 of a positive number: power series below 1, continued fraction above (Abramowitz &amp; Stegun 5.1). */
    static double exponentialIntegral(final double x) {
        if (x < 1) {
            double sum = -0.57721566490153286 - Math.log(x);
            double term = 1;
            for (int k = 1; k < 30; k++) {
                term *= -x / k;
                sum -= term / k;
            }
            return sum;
        }
        double f = 0;
        for (int k = 80; k > 0; k--) {
            f = k / (1 + k / (x + f));
        }
        return Math.exp(-x) / (x + f);
    }

    /** {@code exp(E1(v) / 2)}, by a table over the logarithm. */
    static float half(final float v) {
        final float at = (FastMath.log2(Math.max(v, 1e-4f)) - LOWEST_OCTAVE) * PER_OCTAVE;
        final int i = (int) at;
        return i >= HALF_INTEGRAL.length - 1 ? 1 : HALF_INTEGRAL[i] + (at - i) * (HALF_INTEGRAL[i + 1] - HALF_INTEGRAL[i]);
    }

    /** Log-spectral amplitude gain for a-priori ratio {@code xi} and a-posteriori ratio {@code gamma}. */
    static float logAmplitude(final float xi, final float gamma) {
        final float wiener = xi / (1 + xi);
        return wiener * half(wiener * gamma);
    }

    /**
     * Gains of a spectrum.
     *
     * @param y         power.
     * @param noise     power of the noise.
     * @param ratio     a-priori ratio of speech to noise.
     * @param floor     least gain.
     * @param inaudible power that noise may keep, as it is far below the voice: taking it away would only take away what is faint in the voice.
     * @param gains     receives the gains, {@code floor} to 1.
     * @param bins      how many.
     */
    static void gains(final float[] y, final float[] noise, final float[] ratio, final float floor, final float inaudible,
        final float[] gains, final int bins) {
        final float odds = (1 - ABSENCE) / ABSENCE;
        final float logFloor = FastMath.log2(floor);
        final float logInaudible = FastMath.log2(Math.max(inaudible, Float.MIN_NORMAL));
        for (int k = 0; k < bins; k++) {
            final float gamma = y[k] / noise[k];
            final float xi = Math.max(ratio[k], OUTSTANDING_SHARE * (gamma - OUTSTANDING));
            final float absent = 1 / (1 + xi);
            final float wiener = xi * absent;
            final float v = wiener * gamma;
            final float logGain = FastMath.log2(Math.max(wiener * half(v), TINY));
            final float likelihood = odds * absent * FastMath.exp2(Math.min(v * FastMath.LOG2_E, CERTAIN));
            final float p = likelihood / (1 + likelihood);
            final float logLeast = Math.min(0, Math.max(logFloor, 0.5f * (logInaudible - FastMath.log2(noise[k]))));
            gains[k] = FastMath.exp2(Math.min(0, Math.max(logLeast, logLeast + p * (logGain - logLeast))));
        }
    }
}
