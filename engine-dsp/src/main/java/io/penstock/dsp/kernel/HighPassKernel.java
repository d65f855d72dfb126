package io.penstock.dsp.kernel;

/**
 * Butterworth high-pass for any number of interleaved channels: takes away what no voice needs (handling noise, wind, hum, a constant).
 *
 * <p>Without delay beyond the filter's own phase. One instance serves one thread, {@link #notFinite()} may be read from any; nothing
 * allocates after construction.
 */
public final class HighPassKernel {
    private static final int SECOND_ORDER = 2;
    private static final int FOURTH_ORDER = 4;

    private final Biquad[] filters;
    private final int channels;
    private volatile long notFinite;

    /**
     * A filter.
     *
     * @param sampleRateHz samples per second and channel.
     * @param channels     interleaved, 1 or more.
     * @param cornerHz     where it takes away 3 dB; below half the sample rate.
     * @param order        2 (12 dB an octave) or 4 (24 dB an octave).
     */
    public HighPassKernel(final int sampleRateHz, final int channels, final double cornerHz, final int order) {
        if (channels < 1 || order != SECOND_ORDER && order != FOURTH_ORDER) {
            throw new IllegalArgumentException("high-pass of order " + order + " for " + channels
                + " channels: accepted are order 2 or 4 and 1 or more channels");
        }
        this.channels = channels;
        final int sections = order / 2;
        filters = new Biquad[channels * sections];
        for (int i = 0; i < filters.length; i++) {
            // poles of a Butterworth filter lie on a circle, evenly spaced
            final double q = 1 / (2 * Math.cos(Math.PI * (2 * (i % sections) + 1) / (2 * order)));
            filters[i] = Biquad.highPass(sampleRateHz, cornerHz, q);
        }
    }

    /**
     * Filters samples; input and output may be the same array.
     *
     * @param in  interleaved, ±1; what is not a number counts as 0.
     * @param out receives as many.
     * @param n   samples of all channels together, a multiple of the channels.
     */
    public void process(final float[] in, final float[] out, final int n) {
        final int bad = CleanInput.copy(in, 0, out, 0, n);
        final int sections = filters.length / channels;
        for (int c = 0; c < channels; c++) {
            for (int s = 0; s < sections; s++) {
                filters[c * sections + s].process(out, out, c, channels, n / channels);
            }
        }
        if (bad > 0) {
            notFinite += bad;
        }
    }

    /** Forgets the past. */
    public void reset() {
        for (final Biquad filter : filters) {
            filter.reset();
        }
    }

    /**
     * Delay beyond the filter's own phase.
     *
     * @return 0.
     */
    public int latencySamples() {
        return 0;
    }

    /**
     * Samples that were not numbers.
     *
     * @return a count.
     */
    public long notFinite() {
        return notFinite;
    }
}
