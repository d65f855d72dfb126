package io.penstock.dsp.kernel;

import java.util.Arrays;

/** Short-time spectrum of a signal that comes by hops: two hops under the root of a Hann window. Not thread-safe. */
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
        block = new float[2 * hop];
        scratch = new float[fft.size()];
    }

    void push(final float[] samples) {
        System.arraycopy(block, hop, block, 0, hop);
        System.arraycopy(samples, 0, block, hop, hop);
        for (int i = 0; i < 2 * hop; i++) {
            scratch[i] = block[i] * window[i];
        }
        fft.forward(scratch, 0, re, im);
        VectorMath.power(re, im, power, re.length);
    }

    void clear() {
        Arrays.fill(block, 0);
        Arrays.fill(re, 0);
        Arrays.fill(im, 0);
        Arrays.fill(power, 0);
    }
}
