package io.penstock.core.congestion;

/**
 * Whether the delay of packets grows: the trend line of the delay over groups of packets, and an overuse detector with an adaptive threshold
 * (draft-ietf-rmcat-gcc-02, sections 5.2 to 5.4, with the linear regression that replaced its Kalman filter). One thread.
 */
final class DelayTrend {
    /** Packets sent within so much are one group. */
    private static final long GROUP_NS = 5_000_000L;
    private static final int WINDOW = 20;
    /** Older groups say nothing of now. */
    private static final double WINDOW_MS = 1000;
    private static final double SMOOTHING = 0.9;
    private static final double GAIN = 4;
    private static final int MOST_DELTAS = 60;
    private static final double START_THRESHOLD_MS = 12.5;
    private static final double LEAST_THRESHOLD_MS = 6;
    private static final double MOST_THRESHOLD_MS = 600;
    private static final double RISE = 0.0087; // draft, section 5.4: K_u
    private static final double SINK = 0.039; // K_d
    private static final double OUTLIER_MS = 15;
    private static final double OVERUSE_MS = 10;
    /** A pause or a clock that jumped. */
    private static final long PAUSE_NS = 3_000_000_000L;

    private final double[] timesMs = new double[WINDOW];
    private final double[] delaysMs = new double[WINDOW];
    private int points;
    private int head;
    private boolean grouped;
    private long groupStartNs;
    private long groupSentNs;
    private long groupArrivedNs;
    private boolean previous;
    private long previousSentNs;
    private long previousArrivedNs;
    private long originNs;
    private int deltas;
    private double accumulatedMs;
    private double smoothedMs;
    private double slope;
    private double previousSlope;
    private double thresholdMs = START_THRESHOLD_MS;
    private double overusingMs = -1;
    private int overuses;
    private BandwidthEstimator.Usage usage = BandwidthEstimator.Usage.NORMAL;

    /** A packet arrived; in the order in which they were sent. */
    void packet(final long sentNs, final long arrivedNs) {
        if (!grouped) {
            start(sentNs, arrivedNs);
            return;
        }
        if (sentNs - groupStartNs <= GROUP_NS || isBurst(sentNs, arrivedNs)) {
            groupSentNs = Math.max(groupSentNs, sentNs);
            groupArrivedNs = Math.max(groupArrivedNs, arrivedNs);
            return;
        }
        if (previous) {
            delta(groupSentNs - previousSentNs, groupArrivedNs - previousArrivedNs);
        } else {
            originNs = groupArrivedNs;
        }
        previous = true;
        previousSentNs = groupSentNs;
        previousArrivedNs = groupArrivedNs;
        start(sentNs, arrivedNs);
    }

    private void start(final long sentNs, final long arrivedNs) {
        grouped = true;
        groupStartNs = sentNs;
        groupSentNs = sentNs;
        groupArrivedNs = arrivedNs;
    }

    /** Arrived with the group though sent later: a link that holds packets together. */
    private boolean isBurst(final long sentNs, final long arrivedNs) {
        final long apart = arrivedNs - groupArrivedNs;
        return apart <= GROUP_NS && apart - (sentNs - groupSentNs) < 0 && sentNs - groupStartNs <= 100_000_000L;
    }

    private void delta(final long sentDeltaNs, final long arrivedDeltaNs) {
        if (arrivedDeltaNs > PAUSE_NS || arrivedDeltaNs < -PAUSE_NS) {
            reset();
            return;
        }
        final double deltaMs = (arrivedDeltaNs - sentDeltaNs) / 1e6;
        deltas = Math.min(deltas + 1, 1000);
        accumulatedMs += deltaMs;
        smoothedMs = SMOOTHING * smoothedMs + (1 - SMOOTHING) * accumulatedMs;
        timesMs[head] = (groupArrivedNs - originNs) / 1e6;
        delaysMs[head] = smoothedMs;
        head = (head + 1) % WINDOW;
        points = Math.min(points + 1, WINDOW);
        slope = fit();
        detect(Math.max(0, sentDeltaNs / 1e6), arrivedDeltaNs / 1e6);
    }

    /** Least squares of delay over time, ms per ms. */
    private double fit() {
        final int newest = Math.floorMod(head - 1, WINDOW);
        double n = 0;
        double sumT = 0;
        double sumD = 0;
        for (int i = 0; i < points; i++) {
            if (timesMs[newest] - timesMs[i] <= WINDOW_MS) {
                n++;
                sumT += timesMs[i];
                sumD += delaysMs[i];
            }
        }
        if (n < 4) {
            return 0;
        }
        final double meanT = sumT / n;
        final double meanD = sumD / n;
        double above = 0;
        double below = 0;
        for (int i = 0; i < points; i++) {
            if (timesMs[newest] - timesMs[i] <= WINDOW_MS) {
                above += (timesMs[i] - meanT) * (delaysMs[i] - meanD);
                below += (timesMs[i] - meanT) * (timesMs[i] - meanT);
            }
        }
        return below > 0 ? above / below : 0;
    }

    private void detect(final double sentDeltaMs, final double arrivedDeltaMs) {
        final double trendMs = Math.min(deltas, MOST_DELTAS) * slope * GAIN;
        if (trendMs > thresholdMs) {
            overusingMs = overusingMs < 0 ? sentDeltaMs / 2 : overusingMs + sentDeltaMs;
            overuses++;
            if (overusingMs > OVERUSE_MS && overuses > 1 && slope >= previousSlope) {
                overusingMs = 0;
                overuses = 0;
                usage = BandwidthEstimator.Usage.OVERUSE;
            }
        } else {
            overusingMs = -1;
            overuses = 0;
            usage = trendMs < -thresholdMs ? BandwidthEstimator.Usage.UNDERUSE : BandwidthEstimator.Usage.NORMAL;
        }
        previousSlope = slope;
        adapt(Math.abs(trendMs), Math.min(100, Math.max(0, arrivedDeltaMs)));
    }

    private void adapt(final double trendMs, final double passedMs) {
        if (trendMs <= thresholdMs + OUTLIER_MS) {
            final double k = trendMs < thresholdMs ? SINK : RISE;
            thresholdMs = Math.max(LEAST_THRESHOLD_MS, Math.min(MOST_THRESHOLD_MS, thresholdMs + k * (trendMs - thresholdMs) * passedMs));
        }
    }

    /** Forgets the delays, not the threshold: the path changed. */
    void reset() {
        points = 0;
        head = 0;
        deltas = 0;
        grouped = false;
        previous = false;
        accumulatedMs = 0;
        smoothedMs = 0;
        slope = 0;
        previousSlope = 0;
        overusingMs = -1;
        overuses = 0;
        usage = BandwidthEstimator.Usage.NORMAL;
    }

    BandwidthEstimator.Usage usage() {
        return usage;
    }

    /** Milliseconds by which the delay grows in a millisecond. */
    double slope() {
        return slope;
    }
}
