package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * Finds by how many hops the echo lags the far end, from leaky averages of the whitened cross spectra of the microphone with each of
 * the last hops of the far end (a generalised cross-correlation by blocks; Knapp &amp; Carter 1976). Not thread-safe.
 */
final class DelayEstimator {
    private static final int LOWEST_HZ = 250;
    private static final int HIGHEST_HZ = 3600;
    private static final float RATE = 0.02f;
    /** The first lag with this share of the strongest one's score is where the echo begins. */
    private static final float ONSET = 0.15f;
    private static final int LONGEST_RISE = 6;
    private static final float PSD_RATE = 0.05f;
    private static final float TINY = 1e-9f;

    private final FarHistory history;
    private final Fft fft;
    private final int hop;
    private final int lags;
    private final int first;
    private final int bins;
    private final float[] block;
    private final float[] re;
    private final float[] im;
    private final float[] farPsd;
    private final float[] nearPsd;
    private final float[][] farRe;
    private final float[][] farIm;
    private final float[][] crossRe;
    private final float[][] crossIm;
    private final float[] score;
    private final float[] yr;
    private final float[] yi;
    private int newest;
    private volatile int best = -1;
    private int candidate = -1;
    private int held;
    private int heard;
    private float rate;

    DelayEstimator(final FarHistory history, final int sampleRateHz, final int hop, final int lags) {
        this.history = history;
        this.hop = hop;
        this.lags = lags;
        fft = new Fft(Fft.sizeFor(2 * hop + 1));
        first = LOWEST_HZ * fft.size() / sampleRateHz;
        bins = Math.min(HIGHEST_HZ * fft.size() / sampleRateHz, fft.size() / 2) - first;
        block = new float[fft.size()];
        re = new float[fft.bins()];
        im = new float[fft.bins()];
        farPsd = new float[bins];
        nearPsd = new float[bins];
        farRe = new float[lags][bins];
        farIm = new float[lags][bins];
        crossRe = new float[lags][bins];
        crossIm = new float[lags][bins];
        score = new float[lags];
        yr = new float[bins];
        yi = new float[bins];
    }

    /** Takes a hop of the microphone; the history has the far end of that time already. */
    void process(final float[] near, final int at, final boolean farActive) {
        newest = newest == 0 ? lags - 1 : newest - 1;
        history.read(0, block, 0, block.length);
        whiten(farPsd, farRe[newest], farIm[newest]);
        Arrays.fill(block, 0);
        System.arraycopy(near, at, block, block.length - hop, hop);
        whiten(nearPsd, yr, yi);
        if (!farActive) {
            return;
        }
        heard++;
        rate = Math.max(RATE, 1f / heard);
        int top = 0;
        float total = 0;
        for (int p = 0; p < lags; p++) {
            final int i = newest + p < lags ? newest + p : newest + p - lags;
            correlate(farRe[i], farIm[i], crossRe[p], crossIm[p]);
            score[p] = VectorMath.energy(crossRe[p], 0, bins) + VectorMath.energy(crossIm[p], 0, bins);
            total += score[p];
            if (score[p] > score[top]) {
                top = p;
            }
        }
        decide(top, total / lags);
    }

    private void correlate(final float[] xr, final float[] xi, final float[] cr, final float[] ci) {
        for (int k = 0; k < bins; k++) {
            cr[k] += rate * (yr[k] * xr[k] + yi[k] * xi[k] - cr[k]);
        }
        for (int k = 0; k < bins; k++) {
            ci[k] += rate * (yi[k] * xr[k] - yr[k] * xi[k] - ci[k]);
        }
    }

    private void whiten(final float[] psd, final float[] toRe, final float[] toIm) {
        fft.forward(block, 0, re, im);
        for (int k = 0; k < bins; k++) {
            final float r = re[first + k];
            final float i = im[first + k];
            final float power = r * r + i * i;
            psd[k] += PSD_RATE * (power - psd[k]);
            final float w = 1 / (float) Math.sqrt(Math.max(psd[k], power) + TINY);
            toRe[k] = r * w;
            toIm[k] = i * w;
        }
    }

    private void decide(final int top, final float mean) {
        if (score[top] < 3 * mean) {
            held = 0;
            return;
        }
        // A strong reflection may come later than the sound that came straight.
        final float enough = mean + ONSET * (score[top] - mean);
        int onset = Math.max(0, top - LONGEST_RISE);
        while (score[onset] < enough) {
            onset++;
        }
        if (Math.abs(onset - candidate) <= 1) {
            held++;
        } else {
            candidate = onset;
            held = 0;
        }
        if (held >= 10) {
            // A block of the far end is three hops long: it holds what is to come up to two lags early.
            best = Math.min(onset + 1, top);
        }
    }

    /** Hops by which the echo begins to lag; −1 as long as it is not known. */
    int lagHops() {
        return best;
    }

    /** How strongly the microphone follows the far end of so many hops ago. */
    float score(final int lag) {
        return score[lag];
    }

    /** The best score of some lags. */
    float best(final int from, final int to) {
        float top = 0;
        for (int p = from; p <= to && p < lags; p++) {
            top = Math.max(top, score[p]);
        }
        return top;
    }
}
