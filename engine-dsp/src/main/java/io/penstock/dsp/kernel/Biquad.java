package io.penstock.dsp.kernel;

/**
 * A second-order recursive filter for one channel: {@code y = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²) x}.
 *
 * <p>Transposed direct form II in double precision, so that filters whose corner lies far below the sample rate stay exact; what dies
 * away is set to zero before it becomes denormal. Designs are those of R. Bristow-Johnson's <i>Audio EQ Cookbook</i>. One instance serves
 * one thread; nothing allocates after construction.
 */
public final class Biquad {
    /** Quality of a second-order Butterworth filter. */
    public static final double BUTTERWORTH = Math.sqrt(0.5);

    // 600 dB below full scale: far from what is heard, far from denormal
    private static final double NOTHING = 1e-30;

    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double s1;
    private double s2;

    /**
     * A filter by its coefficients, normalised to {@code a0 = 1}.
     *
     * @param b0 of the numerator.
     * @param b1 of the numerator.
     * @param b2 of the numerator.
     * @param a1 of the denominator.
     * @param a2 of the denominator.
     * @throws IllegalArgumentException if the filter is not stable.
     */
    public Biquad(final double b0, final double b1, final double b2, final double a1, final double a2) {
        if (!(Math.abs(a2) < 1 && Math.abs(a1) < 1 + a2) || !Double.isFinite(b0 + b1 + b2)) {
            throw new IllegalArgumentException("filter is not stable: a1 " + a1 + ", a2 " + a2);
        }
        this.b0 = b0;
        this.b1 = b1;
        this.b2 = b2;
        this.a1 = a1;
        this.a2 = a2;
    }

    /**
     * Takes away what lies below a frequency.
     *
     * @param sampleRateHz samples per second.
     * @param hz           corner, above 0 and below half the sample rate.
     * @param q            quality: {@link #BUTTERWORTH} is the flattest.
     * @return a filter.
     */
    public static Biquad highPass(final int sampleRateHz, final double hz, final double q) {
        final double w = angle(sampleRateHz, hz);
        final double alpha = Math.sin(w) / (2 * q);
        final double b = (1 + Math.cos(w)) / 2;
        return normalised(b, -2 * b, b, w, alpha);
    }

    /**
     * Takes away what lies above a frequency.
     *
     * @param sampleRateHz samples per second.
     * @param hz           corner, above 0 and below half the sample rate.
     * @param q            quality: {@link #BUTTERWORTH} is the flattest.
     * @return a filter.
     */
    public static Biquad lowPass(final int sampleRateHz, final double hz, final double q) {
        final double w = angle(sampleRateHz, hz);
        final double alpha = Math.sin(w) / (2 * q);
        final double b = (1 - Math.cos(w)) / 2;
        return normalised(b, 2 * b, b, w, alpha);
    }

    /**
     * Leaves what lies around a frequency, 0 dB in its middle.
     *
     * @param sampleRateHz samples per second.
     * @param hz           middle, above 0 and below half the sample rate.
     * @param q            quality: middle divided by the bandwidth at −3 dB.
     * @return a filter.
     */
    public static Biquad bandPass(final int sampleRateHz, final double hz, final double q) {
        final double w = angle(sampleRateHz, hz);
        final double alpha = Math.sin(w) / (2 * q);
        return normalised(alpha, 0, -alpha, w, alpha);
    }

    /**
     * The first stage of the K-weighting of ITU-R BS.1770-4, annex 1: a head's shelf, +4 dB above 1.7 kHz.
     *
     * @param sampleRateHz samples per second, at least 4000; at 48 kHz the coefficients are those of the recommendation.
     * @return a filter.
     */
    public static Biquad headShelf(final int sampleRateHz) {
        // The analogue prototype behind the recommendation's 48 kHz coefficients, recovered by inverting the bilinear transform.
        final double k = Math.tan(angle(sampleRateHz, 1681.974450955533) / 2);
        final double q = 0.7071752369554196;
        final double vh = Math.pow(10, 3.999843853973347 / 20);
        final double vb = Math.pow(vh, 0.4996667741545416);
        final double a0 = 1 + k / q + k * k;
        return new Biquad((vh + vb * k / q + k * k) / a0, 2 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0,
            2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
    }

    /**
     * The second stage of the K-weighting of ITU-R BS.1770-4, annex 1: the revised low-frequency B curve, a high-pass at 38 Hz.
     *
     * @param sampleRateHz samples per second; at 48 kHz the coefficients are those of the recommendation.
     * @return a filter.
     */
    public static Biquad lowFrequencyB(final int sampleRateHz) {
        final double k = Math.tan(angle(sampleRateHz, 38.13547087602444) / 2);
        final double q = 0.5003270373238773;
        final double a0 = 1 + k / q + k * k;
        return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
    }

    private static double angle(final int sampleRateHz, final double hz) {
        if (!(hz > 0 && hz < sampleRateHz / 2.0)) {
            throw new IllegalArgumentException("filter at " + hz + " Hz: accepted is above 0 and below " + sampleRateHz / 2.0
                + " Hz, half the sample rate");
        }
        return 2 * Math.PI * hz / sampleRateHz;
    }

    private static Biquad normalised(final double b0, final double b1, final double b2, final double w, final double alpha) {
        final double a0 = 1 + alpha;
        return new Biquad(b0 / a0, b1 / a0, b2 / a0, -2 * Math.cos(w) / a0, (1 - alpha) / a0);
    }

    /**
     * Filters samples; input and output may be the same array.
     *
     * @param in   finite samples.
     * @param out  receives as many, at the same places.
     * @param at   index of the first.
     * @param step distance from one to the next: the number of interleaved channels.
     * @param n    how many.
     */
    public void process(final float[] in, final float[] out, final int at, final int step, final int n) {
        double z1 = s1;
        double z2 = s2;
        for (int i = 0, k = at; i < n; i++, k += step) {
            final double x = in[k];
            final double y = b0 * x + z1;
            z1 = b1 * x - a1 * y + z2;
            z2 = b2 * x - a2 * y;
            out[k] = (float) y;
        }
        s1 = Math.abs(z1) < NOTHING ? 0 : z1;
        s2 = Math.abs(z2) < NOTHING ? 0 : z2;
    }

    /**
     * Filters one sample.
     *
     * @param x finite.
     * @return what comes out.
     */
    public double process(final double x) {
        final double y = b0 * x + s1;
        s1 = b1 * x - a1 * y + s2;
        s2 = b2 * x - a2 * y;
        return y;
    }

    /** Sets a state that has died away to zero; to be called now and then by those who filter sample by sample. */
    public void settle() {
        s1 = Math.abs(s1) < NOTHING ? 0 : s1;
        s2 = Math.abs(s2) < NOTHING ? 0 : s2;
    }

    /**
     * By how much a steady tone is changed.
     *
     * @param sampleRateHz samples per second.
     * @param hz           of the tone.
     * @return dB.
     */
    public double gainDb(final int sampleRateHz, final double hz) {
        final double w = 2 * Math.PI * hz / sampleRateHz;
        return 10 * Math.log10(squared(b0, b1, b2, w) / squared(1, a1, a2, w));
    }

    private static double squared(final double c0, final double c1, final double c2, final double w) {
        final double re = c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w);
        final double im = c1 * Math.sin(w) + c2 * Math.sin(2 * w);
        return re * re + im * im;
    }

    /** Forgets the past. */
    public void reset() {
        s1 = 0;
        s2 = 0;
    }
}
