package io.penstock.core.jitter;

/**
 * Tells pauses in which a picture stands still: a freeze is a pause of at least three mean frame distances, and of at least the mean and 150 ms
 * (WebRTC statistics, freezeCount and totalFreezesDuration). The mean runs over about 30 frames.
 */
final class FreezeWatch {
    private static final long FREEZE_NS = 150_000_000L;
    /** What a person calls a stall, whatever the frame rate. */
    private static final long STALL_NS = 200_000_000L;
    private static final int SMOOTHING = 30;

    private final VideoCounters counters;
    private long lastNs;
    private long meanNs;

    FreezeWatch(final VideoCounters counters) {
        this.counters = counters;
    }

    /** A picture is put out. */
    void shown(final long nowNs) {
        final long distanceNs = nowNs - lastNs;
        final boolean first = lastNs == 0;
        lastNs = nowNs;
        if (first) {
            return;
        }
        if (meanNs > 0 && distanceNs >= Math.max(3 * meanNs, meanNs + FREEZE_NS)) {
            counters.freezes.increment();
            counters.freezeNs.add(distanceNs);
        }
        if (distanceNs > STALL_NS) {
            counters.stalls.increment();
        }
        meanNs = meanNs == 0 ? distanceNs : meanNs + (distanceNs - meanNs) / SMOOTHING;
    }
}
