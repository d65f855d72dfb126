package io.penstock.core.stages.measure;

import io.penstock.error.ConfigurationException;
import java.util.Arrays;

/**
 * Finds by how much received sound lags behind the original, for sound that carries no marker: generalised cross-correlation by FFT with
 * partial whitening (Knapp and Carter 1976, with the exponent 0.6 instead of 1), parabolic interpolation of the peak.
 *
 * <p>Both are mono floats at one sample rate. An instance works on sounds of up to its size and allocates nothing after construction. One
 * thread.
 */
public final class CrossCorrelator {
    private static final double WHITENING = 0.6;

    private final int size;
    private final double[] cos;
    private final double[] sin;
    private final double[] aRe;
    private final double[] aIm;
    private final double[] bRe;
    private final double[] bIm;
    private double lagSamples;
    private double confidence;

    /**
     * Creates a correlator.
     *
     * @param longest samples of the longer of the two sounds, 16 to 2^22.
     */
    public CrossCorrelator(final int longest) {
        if (longest < 16 || longest > 1 << 22) {
            throw new ConfigurationException("cross-correlator: " + longest + " samples; accepted are 16 to " + (1 << 22));
        }
        size = Integer.highestOneBit(longest - 1) * 4;
        cos = new double[size / 2];
        sin = new double[size / 2];
        for (int i = 0; i < size / 2; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / size);
            sin[i] = -Math.sin(2 * Math.PI * i / size);
        }
        aRe = new double[size];
        aIm = new double[size];
        bRe = new double[size];
        bIm = new double[size];
    }

    /**
     * Compares two sounds.
     *
     * @param original     what was sent.
     * @param originalFrom index of its first sample.
     * @param originalN    how many.
     * @param received     what arrived.
     * @param receivedFrom index of its first sample.
     * @param receivedN    how many.
     * @param leastLag     least lag looked at, in samples; may be negative.
     * @param mostLag      greatest lag looked at.
     * @return whether there was anything to compare; false for silence. {@link #lagSamples} and {@link #confidence} tell the result.
     */
    public boolean compare(final float[] original, final int originalFrom, final int originalN,
                           final float[] received, final int receivedFrom, final int receivedN, final int leastLag, final int mostLag) {
        final int most = size / 2;
        if (originalN > most || receivedN > most || leastLag > mostLag || leastLag <= -originalN || mostLag >= receivedN) {
            throw new ConfigurationException("cross-correlator of " + most + " samples: found sounds of " + originalN + " and " + receivedN
                + " samples and lags " + leastLag + ".." + mostLag + "; sounds must fit and lags must leave an overlap");
        }
        load(original, originalFrom, originalN, aRe, aIm);
        load(received, receivedFrom, receivedN, bRe, bIm);
        transform(aRe, aIm);
        transform(bRe, bIm);
        double total = 0;
        for (int i = 0; i < size; i++) {
            final double re = bRe[i] * aRe[i] + bIm[i] * aIm[i];
            final double im = bIm[i] * aRe[i] - bRe[i] * aIm[i];
            final double magnitude = Math.sqrt(re * re + im * im);
            final double weight = magnitude > 0 ? Math.pow(magnitude, -WHITENING) : 0;
            // The inverse transform is a forward one of the conjugate, up to scale.
            aRe[i] = re * weight;
            aIm[i] = -im * weight;
            total += magnitude * weight;
        }
        if (!(total > 1e-12)) {
            lagSamples = 0;
            confidence = 0;
            return false;
        }
        transform(aRe, aIm);
        int best = leastLag;
        for (int lag = leastLag; lag <= mostLag; lag++) {
            if (at(lag) > at(best)) {
                best = lag;
            }
        }
        final double bend = at(best - 1) - 2 * at(best) + at(best + 1);
        lagSamples = best + (bend < 0 ? 0.5 * (at(best - 1) - at(best + 1)) / bend : 0);
        confidence = at(best) / total;
        return true;
    }

    /**
     * Result of {@link #compare}.
     *
     * @return by how many samples the received sound lags behind, with fraction.
     */
    public double lagSamples() {
        return lagSamples;
    }

    /**
     * How clear the result is.
     *
     * @return 1 for a pure delay, near 0 for unrelated sounds; above 0.1 is a find for half a second of speech or more.
     */
    public double confidence() {
        return confidence;
    }

    private double at(final int lag) {
        return aRe[lag & size - 1];
    }

    private void load(final float[] from, final int start, final int n, final double[] re, final double[] im) {
        for (int i = 0; i < n; i++) {
            re[i] = from[start + i];
        }
        Arrays.fill(re, n, size, 0);
        Arrays.fill(im, 0);
    }

    /** Radix-2 FFT in place, decimation in time. */
    private void transform(final double[] re, final double[] im) {
        for (int i = 1, j = 0; i < size; i++) {
            int bit = size >> 1;
            for (; (j & bit) != 0; bit >>= 1) {
                j ^= bit;
            }
            j ^= bit;
            if (i < j) {
                final double r = re[i];
                re[i] = re[j];
                re[j] = r;
                final double m = im[i];
                im[i] = im[j];
                im[j] = m;
            }
        }
        for (int half = 1, step = size / 2; half < size; half *= 2, step /= 2) {
            for (int from = 0; from < size; from += 2 * half) {
                for (int k = 0; k < half; k++) {
                    final int i = from + k;
                    final int j = i + half;
                    final double r = re[j] * cos[k * step] - im[j] * sin[k * step];
                    final double m = re[j] * sin[k * step] + im[j] * cos[k * step];
                    re[j] = re[i] - r;
                    im[j] = im[i] - m;
                    re[i] += r;
                    im[i] += m;
                }
            }
        }
    }
}
