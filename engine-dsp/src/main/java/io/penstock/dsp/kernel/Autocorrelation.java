package io.penstock.dsp.kernel;

import java.util.Arrays;

/** Autocorrelation of pieces of sound by way of their power spectra, summed over pieces. Not thread-safe; allocates when constructed only. */
public final class Autocorrelation {
    private final Fft fft;
    private final float[] padded;
    private final float[] re;
    private final float[] im;
    private final float[] power;
    private final float[] lags;

    /**
     * Creates one.
     *
     * @param samples most samples of a piece.
     * @param longest greatest lag.
     */
    public Autocorrelation(final int samples, final int longest) {
        fft = new Fft(Math.max(4, Fft.sizeFor(samples + longest)));
        padded = new float[fft.size()];
        re = new float[fft.bins()];
        im = new float[fft.bins()];
        power = new float[fft.bins()];
        lags = new float[fft.size()];
    }

    /** Begins a new sum. */
    public void clear() {
        Arrays.fill(power, 0);
    }

    /**
     * Adds a piece.
     *
     * @param x windowed samples.
     * @param n how many.
     */
    public void add(final float[] x, final int n) {
        System.arraycopy(x, 0, padded, 0, n);
        Arrays.fill(padded, n, padded.length, 0);
        fft.forward(padded, 0, re, im);
        VectorMath.multiplyAdd(re, re, power, power.length);
        VectorMath.multiplyAdd(im, im, power, power.length);
    }

    /**
     * The sum over all pieces and samples of each sample and the one a lag after it.
     *
     * @return by lag, from 0 to the greatest; valid until the next call.
     */
    public float[] lags() {
        Arrays.fill(im, 0);
        fft.inverse(power, im, lags, 0);
        return lags;
    }
}
