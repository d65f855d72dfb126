package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * Short-time spectra with a long analysis window and a short synthesis window at its end: fine frequency resolution, little delay.
 *
 * <p>The analysis window rises slowly and falls fast; its product with the synthesis window is a Hann window whose copies add up to 1
 * (Mauler &amp; Martin 2007), so that unchanged spectra give the input back, {@link #latencySamples()} late. Not thread-safe.
 */
final class AsymmetricStft {
    final float[] re;
    final float[] im;

    private final Fft fft;
    private final int step;
    private final int window;
    private final int tail;
    private final float[] analysis;
    private final float[] synthesis;
    private final float[] history;
    private final float[] block;
    private final float[] overlap;
    private final float gain;

    /**
     * A transform.
     *
     * @param window samples of the analysis window; the transform has the next power of two.
     * @param step   samples from one spectrum to the next.
     * @param fall   samples over which the analysis window falls: half the synthesis window, more than half of {@code step}.
     */
    AsymmetricStft(final int window, final int step, final int fall) {
        this.window = window;
        this.step = step;
        tail = 2 * fall;
        fft = new Fft(Fft.sizeFor(window));
        re = new float[fft.bins()];
        im = new float[fft.bins()];
        analysis = new float[window];
        synthesis = new float[tail];
        history = new float[window];
        block = new float[fft.size()];
        overlap = new float[tail];
        final int rise = window - fall;
        for (int i = 0; i < window; i++) {
            analysis[i] = (float) (i < rise ? Math.sin(Math.PI / 2 * (i + 0.5) / rise) : Math.cos(Math.PI / 2 * (i + 0.5 - rise) / fall));
        }
        for (int i = 0; i < tail; i++) {
            double sum = 0;
            for (int j = i % step; j < tail; j += step) {
                sum += hann(j, tail);
            }
            synthesis[i] = (float) (hann(i, tail) / sum / analysis[window - tail + i]);
        }
        gain = 1 / (fft.size() * VectorMath.energy(analysis, 0, window));
    }

    private static double hann(final int i, final int length) {
        return 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / length);
    }

    int bins() {
        return fft.bins();
    }

    Fft fft() {
        return fft;
    }

    int latencySamples() {
        return tail - step;
    }

    /** Mean square of a signal for each unit of power summed over all bins of both halves of its spectrum. */
    float meanSquarePerPower() {
        return gain;
    }

    /** Takes {@code step} samples into {@link #re} and {@link #im}. */
    void forward(final float[] in) {
        System.arraycopy(history, step, history, 0, window - step);
        System.arraycopy(in, 0, history, window - step, step);
        for (int i = 0; i < window; i++) {
            block[i] = history[i] * analysis[i];
        }
        Arrays.fill(block, window, block.length, 0);
        fft.forward(block, 0, re, im);
    }

    /** Gives {@code step} samples of {@link #re} and {@link #im}, which the spectra that follow no longer change. */
    void inverse(final float[] out) {
        fft.inverse(re, im, block, 0);
        final int from = window - tail;
        for (int i = 0; i < tail; i++) {
            overlap[i] += block[from + i] * synthesis[i];
        }
        System.arraycopy(overlap, 0, out, 0, step);
        System.arraycopy(overlap, step, overlap, 0, tail - step);
        Arrays.fill(overlap, tail - step, tail, 0);
    }

    void clear() {
        Arrays.fill(history, 0);
        Arrays.fill(overlap, 0);
    }
}
