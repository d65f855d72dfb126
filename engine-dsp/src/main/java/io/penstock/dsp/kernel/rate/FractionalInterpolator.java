package io.penstock.dsp.kernel.rate;

import java.util.Arrays;

/**
 * Reads an oversampled signal at any rate: a short filter whose taps depend on where between two samples an output lies.
 *
 * <p>With a fixed ratio of few enough phases the taps of each are exact; else they are interpolated linearly between 1024 phases, and the ratio may
 * change at any call without a step in the signal: only the speed changes. Places are counted in whole numbers, so nothing drifts.
 */
final class FractionalInterpolator implements RateStage {
    private static final int MOST_EXACT_PHASES = 1024;
    /** Filters have so many taps at least, and a multiple of {@link #LANES}. */
    private static final int LEAST_TAPS = 12;
    private static final int LANES = 4;
    private static final int STEPS_BITS = 10;
    private static final int FRACTION_BITS = 48;
    private static final long ONE = 1L << FRACTION_BITS;
    private static final float WEIGHT = (float) Math.pow(2, STEPS_BITS - FRACTION_BITS);

    private final int inPart;
    private final int outPart;
    private final int channels;
    private final boolean exact;
    private final int taps;
    private final float[] table;
    private final float[] mixed;
    private final float[][] history;
    private double speed = 1;
    private long step;
    private long stepRest;
    private int filled;
    private int at;
    private long fraction;
    private long rest;

    /**
     * An interpolator.
     *
     * @param inPart        samples of input for {@code outPart} of output; without a common divisor.
     * @param outPart       see {@code inPart}.
     * @param changing      whether the ratio may change.
     * @param filter        pass band and stop band, in cycles an input sample.
     * @param channels      planes.
     * @param most          samples a plane that a call brings at most.
     */
    FractionalInterpolator(final int inPart, final int outPart, final boolean changing, final LowPass filter, final int channels,
        final int most) {
        this.inPart = inPart;
        this.outPart = outPart;
        this.channels = channels;
        exact = !changing && outPart <= MOST_EXACT_PHASES;
        taps = Math.max(LEAST_TAPS, ((int) Math.ceil(2 * filter.half()) + LANES - 1) / LANES * LANES);
        final int phases = exact ? outPart : 1 << STEPS_BITS;
        table = new float[(phases + 1) * taps];
        final LowPass whole = filter.ofHalf(taps / 2.0);
        for (int p = 0; p <= phases; p++) {
            design(whole, (double) p / phases, p * taps);
        }
        mixed = new float[taps];
        history = new float[channels][most + 2 * taps];
        nominal();
        reset();
    }

    private void design(final LowPass filter, final double place, final int to) {
        final double[] h = new double[taps];
        double sum = 0;
        for (int j = 0; j < taps; j++) {
            h[j] = filter.at(j - (taps / 2 - 1) - place);
            sum += h[j];
        }
        for (int j = 0; j < taps; j++) {
            table[to + j] = (float) (h[j] / sum);
        }
    }

    private void nominal() {
        final long whole = inPart / outPart;
        final long part = inPart % outPart;
        // part < 2^20 samples a second, so that this does not overflow in two steps of 24 bits
        final long high = (part << FRACTION_BITS / 2) / outPart;
        final long highRest = (part << FRACTION_BITS / 2) % outPart;
        step = (whole << FRACTION_BITS) + (high << FRACTION_BITS / 2) + (highRest << FRACTION_BITS / 2) / outPart;
        stepRest = (highRest << FRACTION_BITS / 2) % outPart;
    }

    /** Changes the number of outputs for an input, relative to that of the rates. */
    void ratio(final double outputs) {
        if (outputs != speed) {
            speed = outputs;
            if (outputs == 1) {
                nominal();
            } else {
                step = Math.round((double) inPart / outPart / outputs * ONE);
                stepRest = 0;
            }
        }
    }

    @Override
    public int process(final float[][] in, final int n, final float[][] out) {
        for (int c = 0; c < channels; c++) {
            System.arraycopy(in[c], 0, history[c], filled, n);
        }
        filled += n;
        final int produced = exact ? exactly(out) : between(out);
        final int done = Math.min(at, filled);
        for (int c = 0; c < channels; c++) {
            System.arraycopy(history[c], done, history[c], 0, filled - done);
        }
        filled -= done;
        at -= done;
        return produced;
    }

    private int exactly(final float[][] out) {
        final int whole = inPart / outPart;
        final int part = inPart % outPart;
        int k = 0;
        int p = (int) fraction;
        int i = at;
        for (; i + taps <= filled; k++) {
            for (int c = 0; c < channels; c++) {
                out[c][k] = dot(table, p * taps, history[c], i, taps);
            }
            i += whole;
            p += part;
            if (p >= outPart) {
                p -= outPart;
                i++;
            }
        }
        at = i;
        fraction = p;
        return k;
    }

    private int between(final float[][] out) {
        int k = 0;
        for (; at + taps <= filled; k++) {
            final int p = (int) (fraction >>> FRACTION_BITS - STEPS_BITS) * taps;
            final float u = (fraction & (1L << FRACTION_BITS - STEPS_BITS) - 1) * WEIGHT;
            for (int j = 0; j < taps; j++) {
                mixed[j] = table[p + j] + u * (table[p + taps + j] - table[p + j]);
            }
            for (int c = 0; c < channels; c++) {
                out[c][k] = dot(mixed, 0, history[c], at, taps);
            }
            fraction += step;
            rest += stepRest;
            if (rest >= outPart) {
                rest -= outPart;
                fraction++;
            }
            at += (int) (fraction >>> FRACTION_BITS);
            fraction &= ONE - 1;
        }
        return k;
    }

    /** A scalar product too short for loops, or for the Vector API: what is always there stands in a line, which takes half the time. */
    private static float dot(final float[] h, final int at, final float[] x, final int from, final int n) {
        float a = h[at] * x[from] + h[at + 4] * x[from + 4] + h[at + 8] * x[from + 8];
        float b = h[at + 1] * x[from + 1] + h[at + 5] * x[from + 5] + h[at + 9] * x[from + 9];
        float c = h[at + 2] * x[from + 2] + h[at + 6] * x[from + 6] + h[at + 10] * x[from + 10];
        float d = h[at + 3] * x[from + 3] + h[at + 7] * x[from + 7] + h[at + 11] * x[from + 11];
        for (int i = LEAST_TAPS; i < n; i += LANES) {
            a += h[at + i] * x[from + i];
            b += h[at + i + 1] * x[from + i + 1];
            c += h[at + i + 2] * x[from + i + 2];
            d += h[at + i + 3] * x[from + i + 3];
        }
        return (a + b) + (c + d);
    }

    @Override
    public int mostOut(final int n) {
        return (int) Math.ceil((n + 1.0) * outPart / inPart * 1.03) + 1;
    }

    @Override
    public double backlog() {
        final double place = exact ? (double) fraction / outPart : fraction / (double) ONE;
        return filled - (at + taps / 2 - 1) - place;
    }

    @Override
    public int longestBacklog() {
        return taps / 2;
    }

    @Override
    public void reset() {
        for (final float[] plane : history) {
            Arrays.fill(plane, 0);
        }
        // the first output lies at the first input, with silence before it
        filled = taps / 2 - 1;
        at = 0;
        fraction = 0;
        rest = 0;
    }
}
