package io.penstock.dsp.kernel.speech;

import io.penstock.dsp.kernel.FastMath;
import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import io.penstock.dsp.kernel.Window;
import java.util.Arrays;

/**
 * What tells voice from noise in 10 ms of sound: how far bands stand out of the steady background, how harmonic they are, how they change.
 *
 * <p>Looks at the last 32 ms in bands between 100 Hz and 7.6 kHz (or what the rate allows), always relative to the background, so that
 * nothing depends on the gain of a microphone.
 */
final class VoiceFeatures {
    /** Number of features. */
    static final int COUNT = 4;
    /** Log likelihood ratio of voice, mean over bands (Sohn, Kim and Sung 1999). */
    static final int LIKELIHOOD = 0;
    /** By how much bands exceed the background, dB, mean over bands. */
    static final int EXCESS = 1;
    /** How periodic it is, 0–1, by how far the low bands stand out, up to 2. */
    static final int HARMONICITY = 2;
    /** By how much the excess changes, dB, mean over bands. */
    static final int FLUX = 3;

    private static final double LOWEST_HZ = 100;
    private static final double HIGHEST_HZ = 7_600;
    private static final double HIGHEST_PITCH_HZ = 400;
    private static final double LOWEST_PITCH_HZ = 75;
    private static final double PITCH_BAND_HZ = 4_000;
    // what lies below -95 dBFS is silence
    private static final float TINY = 3e-10f;
    private static final float LN_2 = 0.6931472f;
    private static final float MOST_RATIO = 12;
    private static final float DECISION_DIRECTED = 0.92f;

    private final int hop;
    private final int windowLength;
    private final Fft fft;
    private final Fft lagFft;
    private final float[] window;
    private final float[] history;
    private final float[] block;
    private final float[] re;
    private final float[] im;
    private final float[] power;
    private final int bands;
    private final int[] edge;
    private final int[] bandOf;
    private final float[] band;
    private final float[] excess;
    private final float[] prior;
    private final BandNoise noise;
    private final float[] lagRe;
    private final float[] lagIm;
    private final float[] lags;
    private final float[] lagWeight;
    private final int shortestLag;
    private final int longestLag;
    private final int lowEnd;
    private float lowExcess;

    VoiceFeatures(final int sampleRateHz) {
        hop = sampleRateHz / 100;
        windowLength = sampleRateHz * 32 / 1000;
        fft = new Fft(Fft.sizeFor(windowLength));
        window = Window.hann(windowLength);
        history = new float[windowLength];
        block = new float[fft.size()];
        re = new float[fft.bins()];
        im = new float[fft.bins()];
        power = new float[fft.bins()];
        final double spacing = (double) sampleRateHz / fft.size();
        edge = edges(sampleRateHz, spacing);
        bands = edge.length - 1;
        bandOf = new int[fft.bins()];
        band = new float[bands];
        excess = new float[bands];
        prior = new float[bands];
        int low = 0;
        for (int b = 0; b < bands; b++) {
            Arrays.fill(bandOf, edge[b], edge[b + 1], b);
            low = edge[b + 1] * spacing <= 1050 ? b + 1 : low;
        }
        lowEnd = low;
        noise = new BandNoise(bands);
        lagFft = new Fft(Math.min(fft.size(), 2 * Fft.sizeFor((int) Math.round(PITCH_BAND_HZ / spacing))));
        lagRe = new float[lagFft.bins()];
        lagIm = new float[lagFft.bins()];
        lags = new float[lagFft.size()];
        final double lagRateHz = spacing * lagFft.size();
        shortestLag = (int) Math.floor(lagRateHz / HIGHEST_PITCH_HZ);
        longestLag = (int) Math.ceil(lagRateHz / LOWEST_PITCH_HZ);
        lagWeight = lagWeights(sampleRateHz, lagRateHz);
    }

    private static int[] edges(final int sampleRateHz, final double spacing) {
        final double top = Math.min(HIGHEST_HZ, 0.475 * sampleRateHz);
        final int[] all = new int[64];
        int n = 0;
        double hz = LOWEST_HZ;
        while (hz < top) {
            all[n++] = (int) Math.round(hz / spacing);
            // an equivalent rectangular bandwidth and a quarter (Glasberg & Moore 1990), at least three bins
            hz += Math.max(3 * spacing, 1.25 * 24.7 * (4.37 * hz / 1000 + 1));
        }
        all[n++] = (int) Math.round(top / spacing);
        return Arrays.copyOf(all, n);
    }

