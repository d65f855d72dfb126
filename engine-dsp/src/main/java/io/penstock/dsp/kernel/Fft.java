package io.penstock.dsp.kernel;

import org.jtransforms.fft.FloatFFT_1D;
import pl.edu.icm.jlargearrays.ConcurrencyUtils;

/**
 * Discrete Fourier transform of real blocks whose length is a power of two, over JTransforms.
 *
 * <p>Spectra are split into real and imaginary parts, {@code size/2 + 1} bins each, because loops over interleaved complex numbers do not
 * vectorise. Forward is unscaled, inverse divides by the size. One instance serves one thread; nothing allocates after construction.
 */
public final class Fft {
    static {
        // From 8192 points on JTransforms would start threads that hold the JVM open for a minute.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private static final int LEAST = 4;
    private static final int MOST = 1 << 16;

    private final int size;
    private final FloatFFT_1D transform;
    private final float[] packed;

    /**
     * A transform.
     *
     * @param size points, a power of two from 4 to 65536.
     * @throws IllegalArgumentException if it is not.
     */
    public Fft(final int size) {
        if (size < LEAST || size > MOST || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("transform of " + size + " points: needs a power of two from " + LEAST + " to " + MOST);
        }
        this.size = size;
        transform = new FloatFFT_1D(size);
        packed = new float[size];
    }

    /**
     * The least power of two that is not below a number.
     *
     * @param n 1 to 2^30.
     * @return the power of two.
     */
    public static int sizeFor(final int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }

    /**
     * Points.
     *
     * @return the size of a block in samples.
     */
    public int size() {
        return size;
    }

    /**
     * Bins of a spectrum.
     *
     * @return {@code size/2 + 1}, from zero to half the sample rate.
     */
    public int bins() {
        return size / 2 + 1;
    }

    /**
     * Time to frequency.
     *
     * @param time the block starts at index {@code at}; left as it is.
     * @param at   index of its first sample.
     * @param re   receives real parts, {@link #bins()} of them.
     * @param im   receives imaginary parts; the first and the last are 0.
     */
    public void forward(final float[] time, final int at, final float[] re, final float[] im) {
        System.arraycopy(time, at, packed, 0, size);
        transform.realForward(packed);
        final int half = size / 2;
        re[0] = packed[0];
        im[0] = 0;
        re[half] = packed[1];
        im[half] = 0;
        for (int k = 1; k < half; k++) {
            re[k] = packed[2 * k];
            im[k] = packed[2 * k + 1];
        }
    }

    /**
     * Frequency to time.
     *
     * @param re   real parts.
     * @param im   imaginary parts; the first and the last count as 0.
     * @param time receives the block.
     * @param at   index of its first sample.
     */
    public void inverse(final float[] re, final float[] im, final float[] time, final int at) {
        final int half = size / 2;
        packed[0] = re[0];
        packed[1] = re[half];
        for (int k = 1; k < half; k++) {
            packed[2 * k] = re[k];
            packed[2 * k + 1] = im[k];
        }
        transform.realInverse(packed, true);
        System.arraycopy(packed, 0, time, at, size);
    }
}
