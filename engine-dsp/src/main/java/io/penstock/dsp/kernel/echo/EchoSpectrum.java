package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import io.penstock.dsp.kernel.Window;
import java.util.Arrays;

/** Short-time spectrum of a signal that comes by hops: a hop and what it overlaps with the next, under a window. Not thread-safe. */
final class EchoSpectrum {
    final float[] re;
    final float[] im;
    final float[] power;
    private final int hop;
    private final Fft fft;
    private final float[] window;
    private final float[] block;
    private final float[] scratch;

    EchoSpectrum(final int hop, final Fft fft, final float[] window) {
        this.hop = hop;
        this.fft = fft;
        this.window = window;
        re = new float[fft.bins()];
        im = new float[fft.bins()];
        power = new float[fft.bins()];
        block = new float[window.length];
        scratch = new float[fft.size()];
    }

    void push(final float[] samples) {
        System.arraycopy(block, hop, block, 0, block.length - hop);
        System.arraycopy(samples, 0, block, block.length - hop, hop);
        for (int i = 0; i < block.length; i++) {
            scratch[i] = block[i] * window[i];
        }
        fft.forward(scratch, 0, re, im);
        VectorMath.power(re, im, power, re.length);
    }

    /** Rises like the root of a Hann window over {@code overlap} samples, stays for the rest of a hop, and falls. */
    static float[] window(final int hop, final int overlap) {
        final float[] slopes = Window.sqrtHann(2 * overlap);
        final float[] w = new float[hop + overlap];
        Arrays.fill(w, 1);
        System.arraycopy(slopes, 0, w, 0, overlap);
        System.arraycopy(slopes, overlap, w, hop, overlap);
        return w;
    }

    void clear() {
        Arrays.fill(block, 0);
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        Arrays.fill(power, 0);
    }
}
