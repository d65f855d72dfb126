package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.VectorMath;

/**
 * Finds how far apart two places of a sound are that can be cut together: the lag of the greatest normalised cross-correlation, summed over
 * all channels, first at about 8 kHz and then to the sample. Not thread-safe; allocates when constructed only.
 */
final class SpliceSearch {
    private static final int COARSE_RATE_HZ = 8_000;
    /** Places this alike are equally good; the lag nearest to what is wanted is taken. */
    private static final float EQUAL = 0.02f;

    private final int stride;
    private final float[][] anchor;
    private final float[][] field;
    private final float[] scores;
    private final int compared;
    private float likeness;
    private float level;

    /**
     * Creates a search.
     *
     * @param sampleRateHz sample rate.
     * @param channels     channels.
     * @param compared     samples that are compared.
     * @param longest      greatest lag.
     */
    SpliceSearch(final int sampleRateHz, final int channels, final int compared, final int longest) {
        stride = Math.max(1, sampleRateHz / COARSE_RATE_HZ);
        this.compared = compared;
        anchor = new float[channels][compared / stride];
        field = new float[channels][(compared + longest) / stride + 2];
        scores = new float[longest / stride + 2];
    }

    /**
     * Searches.
     *
     * @param x        samples by channel.
     * @param at       index of the first sample compared.
     * @param sign     1: places after {@code at}; −1: before.
     * @param shortest least lag.
     * @param longest  greatest lag; less than the shortest: none is found.
     * @param wanted   of equally good lags the one nearest to this is taken.
     * @return the lag, positive; 0 if there is none.
     */
    int find(final float[][] x, final int at, final int sign, final int shortest, final int longest, final int wanted) {
        likeness = 0;
        final int first = (shortest + stride - 1) / stride;
        final int last = longest / stride;
        if (last < first) {
            return 0;
        }
        final int n = compared / stride;
        final int from = sign > 0 ? at + first * stride : at - last * stride;
        final int width = n + last - first;
        for (int c = 0; c < x.length; c++) {
            decimate(x[c], at, anchor[c], n);
            decimate(x[c], from, field[c], width);
        }
        float best = -1;
        for (int lag = first; lag <= last; lag++) {
            final float score = coarse(sign > 0 ? lag - first : last - lag, n);
            scores[lag - first] = score;
            best = Math.max(best, score);
        }
        int chosen = first;
        int distance = Integer.MAX_VALUE;
        for (int lag = first; lag <= last; lag++) {
            final int away = Math.abs(lag * stride - wanted);
            if (scores[lag - first] >= best - EQUAL && isPeak(lag - first, last - first) && away < distance) {
                distance = away;
                chosen = lag;
            }
        }
        return refine(x, at, sign, chosen * stride, shortest, longest);
    }

    private boolean isPeak(final int i, final int last) {
        return (i == 0 || scores[i] >= scores[i - 1]) && (i == last || scores[i] >= scores[i + 1]);
    }

    private void decimate(final float[] x, final int from, final float[] to, final int n) {
        for (int i = 0, at = from; i < n; i++) {
            float sum = 0;
            for (int j = 0; j < stride; j++) {
                sum += x[at++];
            }
            to[i] = sum;
        }
    }

    private float coarse(final int offset, final int n) {
        float product = 0;
        float here = 1e-9f;
        float there = 1e-9f;
        for (int c = 0; c < anchor.length; c++) {
            product += VectorMath.dot(anchor[c], 0, field[c], offset, n);
            here += VectorMath.energy(anchor[c], 0, n);
            there += VectorMath.energy(field[c], offset, n);
        }
        return product / (float) Math.sqrt((double) here * there);
    }

    private int refine(final float[][] x, final int at, final int sign, final int around, final int shortest, final int longest) {
        int lag = around;
        float best = -2;
        for (int l = Math.max(shortest, around - stride + 1); l <= Math.min(longest, around + stride - 1); l++) {
            final float score = likeness(x, at, at + sign * l, compared);
            if (score > best) {
                best = score;
                lag = l;
            }
        }
        likeness = best;
        float energy = 0;
        for (final float[] channel : x) {
            energy += VectorMath.energy(channel, at, compared) + VectorMath.energy(channel, at + sign * lag, compared);
        }
        level = energy / (2 * compared * x.length);
        return lag;
    }

    /** The normalised cross-correlation of two places, over all channels. */
    static float likeness(final float[][] x, final int at, final int other, final int n) {
        float product = 0;
        float here = 1e-9f;
        float there = 1e-9f;
        for (final float[] channel : x) {
            product += VectorMath.dot(channel, at, channel, other, n);
            here += VectorMath.energy(channel, at, n);
            there += VectorMath.energy(channel, other, n);
        }
        return product / (float) Math.sqrt((double) here * there);
    }

    /**
     * How alike the two places of the last search are.
     *
     * @return −1 to 1.
     */
    float likeness() {
        return likeness;
    }

    /**
     * Mean power of a sample at the two places of the last search.
     *
     * @return power, full scale 1.
     */
    float level() {
        return level;
    }

    /**
     * Fades from one place to another so that the power stays: equal sums where they are alike, equal powers where not.
     *
     * @param x      samples.
     * @param from   index of the first sample that is left.
     * @param to     index of the first sample that is joined.
     * @param n      length.
     * @param fade   rises from 0 to 1 over at least {@code n} values.
     * @param alike  likeness, −1 to 1.
     * @param out    receives the samples.
     * @param at     index of the first in {@code out}.
     * @param stride distance of samples in {@code out}.
     */
    static void crossFade(final float[] x, final int from, final int to, final int n, final float[] fade, final float alike,
        final float[] out, final int at, final int stride) {
        final float rho = Math.max(0, Math.min(1, alike));
        for (int i = 0, o = at; i < n; i++, o += stride) {
            final float in = fade[i];
            final float gone = 1 - in;
            final float power = in * in + gone * gone + 2 * rho * in * gone;
            out[o] = (in * x[to + i] + gone * x[from + i]) / (float) Math.sqrt(power);
        }
    }

    /** A raised cosine from 0 to 1. */
    static float[] fade(final int n) {
        final float[] w = new float[n];
        for (int i = 0; i < n; i++) {
            w[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / n));
        }
        return w;
    }
}
