package io.penstock.core.congestion;

import java.util.Arrays;

/**
 * Tells loss that a path has anyway from loss by sending too much. A path is described by an inherent loss and a bandwidth, above which the
 * rest is lost too; the pair that explains what was sent and lost in the last seconds best, by likelihood, is taken (the idea of the
 * loss-based estimate, version 2, of WebRTC). A bandwidth is believed only where it explains clearly more than inherent loss alone. When
 * loss grows all at once, both explain it equally, and a {@link LossTrial} decides. One thread.
 */
final class LossModel {
    private static final long WINDOW_NS = 300_000_000L;
    private static final int WINDOWS = 64;
    /** Windows that count: 15 s. */
    private static final int MEMORY = 50;
    private static final double FORGETTING = 0.97;
    private static final int LEAST_PACKETS = 5;
    /** However independent losses seem, they are counted as less. */
    private static final double TEMPER = 0.5;
    private static final double MOST_CORRELATION = 0.95;
    /** A natural logarithm of the odds. */
    private static final double EVIDENCE = 4;
    private static final double ALIKE = 2;
    private static final double CHANGE = 6;
    /** What a trial that says so is worth. */
    private static final double TRIED = 8;
    private static final double SAFETY = 0.97;
    private static final double[] INHERENT = {0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.13, 0.16, 0.2, 0.25,
        0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9};
    private static final int BANDWIDTHS = 16;
    private static final double[] LN = new double[1001];

    static {
        LN[0] = Math.log(0.0005);
        for (int i = 1; i <= 1000; i++) {
            LN[i] = Math.log(i / 1000.0);
        }
    }

    private final long[] index = new long[WINDOWS];
    private final long[] bytes = new long[WINDOWS];
    private final long[] gotBytes = new long[WINDOWS];
    private final long[] lostBytes = new long[WINDOWS];
    private final int[] got = new int[WINDOWS];
    private final int[] lost = new int[WINDOWS];
    private final int[] runs = new int[WINDOWS];
    private final boolean[] queued = new boolean[WINDOWS];
    private final double[] rates = new double[MEMORY];
    private final double[] gots = new double[MEMORY];
    private final double[] losts = new double[MEMORY];
    private final double[] likelihoods = new double[BANDWIDTHS];
    private final double[] inherents = new double[BANDWIDTHS];
    private int observations;
    private long evaluated = Long.MIN_VALUE;
    private long forgetBefore = Long.MIN_VALUE;
    private final LossTrial trial = new LossTrial();
    private double bonus;
    private double inherent;
    private double bandwidthBps = Double.POSITIVE_INFINITY;
    private double bestInherent;
    private double bestLikelihood;

    LossModel() {
        Arrays.fill(index, Long.MIN_VALUE);
    }

    private int window(final long sentNs) {
        final long w = Math.floorDiv(sentNs, WINDOW_NS);
        final int i = (int) w & WINDOWS - 1;
        if (index[i] != w) {
            if (index[i] > w) {
                return -1;
            }
            index[i] = w;
            bytes[i] = 0;
            gotBytes[i] = 0;
            lostBytes[i] = 0;
            got[i] = 0;
            lost[i] = 0;
            runs[i] = 0;
            queued[i] = false;
        }
        return i;
    }

    void sent(final long sentNs, final int wireBytes) {
        final int i = window(sentNs);
        if (i >= 0) {
            bytes[i] += wireBytes;
        }
    }

    void received(final long sentNs, final int wireBytes, final boolean wasLost) {
        final int i = window(sentNs);
        if (i >= 0) {
            got[i]++;
            gotBytes[i] += wireBytes;
            if (wasLost && lost[i] > 0) {
                lost[i]--;
                lostBytes[i] -= wireBytes;
            }
        }
    }

    void lost(final long sentNs, final int wireBytes, final boolean afterLost) {
        final int i = window(sentNs);
        if (i >= 0) {
            lost[i]++;
            runs[i] += afterLost ? 0 : 1;
            lostBytes[i] += wireBytes;
        }
    }

    /** What was sent at this time met a queue: its losses are no inherent ones. */
    void queued(final long sentNs) {
        final int i = window(sentNs);
        if (i >= 0) {
            queued[i] = true;
        }
    }

    /** Nothing got through in this time: that says nothing of the path before and after. */
    void silent(final long fromNs, final long toNs) {
        final long last = Math.floorDiv(toNs, WINDOW_NS);
        for (long w = Math.max(Math.floorDiv(fromNs, WINDOW_NS), last - WINDOWS + 1); w <= last; w++) {
            queued(w * WINDOW_NS);
        }
    }

    /** Looks again where a window is complete. {@code reportedNs} = when the newest packet that was reported was sent. */
    void look(final long reportedNs, final double targetBps) {
        final long newest = Math.floorDiv(reportedNs - WINDOW_NS / 3, WINDOW_NS) - 1;
        if (newest <= evaluated) {
            return;
        }
        evaluated = newest;
        collect(newest);
        if (observations == 0) {
            return;
        }
        lookAtTrial(newest);
        if (!trial.isActive() && hasChanged()) {
            if (recentLoss() > inherent) {
                trial.begin(inherent, targetBps);
            }
            forgetBefore = newest - 1;
            collect(newest);
        }
        fit();
    }

