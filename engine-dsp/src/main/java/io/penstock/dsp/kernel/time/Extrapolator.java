package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.Autocorrelation;

/**
 * Continues a sound beyond its last sample: linear prediction long enough to hold a pitch period (Kauppinen and Roth, "Audio signal
 * extrapolation", DAFx 2002), done in warped time in which the pitch stands still, so that a rising voice goes on rising.
 *
 * <p>A predictor foresees what is tonal and lets the rest die away. What it missed of the last 20 ms, when started before them, has just the
 * spectrum of that rest; it is added, played backwards: in background noise all its bands, in speech only what lies above 1.5 kHz, and no
 * more than a sixteenth of the sound's power, as wrong sound is further from the true one than none.
 *
 * <p>All channels share predictor and warp, so that the stereo image stays. Not thread-safe; allocates when constructed only.
 */
final class Extrapolator {
    static final double ANALYSED_MS = 60;
    static final double KEPT_MS = 80;
    private static final double ORDER_MS = 16;
    private static final double MISSED_MS = 20;
    private static final double NOISE_RAMP_MS = 2;
    private static final double FADE_IN = 0.6;
    private static final double WHITENING = 2e-3;
    private static final double HIGH_PASS_HZ = 1_500;
    /** 5 dB down is hardly heard for 20 ms. */
    private static final double BACKGROUND_POWER = 0.3;
    private static final double MOST_MISSED = 1.0 / 16;
    /** Warped samples remembered for the interpolation. */
    private static final int RING = 16;

    private final int channels;
    private final int rate;
    private final int analysed;
    private final int missed;
    private final int bend;
    private final float rampStep;
    private final PitchSlope pitchSlope;
    private final Autocorrelation autocorrelation;
    private final LinearPrediction prediction;
    private final Continuation[] continuations;
    private final float[] window;
    private final float[] windowed;
    private final float[][] warped;
    private final float[][] noise;
    private final float[][] ring;
    private final double highPass0;
    private final double highPass1;
    private final double highPass2;

    private double slope;
    private int produced;
    private int played;
    private float noiseGain;

    Extrapolator(final int sampleRateHz, final int channels) {
        this.channels = channels;
        rate = sampleRateHz;
        analysed = samples(ANALYSED_MS);
        missed = samples(MISSED_MS);
        bend = samples(MISSED_MS);
        rampStep = 1f / Math.max(1, samples(NOISE_RAMP_MS));
        pitchSlope = new PitchSlope(sampleRateHz, kept(sampleRateHz));
        prediction = new LinearPrediction(Math.max(2, samples(ORDER_MS)));
        autocorrelation = new Autocorrelation(analysed, prediction.order());
        window = fadeIn(analysed);
        windowed = new float[analysed];
        warped = new float[channels][analysed];
        noise = new float[channels][missed];
        ring = new float[channels][RING];
        continuations = new Continuation[channels];
        for (int c = 0; c < channels; c++) {
            continuations[c] = new Continuation(prediction.order());
        }
        // Butterworth high-pass of order 2 by the bilinear transform
        final double w = Math.tan(Math.PI * Math.min(HIGH_PASS_HZ / sampleRateHz, 0.4));
        highPass0 = 1 / (1 + Math.sqrt(2) * w + w * w);
        highPass1 = 2 * (w * w - 1) * highPass0;
        highPass2 = (1 - Math.sqrt(2) * w + w * w) * highPass0;
    }

    /** Samples a channel of the past that {@link #start} needs. */
    static int kept(final int sampleRateHz) {
        return (int) (KEPT_MS * sampleRateHz / 1000);
    }

    /** A window that rises over the first part and stays 1 to the end, where the sound goes on. */
    static float[] fadeIn(final int n) {
        final float[] w = new float[n];
        for (int i = 0; i < n; i++) {
            w[i] = (float) Math.sin(Math.PI / 2 * Math.min(1, i / (FADE_IN * n)));
        }
        return w;
    }

