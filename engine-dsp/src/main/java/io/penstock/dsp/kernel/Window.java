package io.penstock.dsp.kernel;

/** Window functions, made once. */
public final class Window {
    private Window() {
    }

    /**
     * Periodic Hann window: copies shifted by half its length add up to 1.
     *
     * @param length samples, positive.
     * @return a new array.
     */
    public static float[] hann(final int length) {
        final float[] w = new float[length];
        for (int i = 0; i < length; i++) {
            w[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
        }
        return w;
    }

    /**
     * Square root of {@link #hann}: for analysis and synthesis.
     *
     * @param length samples, positive.
     * @return a new array.
     */
    public static float[] sqrtHann(final int length) {
        final float[] w = new float[length];
        for (int i = 0; i < length; i++) {
            w[i] = (float) Math.sin(Math.PI * i / length);
        }
        return w;
    }

    /**
     * Kaiser's window at any place, for resampling filters.
     *
     * @param x    place, −1 to 1; outside it is 0.
     * @param beta shape: 0 = rectangle, 8 = about 80 dB, 12 = about 120 dB of stop-band attenuation.
     * @return the value, 1 in the middle.
     */
    public static double kaiser(final double x, final double beta) {
        final double r = 1 - x * x;
        return r < 0 ? 0 : besselI0(beta * Math.sqrt(r)) / besselI0(beta);
    }

    /** Modified Bessel function of the first kind and order 0, by its power series. */
    static double besselI0(final double x) {
        double sum = 1;
        double term = 1;
        final double q = x * x / 4;
        for (int k = 1; term > sum * 1e-17; k++) {
            term *= q / ((double) k * k);
            sum += term;
        }
        return sum;
    }
}
