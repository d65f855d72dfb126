package io.penstock.core.jitter;

import java.util.Arrays;

/**
 * Holds sound as long as it is worth: a hundredth of the frames that is not there in time is taken for as bad as {@value #MS_A_PERCENT} ms more
 * for all, as NetEQ's reorder optimiser does, and the hold that costs least is chosen. Each frame counts once, by the delay after which it could
 * first be played, be it from its own packet, one that repeats it, or one sent again ({@link #unitCompleted}); frames that never come do not
 * count, as no delay would help them. What happened fades with a time constant of {@value #MEMORY_FRAMES} frames, so that a stall from time to time
 * is remembered.
 *
 * <p>Delays count from the fastest packet of the last ten seconds, as in {@link PlayoutClock}. When that changes, because the network or one of
 * the clocks did, what is remembered moves with it. The hold rises at once and sinks by a tenth of the time that passes.
 *
 * <p>Allocates nothing once made. One thread.
 */
final class AudioDelay implements DelayEstimator {
    static final int MS_A_PERCENT = 20;
    static final int MEMORY_FRAMES = 200;
    private static final double NS_A_SHARE = MS_A_PERCENT * 100 * 1e6;
    private static final int BINS = 512;
    private static final long BIN_NS = 2_500_000L;
    private static final double GROWTH = 1 + 1.0 / MEMORY_FRAMES;
    private static final double MOST_WEIGHT = 1e12;
    private static final int LEAST_FRAMES = 8;
    private static final long SINK_DIVISOR = 10;
    private static final long BASE_WINDOW_NS = 5_000_000_000L;

    private final long leastNs;
    private final long mostNs;
    private final double[] weights = new double[BINS];
    private double weight;
    private double total;
    private int frames;
    private boolean started;
    private long windowStartNs;
    private long currentNs;
    private long previousNs;
    /** What the delays in the histogram count from. */
    private long baseNs;
    private long targetNs;
    private long lookedNs;

    AudioDelay(final long leastNs, final long mostNs) {
        this.leastNs = leastNs;
        this.mostNs = Math.max(leastNs, mostNs);
        reset();
    }

    @Override
    public void packetArrived(final long mediaNs, final long arrivalNs) {
        final long offsetNs = arrivalNs - mediaNs;
        if (!started) {
            started = true;
            windowStartNs = arrivalNs;
            currentNs = offsetNs;
            previousNs = offsetNs;
            baseNs = offsetNs;
            lookedNs = arrivalNs;
        } else if (arrivalNs - windowStartNs >= BASE_WINDOW_NS) {
            windowStartNs = arrivalNs;
            previousNs = currentNs;
            currentNs = offsetNs;
        } else {
            currentNs = Math.min(currentNs, offsetNs);
        }
        move((Math.min(currentNs, previousNs) - baseNs) / BIN_NS);
    }

    /** Counts all delays from so many bins later. */
    private void move(final long bins) {
        if (bins == 0) {
            return;
        }
        baseNs += bins * BIN_NS;
        targetNs = Math.max(leastNs, targetNs - Math.max(0, bins) * BIN_NS);
        // A bin sooner is the drift of a clock, or noise: what is remembered stays, or it would be smeared over all the drift of its time.
        final int by = (int) Math.max(-BINS, Math.min(BINS, bins < 0 ? bins + 1 : bins));
        if (by > 0) {
            double below = 0;
            for (int i = 0; i < by; i++) {
                below += weights[i];
            }
            System.arraycopy(weights, by, weights, 0, BINS - by);
            Arrays.fill(weights, BINS - by, BINS, 0);
            weights[0] += below;
        } else {
            double above = 0;
            for (int i = BINS + by; i < BINS; i++) {
                above += weights[i];
            }
            System.arraycopy(weights, 0, weights, -by, BINS + by);
            Arrays.fill(weights, 0, -by, 0);
            weights[BINS - 1] += above;
        }
    }

    @Override
    public void unitCompleted(final long mediaNs, final long arrivalNs) {
        if (!started) {
            return;
        }
        final long delayNs = arrivalNs - mediaNs - baseNs;
        weights[(int) Math.max(0, Math.min(BINS - 1, delayNs / BIN_NS))] += weight;
        total += weight;
        weight *= GROWTH;
        if (weight > MOST_WEIGHT) {
            for (int i = 0; i < BINS; i++) {
                weights[i] /= MOST_WEIGHT;
            }
            total /= MOST_WEIGHT;
            weight /= MOST_WEIGHT;
        }
        final long wantedNs = ++frames < LEAST_FRAMES ? leastNs : Math.max(leastNs, Math.min(mostNs, worthwhileNs()));
        targetNs = Math.max(wantedNs, targetNs - Math.max(0, arrivalNs - lookedNs) / SINK_DIVISOR);
        lookedNs = Math.max(lookedNs, arrivalNs);
    }

    private long worthwhileNs() {
        double late = total;
        double best = Double.MAX_VALUE;
        long bestNs = 0;
        for (int i = 0; i < BINS; i++) {
            if (weights[i] == 0) {
                continue;
            }
            late -= weights[i];
            // What came at once need not be held, be it off by a packet's time on the wire.
            final long holdNs = i == 0 ? 0 : (i + 1) * BIN_NS;
            final double cost = Math.max(holdNs, leastNs) + late / total * NS_A_SHARE;
            if (cost < best) {
                best = cost;
                bestNs = holdNs;
            }
        }
        return bestNs;
    }

    @Override
    public long targetDelayNs() {
        return targetNs;
    }

    @Override
    public void reset() {
        Arrays.fill(weights, 0);
        weight = 1;
        total = 0;
        frames = 0;
        started = false;
        targetNs = leastNs;
    }
}