    /** The window's own autocorrelation, by which that of the sound falls with the lag. */
    private float[] lagWeights(final int sampleRateHz, final double lagRateHz) {
        final float[] weights = new float[longestLag + 2];
        for (int lag = 0; lag < weights.length; lag++) {
            final int shift = (int) Math.round(lag * sampleRateHz / lagRateHz);
            double sum = 0;
            double all = 0;
            for (int i = 0; i < windowLength; i++) {
                all += window[i] * window[i];
                sum += i + shift < windowLength ? window[i] * window[i + shift] : 0;
            }
            weights[lag] = (float) (all / sum);
        }
        return weights;
    }

    /** Looks at the next hop, whose samples are finite, and writes the features. */
    void process(final float[] in, final float[] to) {
        System.arraycopy(history, hop, history, 0, windowLength - hop);
        System.arraycopy(in, 0, history, windowLength - hop, hop);
        for (int i = 0; i < windowLength; i++) {
            block[i] = window[i] * history[i];
        }
        fft.forward(block, 0, re, im);
        VectorMath.power(re, im, power, fft.bins());
        final float scale = 1f / windowLength;
        for (int b = 0; b < bands; b++) {
            band[b] = scale * VectorMath.sum(power, edge[b], edge[b + 1] - edge[b]) / (edge[b + 1] - edge[b]) + TINY;
        }
        noise.update(band);
        ratios(to);
        harmonics(to);
    }

    private void ratios(final float[] to) {
        final float[] floor = noise.power();
        float likelihood = 0;
        float total = 0;
        float flux = 0;
        lowExcess = 0;
        for (int b = 0; b < bands; b++) {
            final float posterior = Math.min(band[b] / floor[b], 1e4f);
            // decision-directed a-priori ratio (Ephraim and Malah 1984)
            final float xi = DECISION_DIRECTED * prior[b] + (1 - DECISION_DIRECTED) * Math.max(posterior - 1, 0);
            final float gain = xi / (1 + xi);
            prior[b] = Math.min(gain * gain * posterior, 1e3f);
            likelihood += Math.min(MOST_RATIO, posterior * gain - LN_2 * FastMath.log2(1 + xi));
            final float db = Math.max(0, FastMath.DB_PER_LOG2 * FastMath.log2(posterior));
            flux += Math.abs(db - excess[b]);
            excess[b] = db;
            total += db;
            lowExcess += b < lowEnd ? db : 0;
        }
        lowExcess /= lowEnd;
        to[LIKELIHOOD] = likelihood / bands;
        to[EXCESS] = total / bands;
        to[FLUX] = flux / bands;
    }

    /** Autocorrelation of what stands out of the background. */
    private void harmonics(final float[] to) {
        final float[] floor = noise.power();
        final float scale = 1f / windowLength;
        Arrays.fill(lagRe, 0);
        for (int k = edge[0]; k < Math.min(lagFft.bins(), edge[bands]); k++) {
            final float p = scale * power[k] + TINY;
            final float over = p - 1.5f * floor[bandOf[k]];
            // the root flattens formants, so that the period shows and not the resonances
            lagRe[k] = over > 0 ? over / (float) Math.sqrt(p) : 0;
        }
        lagFft.inverse(lagRe, lagIm, lags, 0);
        float best = 0;
        for (int lag = shortestLag; lag <= longestLag; lag++) {
            final float r = lags[lag] * lagWeight[lag];
            if (r > best && lags[lag] >= lags[lag - 1] && lags[lag] >= lags[lag + 1]) {
                best = r;
            }
        }
        final float h = lags[0] > 0 ? Math.min(1, best / lags[0]) : 0;
        to[HARMONICITY] = h * Math.min(2, lowExcess / 6);
    }

    void reset() {
        Arrays.fill(history, 0);
        Arrays.fill(excess, 0);
        Arrays.fill(prior, 0);
        noise.reset();
    }
}
