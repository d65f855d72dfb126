package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * The latest spectra of the far end, one a hop, which all filters of a canceller read.
 *
 * <p>A spectrum is that of the last {@code fft.size()} samples, unwindowed (overlap-save). Not thread-safe.
 */
final class FarSpectra {
    final int bins;
    final int hop;
    private final Fft fft;
    private final FarHistory history;
    private final float[] block;
    private final float[][] re;
    private final float[][] im;
    private final float[][] power;
    private final LoudspeakerModel loudspeaker;
    private int newest;
    private int delay;

    FarSpectra(final Fft fft, final FarHistory history, final LoudspeakerModel loudspeaker, final int hop, final int depth) {
        this.fft = fft;
        this.loudspeaker = loudspeaker;
        this.history = history;
        this.hop = hop;
        bins = fft.bins();
        block = new float[fft.size()];
        re = new float[depth][bins];
        im = new float[depth][bins];
        power = new float[depth][bins];
    }

    /** Takes the next hop, which the history has got already. */
    void push() {
        newest = newest == 0 ? re.length - 1 : newest - 1;
        transform(newest, delay);
    }

    /** Reads the far end so many samples later from now on; all spectra are made anew. */
    void delay(final int samples) {
        delay = samples;
        for (int age = 0; age < re.length; age++) {
            transform(index(age), delay + age * hop);
        }
    }

    int delay() {
        return delay;
    }

    private void transform(final int to, final int at) {
        history.read(at, block, 0, block.length);
        loudspeaker.shape(block, block.length);
        fft.forward(block, 0, re[to], im[to]);
        VectorMath.power(re[to], im[to], power[to], bins);
    }

    int depth() {
        return re.length;
    }

    private int index(final int age) {
        final int i = newest + age;
        return i < re.length ? i : i - re.length;
    }

    /** Real parts of the spectrum that is {@code age} hops old. */
    float[] re(final int age) {
        return re[index(age)];
    }

    /** Imaginary parts of the spectrum that is {@code age} hops old. */
    float[] im(final int age) {
        return im[index(age)];
    }

    /** Power of the spectrum that is {@code age} hops old. */
    float[] power(final int age) {
        return power[index(age)];
    }

    void clear() {
        for (int i = 0; i < re.length; i++) {
            Arrays.fill(re[i], 0);
            Arrays.fill(im[i], 0);
            Arrays.fill(power[i], 0);
        }
    }
}