    /** Undoes a change of pitch in the last samples: time runs faster or slower towards the past, and as it was at the end. */
    static void warp(final float[] past, final double slopePerSample, final float[] out, final int n) {
        final int end = past.length - 1;
        if (slopePerSample == 0) {
            System.arraycopy(past, past.length - n, out, 0, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            final double u = i - (n - 1);
            final double t = end + (Math.sqrt(1 + 2 * slopePerSample * u) - 1) / slopePerSample;
            final int at = Math.max(1, Math.min(end - 2, (int) t));
            out[i] = cubic(past[at - 1], past[at], past[at + 1], past[at + 2], (float) (t - at));
        }
    }

    /** Catmull and Rom's cubic through four samples, {@code f} after the second. */
    private static float cubic(final float a, final float b, final float c, final float d, final float f) {
        return b + 0.5f * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
    }

    /**
     * Looks at the past.
     *
     * @param past       samples by channel, {@link #kept} each.
     * @param background whether it is noise that has to keep its level.
     */
    void start(final float[][] past, final boolean background) {
        final double perSecond = pitchSlope.find(past);
        slope = background ? 0 : perSecond / rate;
        autocorrelation.clear();
        for (int c = 0; c < channels; c++) {
            warp(past[c], slope, warped[c], analysed);
            for (int i = 0; i < analysed; i++) {
                windowed[i] = warped[c][i] * window[i];
            }
            autocorrelation.add(windowed, analysed);
        }
        prediction.solve(autocorrelation.lags(), WHITENING);
        findMissed(background);
        for (int c = 0; c < channels; c++) {
            continuations[c].start(prediction.coefficients(), warped[c], analysed);
            for (int i = 0; i < RING / 2; i++) {
                ring[c][-i & RING - 1] = warped[c][analysed - 1 - i];
            }
        }
        produced = 0;
        played = 0;
    }

    /** What the predictor would have missed of the last 20 ms. */
    private void findMissed(final boolean background) {
        double sound = 1e-9;
        double rest = 1e-9;
        final int from = analysed - missed;
        for (int c = 0; c < channels; c++) {
            final Continuation continuation = continuations[c];
            final float[] x = warped[c];
            final float[] m = noise[c];
            continuation.start(prediction.coefficients(), x, from);
            double s1 = 0;
            double s2 = 0;
            for (int i = 0; i < missed; i++) {
                final float miss = x[from + i] - continuation.next();
                final double s0 = miss - highPass1 * s1 - highPass2 * s2;
                final float high = (float) (highPass0 * (s0 - 2 * s1 + s2));
                s2 = s1;
                s1 = s0;
                m[i] = background ? miss : high;
                sound += x[from + i] * x[from + i];
                rest += m[i] * m[i];
            }
        }
        // A long predictor fits even noise in part: what it missed is less than what it will miss.
        noiseGain = (float) Math.sqrt(background ? Math.min(2, BACKGROUND_POWER * sound / rest) : Math.min(1, MOST_MISSED * sound / rest));
    }

    /**
     * The next samples.
     *
     * @param out receives them by channel, from index 0.
     * @param n   how many.
     */
    void next(final float[][] out, final int n) {
        for (int i = 0; i < n; i++) {
            played++;
            final int bent = Math.min(played, bend);
            final double u = played + slope * bent * (0.5 * bent + (played - bent));
            final int at = (int) u;
            while (produced < at + 2) {
                produce();
            }
            final float f = (float) (u - at);
            for (int c = 0; c < channels; c++) {
                final float[] r = ring[c];
                out[c][i] = cubic(r[at - 1 & RING - 1], r[at & RING - 1], r[at + 1 & RING - 1], r[at + 2 & RING - 1], f);
            }
        }
    }

    private void produce() {
        produced++;
        final int index = (produced - 1) % (2 * missed);
        final int noiseAt = index < missed ? missed - 1 - index : index - missed;
        final float gain = noiseGain * Math.min(1, produced * rampStep);
        for (int c = 0; c < channels; c++) {
            ring[c][produced & RING - 1] = continuations[c].next() + gain * noise[c][noiseAt];
        }
    }

    double periodicity() {
        return pitchSlope.periodicity();
    }

    private int samples(final double ms) {
        return (int) (ms * rate / 1000);
    }
}
