package io.penstock.core.congestion;

import java.util.Arrays;

/**
 * Tells loss that a path has anyway from loss by sending too much. A path is described by an inherent loss and a bandwidth, above which the
 * rest is lost too; the pair that explains what was sent and lost in the last seconds best, by likelihood, is taken (the idea of the
 * loss-based estimate, version 2, of WebRTC). A bandwidth is believed only where it explains clearly more than inherent loss alone. When
 * loss grows all at once, both explain it equally: for about a second a little less is sent, which only helps against a full link. One thread.
 */
final class LossModel {
    private static final long WINDOW_NS = 300_000_000L;
    private static final int WINDOWS = 64;
    /** Windows that count: 15 s. */
    private static final int MEMORY = 50;
    private static final double FORGETTING = 0.97;
    private static final int LEAST_PACKETS = 5;
    /** Losses come in bursts, so that each says less than an independent one. */
    private static final double TEMPER = 0.5;
    /** A natural logarithm of the odds. */
    private static final double EVIDENCE = 4;
    private static final double ALIKE = 2;
    private static final double CHANGE = 6;
    private static final int TRIAL_WINDOWS = 4;
    private static final double TRIAL_SHARE = 0.89;
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
    private final int[] got = new int[WINDOWS];
    private final int[] lost = new int[WINDOWS];
    private final boolean[] queued = new boolean[WINDOWS];
    private final double[] rates = new double[MEMORY];
    private final double[] gots = new double[MEMORY];
    private final double[] losts = new double[MEMORY];
    private final double[] likelihoods = new double[BANDWIDTHS];
    private final double[] inherents = new double[BANDWIDTHS];
    private int observations;
    private long evaluated = Long.MIN_VALUE;
    private long forgetBefore = Long.MIN_VALUE;
    private long trialUntil = Long.MIN_VALUE;
    private double trialBps;
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
            got[i] = 0;
            lost[i] = 0;
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

    void received(final long sentNs, final boolean wasLost) {
        final int i = window(sentNs);
        if (i >= 0) {
            got[i]++;
            if (wasLost && lost[i] > 0) {
                lost[i]--;
            }
        }
    }

    void lost(final long sentNs) {
        final int i = window(sentNs);
        if (i >= 0) {
            lost[i]++;
        }
    }

    /** What was sent at this time met a queue: its losses are no inherent ones. */
    void queued(final long sentNs) {
        final int i = window(sentNs);
        if (i >= 0) {
            queued[i] = true;
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
        if (hasChanged()) {
            final boolean worse = recentLoss() > inherent;
            forgetBefore = newest - 1;
            collect(newest);
            if (worse) {
                trialUntil = newest + TRIAL_WINDOWS + 2;
                trialBps = TRIAL_SHARE * targetBps;
            }
        }
        fit();
        if (newest > trialUntil) {
            trialBps = 0;
        }
    }

    private void collect(final long newest) {
        observations = 0;
        for (long w = newest; w > newest - MEMORY && w >= forgetBefore; w--) {
            final int i = (int) w & WINDOWS - 1;
            if (index[i] == w && !queued[i] && got[i] + lost[i] >= LEAST_PACKETS) {
                final double weight = TEMPER * Math.pow(FORGETTING, newest - w);
                rates[observations] = bytes[i] * 8e9 / WINDOW_NS;
                gots[observations] = got[i] * weight;
                losts[observations] = lost[i] * weight;
                observations++;
            }
        }
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
        final int permille = Math.max(2, Math.min(990, (int) (loss * 1000 + 0.5)));
        return losts[i] * LN[permille] + gots[i] * LN[1000 - permille];
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
        if (found > alone + EVIDENCE) {
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
        return trialBps > 0 ? Math.min(trialBps, found) : found;
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
