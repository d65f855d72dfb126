package io.penstock.dsp.kernel;

import java.util.Arrays;

/**
 * Takes the echo that the linear filter left out of the microphone, by gains in time and frequency.
 *
 * <p>The power of the residual is the sum of what the filter knows not to know, a share of the estimated echo that is tracked in bands
 * (nonlinear loudspeakers, movement), and a reverberant tail that decays exponentially (Habets, Gannot, Cohen &amp; Sommen 2008). Gains
 * are Wiener's with decision-directed prior (Ephraim &amp; Malah 1984). Delays by one hop. Not thread-safe.
 */
final class EchoSuppressor {
    private static final int BAND_BINS = 8;
    private static final float TINY = 1e-13f;
    // a hundredth of the rounding noise of 16-bit samples
    private static final float INAUDIBLE = 1e-10f;
    private static final float UNCERTAINTY = 2f;
    private static final float LEAK = 16f;
    private static final float SPREAD = 8;
    private static final float SPREAD_DECAY = 0.5f;
    private static final float MOST_EVIDENCE = 4.6f;
    private static final float NO_EVIDENCE = 0.1f;
    private static final float EVIDENT = 0.25f;
    private static final float VOICE_DECAY = 0.95f;
    private static final float ALONE = 20;
    private static final float TAIL_SHARE = 0.002f;
    private static final float TAIL_DECAY = 0.65f;
    private static final float PRIOR = 0.85f;
    private static final float FLOOR = 0.003f;
    private static final float QUANTILE = 0.2f;
    private static final float STEP = 0.06f;

    private static final float[] COS = new float[256];

    static {
        for (int i = 0; i < COS.length; i++) {
            COS[i] = (float) Math.cos(2 * Math.PI * i / COS.length);
        }
    }

    private final int hop;
    private final Fft fft;
    private final int bins;
    private final float[] window;
    private final float[] errorBlock;
    private final float[] echoBlock;
    private final float[] scratch;
    private final float[] overlap;
    private final float[] er;
    private final float[] ei;
    private final float[] yr;
    private final float[] yi;
    private final float[] errorPower;
    private final float[] echoPower;
    private final float[] leftPower;
    private final float[] tail;
    private final float[] residual;
    private final float[] clean;
    private final float[] leakLog;
    private final float[] spreadLog;
    private float spreadEcho;
    private final NoiseFloor noise;
    private final boolean comfort;
    private int random = 0x2545F491;
    private float lagNumerator;
    private float lagWeight;
    private float lastEvidence;
    private float voice;
    private float mismatch;
    private float match;
    private float echoEnergy;
    private volatile float nearShare;

    EchoSuppressor(final int hop, final boolean comfort, final int hopsPerSecond) {
        this.hop = hop;
        this.comfort = comfort;
        fft = new Fft(Fft.sizeFor(2 * hop));
        bins = fft.bins();
        window = Window.sqrtHann(2 * hop);
        errorBlock = new float[2 * hop];
        echoBlock = new float[2 * hop];
        scratch = new float[fft.size()];
        overlap = new float[hop];
        er = new float[bins];
        ei = new float[bins];
        yr = new float[bins];
        yi = new float[bins];
        errorPower = new float[bins];
        echoPower = new float[bins];
        leftPower = new float[bins];
        tail = new float[bins];
        residual = new float[bins];
        clean = new float[bins];
        leakLog = new float[bins / BAND_BINS];
        spreadLog = new float[bins / BAND_BINS];
        noise = new NoiseFloor(bins, 2 * hopsPerSecond);
        reset();
    }

    /**
     * One hop.
     *
     * @param e           microphone less estimated echo.
     * @param y           estimated echo.
     * @param uncertainty from {@link KalmanEchoFilter#uncertainty()}.
     * @param points      size of the transform that it belongs to.
     * @param out         receives the samples of one hop before.
     */
    void process(final float[] e, final float[] y, final float[] uncertainty, final int points, final float[] out, final int at) {
        analyse(e, errorBlock, er, ei, errorPower);
        analyse(y, echoBlock, yr, yi, echoPower);
        noise.update(errorPower);
        estimateResidual(uncertainty, points);
        applyGains();
        fft.inverse(er, ei, scratch, 0);
        for (int i = 0; i < hop; i++) {
            out[at + i] = overlap[i] + scratch[i] * window[i];
            overlap[i] = scratch[hop + i] * window[hop + i];
        }
    }

    /** By how much the microphone lags the estimate: the slope of the cross spectrum's phase, weighted by signal to noise. */
    private void measureLag() {
        final float step = (float) (2 * Math.PI / fft.size());
        float num = 0;
        float den = 0;
        for (int k = BAND_BINS; k < bins - bins / 8; k++) {
            leftPower[k] += 0.05f * (errorPower[k] - leftPower[k]);
            final float w = step * k / (leftPower[k] + errorPower[k] + 1e-9f);
            num += w * (er[k] * yi[k] - ei[k] * yr[k]);
            den += w * step * k * echoPower[k];
        }
        lagNumerator = num;
        lagWeight = den;
    }

    float lagNumerator() {
        return lagNumerator;
    }

    float lagWeight() {
        return lagWeight;
    }

    /** By how much the estimated echo fails to be in the microphone, 0–1. */
    float mismatch() {
        return mismatch;
    }

    private void analyse(final float[] samples, final float[] block, final float[] re, final float[] im, final float[] power) {
        System.arraycopy(block, hop, block, 0, hop);
        System.arraycopy(samples, 0, block, hop, hop);
        for (int i = 0; i < 2 * hop; i++) {
            scratch[i] = block[i] * window[i];
        }
        Arrays.fill(scratch, 2 * hop, scratch.length, 0);
        fft.forward(scratch, 0, re, im);
        VectorMath.power(re, im, power, bins);
    }

