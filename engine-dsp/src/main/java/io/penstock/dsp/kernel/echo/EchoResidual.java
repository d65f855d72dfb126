package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * How much echo the linear filter leaves, by bins, and whether there is a voice beside it.
 *
 * <p>The power of the residual is the sum of what the filter knows not to know or not to reach, a share of the echo in the same band
 * (movement, a filter that is not there yet), and a share of the whole echo (a loudspeaker's harmonics lie where it was not driven). Both
 * shares follow a low quantile of what is seen, on a logarithmic scale. Not thread-safe.
 */
final class EchoResidual {
    static final int BAND_BINS = 8;
    private static final float TINY = 1e-13f;
    private static final float UNCERTAINTY = 2;
    private static final float LEAK = 16;
    private static final float SPREAD = 8;
    private static final float SPREAD_DECAY = 0.5f;
    private static final float QUANTILE = 0.2f;
    private static final float STEP = 0.06f;
    // Natural logarithms of power ratios. A share starts where it does no harm to be wrong: high.
    private static final float FIRST_LEAK = -3;
    private static final float LEAST_LEAK = -14;
    private static final float MOST_LEAK = 0;
    private static final float MOST_COUPLING = 4;
    private static final float FIRST_SPREAD = -8;
    private static final float LEAST_SPREAD = -20;
    private static final float MOST_SPREAD = -3;
    private static final float MOST_EVIDENCE = 4.6f;
    private static final float NO_EVIDENCE = 0.1f;
    private static final float EVIDENT = 0.25f;
    private static final float VOICE_DECAY = 0.95f;
    private static final float RATE = 0.06f;
    private static final float CHANCE = 2;
    private static final float SURELY_LOST = 0.6f;
    private static final float PERHAPS_LOST = 0.3f;
    private static final float MISMATCH = 0.25f;

    private final int low;
    private final float scale;
    private final int stride;
    private final float[] residual;
    private final float[] leakLog;
    private final float[] spreadLog;
    private float spreadEcho;
    private float match;
    private float echoEnergy;
    private float chanceEnergy;
    private float mismatch;
    private float lastEvidence;
    private float voice;

    /**
     * For spectra of {@code bins} bins, of which the filter knows the first {@code low}.
     *
     * @param scale  from the power of the filter's transform to that of these spectra.
     * @param stride bins of the filter's transform to one of these.
     */
    EchoResidual(final int bins, final int low, final float scale, final int stride) {
        this.low = low;
        this.scale = UNCERTAINTY * scale;
        this.stride = stride;
        residual = new float[bins];
        leakLog = new float[bins / BAND_BINS];
        spreadLog = new float[bins / BAND_BINS];
        reset();
    }

    /** Takes spectra and powers of what the filter leaves and of the echo that it knows; above the filter's bins the far end's power. */
    void update(final EchoSpectrum error, final EchoSpectrum echo, final float[] uncertainty, final float[] noise) {
        measureMismatch(error, echo);
        final float m2 = mismatch > MISMATCH ? 2 * mismatch * mismatch : 0;
        trackLeak(error.power, echo.power, noise);
        for (int b = 0; b < leakLog.length; b++) {
            final float leak = LEAK * (float) Math.exp(leakLog[b]) + (b * BAND_BINS < low ? m2 : 0);
            final float spread = SPREAD * (float) Math.exp(spreadLog[b]) * spreadEcho / BAND_BINS;
            final int end = b == leakLog.length - 1 ? residual.length : (b + 1) * BAND_BINS;
            for (int k = b * BAND_BINS; k < end; k++) {
                residual[k] = leak * echo.power[k] + spread;
            }
        }
        for (int k = 0; k < low; k++) {
            residual[k] += scale * uncertainty[k * stride];
        }
        detectVoice(error.power, noise);
    }

    /** Echo that is neither there nor is more than there should correlate with the estimate as the estimate with itself. */
    private void measureMismatch(final EchoSpectrum error, final EchoSpectrum echo) {
        float cross = 0;
        float own = 0;
        float chance = 0;
        for (int k = 4; k < low; k++) {
            cross += error.re[k] * echo.re[k] + error.im[k] * echo.im[k];
            own += echo.power[k];
            chance += echo.power[k] * error.power[k];
        }
        match += RATE * (cross + own - match);
        echoEnergy += RATE * (own - echoEnergy);
        chanceEnergy += RATE * (chance - chanceEnergy);
        // What a voice that has nothing to do with the echo shows by chance does not count.
        final float deviation = Math.abs(echoEnergy - match) - CHANCE * (float) Math.sqrt(RATE * chanceEnergy);
        mismatch = echoEnergy > TINY ? Math.max(0, Math.min(1, deviation / echoEnergy)) : 0;
    }

    /** Follows a low quantile of error against echo in each band: near-end speech leaves gaps everywhere, residual echo does not. */
    private void trackLeak(final float[] error, final float[] echo, final float[] noise) {
        final float total = VectorMath.sum(echo, 0, low);
        spreadEcho = Math.max(total, SPREAD_DECAY * spreadEcho);
        for (int b = 0; b < leakLog.length; b++) {
            final float e = VectorMath.sum(error, b * BAND_BINS, BAND_BINS);
            final float y = VectorMath.sum(echo, b * BAND_BINS, BAND_BINS);
            final float n = VectorMath.sum(noise, b * BAND_BINS, BAND_BINS);
            if (total > 4 * n + TINY) {
                final float direct = y * (float) Math.exp(leakLog[b]);
                final float spread = spreadEcho * (float) Math.exp(spreadLog[b]);
                final float share = direct / (direct + spread);
                final float step = STEP * (e > direct + spread ? QUANTILE : QUANTILE - 1);
                if (y > 4 * n + TINY) {
                    final float most = b * BAND_BINS < low ? MOST_LEAK : MOST_COUPLING;
                    leakLog[b] = Math.max(LEAST_LEAK, Math.min(most, leakLog[b] + step * share));
                }
                spreadLog[b] = Math.max(LEAST_SPREAD, Math.min(MOST_SPREAD, spreadLog[b] + step * (1 - share)));
            }
        }
    }

    /**
     * How much there is in how many bands that neither echo nor the room's noise can be: a voice fills many bands, a residual that was
     * estimated too low a few.
     */
    private void detectVoice(final float[] error, final float[] noise) {
        float evidence = 0;
        final int bands = low / BAND_BINS;
        for (int b = 0; b < bands; b++) {
            final float e = VectorMath.sum(error, b * BAND_BINS, BAND_BINS);
            final float n = Math.min(e, 2 * VectorMath.sum(noise, b * BAND_BINS, BAND_BINS));
            final float r = VectorMath.sum(residual, b * BAND_BINS, BAND_BINS) + n;
            if (e > r) {
                evidence += Math.min(MOST_EVIDENCE, (float) Math.log(e / (r + TINY)));
            }
        }
        evidence /= bands;
        final float now = (0.5f * (evidence + lastEvidence) - NO_EVIDENCE) / (EVIDENT - NO_EVIDENCE);
        lastEvidence = evidence;
        voice = Math.max(Math.min(1, now), VOICE_DECAY * voice);
    }

    /** Expected power of the residual echo. */
    float[] power() {
        return residual;
    }

    /** Whether somebody talks at the near end, 0–1, as far as a filter that is not lost can tell. */
    float voice() {
        final float lost = (mismatch - PERHAPS_LOST) / (SURELY_LOST - PERHAPS_LOST);
        return voice * (1 - Math.max(0, Math.min(1, lost)));
    }

    /** By how much the estimated echo fails to be in the microphone, 0–1. */
    float mismatch() {
        return mismatch;
    }

    /** Whether there is an echo at all. */
    boolean echo() {
        return echoEnergy > TINY;
    }

    void reset() {
        Arrays.fill(leakLog, FIRST_LEAK);
        Arrays.fill(spreadLog, FIRST_SPREAD);
        match = 0;
        echoEnergy = 0;
        chanceEnergy = 0;
        voice = 0;
        lastEvidence = 0;
    }
}