    private void lookAtTrial(final long newest) {
        final int i = (int) newest & WINDOWS - 1;
        bonus *= FORGETTING;
        if (index[i] == newest && got[i] + lost[i] >= LEAST_PACKETS && !queued[i]) {
            final double perBit = 8e9 / WINDOW_NS * bytes[i] / (gotBytes[i] + lostBytes[i]);
            trial.look((gotBytes[i] + lostBytes[i]) * perBit, gotBytes[i] * perBit, inflation(newest) / (got[i] + lost[i]));
            if (trial.isFull()) {
                bonus = TRIED;
            }
        }
    }

    private void collect(final long newest) {
        final double independent = Math.min(TEMPER, 1 / inflation(newest));
        observations = 0;
        for (long w = newest; w > newest - MEMORY && w >= forgetBefore; w--) {
            final int i = (int) w & WINDOWS - 1;
            if (index[i] == w && !queued[i] && got[i] + lost[i] >= LEAST_PACKETS) {
                final double weight = independent * Math.pow(FORGETTING, newest - w);
                rates[observations] = bytes[i] * 8e9 / WINDOW_NS;
                // By bytes, since a full link takes small packets more readily; in packets of average size, which are what is lost by chance.
                final double packets = weight * (got[i] + lost[i]) / (gotBytes[i] + lostBytes[i]);
                gots[observations] = gotBytes[i] * packets;
                losts[observations] = lostBytes[i] * packets;
                observations++;
            }
        }
    }

    /**
     * Losses come in bursts, so that packets say less than as many independent ones: how many times less, by the correlation of neighbours.
     */
    private double inflation(final long newest) {
        long all = 0;
        long gone = 0;
        long bursts = 0;
        for (long w = newest; w > newest - MEMORY; w--) {
            final int i = (int) w & WINDOWS - 1;
            if (index[i] == w && !queued[i]) {
                all += got[i] + lost[i];
                gone += lost[i];
                bursts += runs[i];
            }
        }
        if (bursts <= 0 || gone <= 0 || gone >= all) {
            return 1;
        }
        final double share = (double) gone / all;
        final double correlation = Math.max(0, Math.min(MOST_CORRELATION, (1 - (double) bursts / gone - share) / (1 - share)));
        return (1 + correlation) / (1 - correlation);
    }

    private double recentLoss() {
        final int n = Math.min(2, observations);
        double l = 0;
        double all = 0;
        for (int i = 0; i < n; i++) {
            l += losts[i];
            all += losts[i] + gots[i];
        }
        return all > 0 ? l / all : 0;
    }

    /** Whether the last two windows are not of the path that was found. */
    private boolean hasChanged() {
        if (observations <= 3) {
            return false;
        }
        final double own = recentLoss();
        double difference = 0;
        for (int i = 0; i < 2; i++) {
            final double expected = loss(inherent, bandwidthBps, rates[i]);
            difference += likelihood(own, i) - likelihood(expected, i);
        }
        return difference > CHANGE;
    }

    private static double loss(final double inherent, final double bandwidth, final double rate) {
        return rate > bandwidth ? inherent + (1 - inherent) * (1 - bandwidth / rate) : inherent;
    }

    private double likelihood(final double loss, final int i) {
        return likelihood(loss, gots[i], losts[i]);
    }

    /** The logarithm of how likely it is that so many of all are lost, at this loss. */
    static double likelihood(final double loss, final double got, final double lost) {
        final int permille = Math.max(2, Math.min(990, (int) (loss * 1000 + 0.5)));
        return lost * LN[permille] + got * LN[1000 - permille];
    }

    private void best(final double bandwidth) {
        bestLikelihood = Double.NEGATIVE_INFINITY;
        for (final double p : INHERENT) {
            double sum = 0;
            for (int i = 0; i < observations; i++) {
                sum += likelihood(loss(p, bandwidth, rates[i]), i);
            }
            if (sum > bestLikelihood) {
                bestLikelihood = sum;
                bestInherent = p;
            }
        }
    }

    private void fit() {
        double most = 0;
        for (int i = 0; i < observations; i++) {
            most = Math.max(most, rates[i]);
        }
        best(Double.POSITIVE_INFINITY);
        final double alone = bestLikelihood;
        double foundInherent = bestInherent;
        double foundBandwidth = Double.POSITIVE_INFINITY;
        double found = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < BANDWIDTHS; k++) {
            best(most * (0.25 + 0.05 * k));
            likelihoods[k] = bestLikelihood;
            inherents[k] = bestInherent;
            found = Math.max(found, bestLikelihood);
        }
        if (found > alone + EVIDENCE - bonus) {
            // As long as more is sent than passes, less bandwidth and more inherent loss explain the same. The least is taken: once less is
            // sent, what is lost then tells whether it was right.
            int k = 0;
            while (likelihoods[k] < found - ALIKE) {
                k++;
            }
            foundInherent = inherents[k];
            foundBandwidth = most * (0.25 + 0.05 * k);
        }
        inherent = foundInherent <= INHERENT[0] ? 0 : foundInherent;
        bandwidthBps = foundBandwidth;
    }

    /** Share of packets that the path loses whatever is sent. */
    double inherent() {
        return inherent;
    }

    /** The most that may be sent by this, or infinity. */
    double limitBps() {
        final double found = SAFETY * bandwidthBps;
        return Math.min(trial.limitBps(), found);
    }

    /** Share of packets lost of those sent in the last second before this. */
    double recent(final long reportedNs) {
        final long newest = Math.floorDiv(reportedNs, WINDOW_NS);
        int l = 0;
        int all = 0;
        for (long w = newest; w > newest - 4; w--) {
            final int i = (int) w & WINDOWS - 1;
            if (index[i] == w) {
                l += lost[i];
                all += lost[i] + got[i];
            }
        }
        return all > 0 ? (double) l / all : 0;
    }
}
