package io.penstock.dsp.kernel.level;

import io.penstock.dsp.kernel.Biquad;
import java.util.Arrays;

/**
 * Loudness by ITU-R BS.1770-4 and EBU Tech 3341: momentary (400 ms), short-term (3 s), integrated with both gates.
 *
 * <p>Blocks of 400 ms overlap by 75 %. What the integrated loudness needs of the past is a histogram of block loudness in steps of
 * 0.01 LU, so that hours take no more room than seconds; the sums in it are exact.
 */
final class Loudness {
    private static final double ABSOLUTE_GATE_LUFS = -70;
    private static final double RELATIVE_GATE_LU = -10;
    private static final double MOST_LUFS = 30;
    private static final int STEPS_PER_LU = 100;
    private static final int BLOCK_HOPS = 4;
    private static final int SHORT_TERM_HOPS = 30;
    private static final int HOPS_PER_SECOND = 10;
    // BS.1770-4, table 3: 0 LUFS, and the weight of the surround channels
    private static final double OFFSET = -0.691;
    private static final double SURROUND = 1.41;

    private final int channels;
    private final int hop;
    private final Biquad[] shelf;
    private final Biquad[] lowCut;
    private final double[] weight;
    private final double[] hops = new double[SHORT_TERM_HOPS];
    private final double[] energy = new double[(int) ((MOST_LUFS - ABSOLUTE_GATE_LUFS) * STEPS_PER_LU) + 1];
    private final long[] count = new long[energy.length];
    private double sum;
    private int filled;
    private long done;
    private double gatedEnergy;
    private long gatedCount;
    private volatile float momentary = Float.NEGATIVE_INFINITY;
    private volatile float shortTerm = Float.NEGATIVE_INFINITY;
    private volatile float integrated = Float.NEGATIVE_INFINITY;

    Loudness(final int sampleRateHz, final int channels) {
        this.channels = channels;
        hop = Math.max(1, Math.round(sampleRateHz / (float) HOPS_PER_SECOND));
        shelf = new Biquad[channels];
        lowCut = new Biquad[channels];
        weight = new double[channels];
        for (int c = 0; c < channels; c++) {
            shelf[c] = Biquad.headShelf(sampleRateHz);
            lowCut[c] = Biquad.lowFrequencyB(sampleRateHz);
            // L R C (LFE) Ls Rs: the LFE does not count, the surround channels count more
            final boolean five = channels == 5 && c >= 3;
            final boolean fiveOne = channels == 6 && c >= 4;
            weight[c] = channels == 6 && c == 3 ? 0 : five || fiveOne ? SURROUND : 1;
        }
    }

    void process(final float[] x, final int frames) {
        int at = 0;
        while (at < frames) {
            final int n = Math.min(frames - at, hop - filled);
            for (int c = 0; c < channels; c++) {
                sum += weight[c] * weighted(x, at * channels + c, n, shelf[c], lowCut[c]);
            }
            at += n;
            filled += n;
            if (filled == hop) {
                endHop();
            }
        }
    }

    private double weighted(final float[] x, final int at, final int n, final Biquad first, final Biquad second) {
        double squares = 0;
        for (int i = 0, k = at; i < n; i++, k += channels) {
            final double y = second.process(first.process(x[k]));
            squares += y * y;
        }
        return squares;
    }

    private void endHop() {
        hops[(int) (done % SHORT_TERM_HOPS)] = sum / hop;
        sum = 0;
        filled = 0;
        done++;
        if (done >= BLOCK_HOPS) {
            final double block = mean(BLOCK_HOPS);
            momentary = (float) lufs(block);
            gate(block);
        }
        if (done >= SHORT_TERM_HOPS) {
            shortTerm = (float) lufs(mean(SHORT_TERM_HOPS));
        }
        for (int c = 0; c < channels; c++) {
            shelf[c].settle();
            lowCut[c].settle();
        }
    }

    private double mean(final int n) {
        double total = 0;
        for (int i = 1; i <= n; i++) {
            total += hops[(int) ((done - i) % SHORT_TERM_HOPS)];
        }
        return total / n;
    }

    private void gate(final double block) {
        final double loudness = lufs(block);
        if (loudness <= ABSOLUTE_GATE_LUFS) {
            return;
        }
        final int step = Math.min(energy.length - 1, (int) ((loudness - ABSOLUTE_GATE_LUFS) * STEPS_PER_LU));
        energy[step] += block;
        count[step]++;
        gatedEnergy += block;
        gatedCount++;
        final double relative = lufs(gatedEnergy / gatedCount) + RELATIVE_GATE_LU;
        double above = 0;
        long blocks = 0;
        final int from = (int) Math.ceil(Math.max(0, (relative - ABSOLUTE_GATE_LUFS) * STEPS_PER_LU));
        for (int i = from; i < energy.length; i++) {
            above += energy[i];
            blocks += count[i];
        }
        integrated = (float) lufs(above / blocks);
    }

    private static double lufs(final double meanSquare) {
        return OFFSET + 10 * Math.log10(meanSquare);
    }

    float momentary() {
        return momentary;
    }

    float shortTerm() {
        return shortTerm;
    }

    float integrated() {
        return integrated;
    }

    void reset() {
        Arrays.fill(energy, 0);
        Arrays.fill(count, 0);
        sum = 0;
        filled = 0;
        done = 0;
        gatedEnergy = 0;
        gatedCount = 0;
        momentary = Float.NEGATIVE_INFINITY;
        shortTerm = Float.NEGATIVE_INFINITY;
        integrated = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < channels; c++) {
            shelf[c].reset();
            lowCut[c].reset();
        }
    }
}