    private void estimateResidual(final float[] uncertainty, final int points) {
        // Echo that is neither there nor is more than there should correlate with the estimate as the estimate with itself.
        float cross = 0;
        float own = 0;
        for (int k = 4; k < bins; k++) {
            cross += er[k] * yr[k] + ei[k] * yi[k];
            own += echoPower[k];
        }
        measureLag();
        match += 0.06f * (cross + own - match);
        echoEnergy += 0.06f * (own - echoEnergy);
        mismatch = echoEnergy > TINY ? Math.min(1, Math.abs(1 - match / echoEnergy)) : 0;
        final float m2 = mismatch > 0.25f ? 2 * mismatch * mismatch : 0;
        trackLeak();
        // An unwindowed block of `points` samples against a windowed one of energy `hop`.
        final float scale = UNCERTAINTY * hop / points;
        final int stride = points / fft.size();
        for (int k = 0; k < bins; k++) {
            final int band = Math.min(k / BAND_BINS, leakLog.length - 1);
            final float leak = LEAK * leakOf(band) + m2;
            final float spread = SPREAD * (float) Math.exp(spreadLog[band]) * spreadEcho / BAND_BINS;
            tail[k] = TAIL_DECAY * tail[k] + TAIL_SHARE * echoPower[k] + 1e-20f;
            residual[k] = scale * uncertainty[k * stride] + leak * echoPower[k] + spread + tail[k];
        }
    }

    private float leakOf(final int band) {
        return (float) Math.exp(leakLog[band]);
    }

    /** Follows a low quantile of error against echo in each band: near-end speech leaves gaps everywhere, residual echo does not. */
    private void trackLeak() {
        final float total = VectorMath.sum(echoPower, 0, bins);
        spreadEcho = Math.max(total, SPREAD_DECAY * spreadEcho);
        for (int b = 0; b < leakLog.length; b++) {
            final float e = VectorMath.sum(errorPower, b * BAND_BINS, BAND_BINS);
            final float y = VectorMath.sum(echoPower, b * BAND_BINS, BAND_BINS);
            final float n = VectorMath.sum(noise.power(), b * BAND_BINS, BAND_BINS);
            if (total > 4 * n + TINY) {
                final float direct = y * leakOf(b);
                final float spread = spreadEcho * (float) Math.exp(spreadLog[b]);
                final float share = direct / (direct + spread);
                final float step = STEP * (e > direct + spread ? QUANTILE : QUANTILE - 1);
                if (y > 4 * n + TINY) {
                    leakLog[b] = Math.max(-14, Math.min(0, leakLog[b] + step * share));
                }
                spreadLog[b] = Math.max(-20, Math.min(-3, spreadLog[b] + step * (1 - share)));
            }
        }
    }

    /**
     * How much there is in how many bands that neither echo nor the room's noise can be: a voice fills many bands, a residual that was
     * estimated too low a few.
     */
    private void detectVoice() {
        final float[] n = noise.power();
        float evidence = 0;
        for (int b = 0; b < leakLog.length; b++) {
            final float e = VectorMath.sum(errorPower, b * BAND_BINS, BAND_BINS);
            final float r = VectorMath.sum(residual, b * BAND_BINS, BAND_BINS) + Math.min(e, 2 * VectorMath.sum(n, b * BAND_BINS, BAND_BINS));
            if (e > r) {
                evidence += Math.min(MOST_EVIDENCE, (float) Math.log(e / (r + TINY)));
            }
        }
        evidence /= leakLog.length;
        final float now = (0.5f * (evidence + lastEvidence) - NO_EVIDENCE) / (EVIDENT - NO_EVIDENCE);
        lastEvidence = evidence;
        voice = Math.max(Math.min(1, now), VOICE_DECAY * voice);
    }

    private void applyGains() {
        detectVoice();
        final float boost = (float) Math.pow(ALONE, 1 - voice);
        float passed = 0;
        float total = TINY;
        final float[] n = noise.power();
        for (int k = 0; k < bins; k++) {
            final float r = residual[k] * boost;
            if (r < INAUDIBLE) {
                clean[k] = errorPower[k];
                passed += errorPower[k];
                total += errorPower[k];
                continue;
            }
            final float posterior = errorPower[k] / r;
            final float prior = PRIOR * clean[k] / r + (1 - PRIOR) * Math.max(0, posterior - 1);
            float g = Math.max(FLOOR, prior / (1 + prior));
            clean[k] = g * g * errorPower[k];
            passed += clean[k];
            total += errorPower[k];
            er[k] *= g;
            ei[k] *= g;
            if (comfort) {
                random = random * 1664525 + 1013904223;
                final float amplitude = (float) Math.sqrt(Math.max(0, Math.min(n[k], 100) * (1 - g * g)));
                final int phase = random >>> 24;
                er[k] += amplitude * COS[phase];
                ei[k] += amplitude * COS[(phase + 64) & 255];
            }
        }
        nearShare = echoEnergy > TINY ? passed / total : 0;
        ei[0] = 0;
        ei[bins - 1] = 0;
    }

    /** Share of the near end in what came in, 0–1. Any thread. */
    float nearShare() {
        return nearShare;
    }

    /** Forgets the sound under way. */
    void flush() {
        Arrays.fill(errorBlock, 0);
        Arrays.fill(echoBlock, 0);
        Arrays.fill(overlap, 0);
        Arrays.fill(clean, 0);
        Arrays.fill(tail, 0);
    }

    void reset() {
        Arrays.fill(leakLog, -3);
        Arrays.fill(spreadLog, -12);
        flush();
        noise.reset();
        match = 0;
        echoEnergy = 0;
    }
}
