package io.penstock.dsp.kernel.rate;

import java.util.Arrays;

/**
 * Raises the rate by one whole number and lowers it by another with one linear-phase low-pass filter, computing only what is kept.
 *
 * <p>The signal is split into as many strands as the rate is lowered by; each output phase is then a sum of short filters that run along
 * strands, which are the loops that vectorise. That pays where a call brings many samples for each strand. Not thread-safe; nothing
 * allocates after construction.
 */
public final class PolyphaseFilter implements RateStage {
    private final int up;
    private final int down;
    private final int channels;
    /** Groups before the current one that the filters reach back to. */
    private final int past;
    /** Samples from the beginning of a group that it waits for. */
    private final int ahead;
    private final float[][] taps;
    private final int[] from;
    private final float[][][] strands;
    private final float[] phase;
    private final Correlator fir;
    private int filled;

    /**
     * A filter.
     *
     * @param up            factor by which the rate is raised, positive.
     * @param down          factor by which it is lowered, positive.
     * @param pass          end of the pass band, as a part of the input rate.
     * @param stop          begin of the stop band, as a part of the input rate; at most {@code up / 2} makes sense.
     * @param attenuationDb of the stop band, 50 and more.
     * @param channels      planes.
     * @param most          samples a plane that a call brings at most.
     */
    public PolyphaseFilter(final int up, final int down, final double pass, final double stop, final double attenuationDb, final int channels,
        final int most) {
        this.up = up;
        this.down = down;
        this.channels = channels;
        final LowPass filter = new LowPass(pass / up, stop / up, attenuationDb);
        final int reach = (int) Math.floor(filter.half());
        ahead = Math.floorDiv((up - 1) * down + reach, up);
        taps = new float[up * down][];
        from = new int[up * down];
        int furthest = 0;
        for (int p = 0; p < up; p++) {
            furthest = Math.min(furthest, design(filter, reach, p));
        }
        past = -furthest;
        final int groups = past + (ahead + most) / down + 2;
        strands = new float[channels][down][groups];
        phase = new float[most / down + 2];
        int longest = 0;
        for (final float[] h : taps) {
            longest = Math.max(longest, h.length);
        }
        fir = new Correlator(phase.length, longest);
    }

    /** Makes the filters of one output phase; the earliest group that they reach, negative. */
    private int design(final LowPass filter, final int reach, final int p) {
        final int first = -Math.floorDiv(reach - p * down, up);
        final int last = Math.floorDiv(reach + p * down, up);
        final double[] weights = new double[last - first + 1];
        double sum = 0;
        for (int t = first; t <= last; t++) {
            weights[t - first] = filter.at(p * down - (double) t * up);
            sum += weights[t - first];
        }
        int furthest = 0;
        for (int r = 0; r < down; r++) {
            // the first and the last group in which sample r of the group lies under the filter
            final int begin = -Math.floorDiv(r - first, down);
            final int end = Math.floorDiv(last - r, down);
            final int n = Math.max(0, end - begin + 1);
            final int padded = (n + Correlator.TAPS_A_PASS - 1) / Correlator.TAPS_A_PASS * Correlator.TAPS_A_PASS;
            final float[] h = new float[padded];
            for (int d = begin; d <= end; d++) {
                // each phase passes a constant as it is
                h[padded - n + d - begin] = (float) (weights[d * down + r - first] / sum);
            }
            taps[p * down + r] = h;
            from[p * down + r] = begin - (padded - n);
            furthest = Math.min(furthest, from[p * down + r]);
        }
        return furthest;
    }

    @Override
    public int process(final float[][] in, final int n, final float[][] out) {
        final int groups = Math.max(0, Math.floorDiv(filled + n - 1 - ahead, down) + 1);
        for (int c = 0; c < channels; c++) {
            append(in[c], n, strands[c]);
            if (groups > 0) {
                for (int p = 0; p < up; p++) {
                    run(strands[c], p, groups, out[c]);
                }
                final int kept = past + (filled + n) / down + 1 - groups;
                for (final float[] strand : strands[c]) {
                    System.arraycopy(strand, groups, strand, 0, Math.min(kept, strand.length - groups));
                }
            }
        }
        filled += n - groups * down;
        return groups * up;
    }

    private void append(final float[] in, final int n, final float[][] to) {
        if (down == 1) {
            System.arraycopy(in, 0, to[0], past + filled, n);
            return;
        }
        for (int r = 0; r < down; r++) {
            final float[] strand = to[r];
            final int first = Math.floorMod(r - filled, down);
            int q = past + (filled + first) / down;
            for (int i = first; i < n; i += down) {
                strand[q++] = in[i];
            }
        }
    }

    private void run(final float[][] x, final int p, final int groups, final float[] out) {
        final float[] y = up == 1 ? out : phase;
        Arrays.fill(y, 0, groups, 0);
        for (int r = 0; r < down; r++) {
            final float[] h = taps[p * down + r];
            fir.correlate(h, x[r], past + from[p * down + r], y, groups);
        }
        if (up > 1) {
            for (int g = 0, k = p; g < groups; g++, k += up) {
                out[k] = y[g];
            }
        }
    }

    @Override
    public int mostOut(final int n) {
        return (n + down - 1) / down * up;
    }

    @Override
    public double backlog() {
        return filled;
    }

    @Override
    public int longestBacklog() {
        return ahead;
    }

    @Override
    public void reset() {
        filled = 0;
        for (final float[][] channel : strands) {
            for (final float[] strand : channel) {
                Arrays.fill(strand, 0);
            }
        }
    }
}
