package io.penstock.core.jitter;

/**
 * Tells pauses in which a picture stands still: longer than three mean frame distances, or than the mean by 150 ms, whichever is less. The
 * mean runs over about 16 frames, freezes left out.
 */
final class FreezeWatch {
    private static final long FREEZE_NS = 150_000_000L;
    private static final int SMOOTHING = 16; // as the jitter of RFC 3550, A.8

    private long lastNs;
    private long meanNs;

    /** A picture is put out. Returns whether the pause before it was a freeze. */
    boolean isFreeze(final long nowNs) {
        final long distanceNs = nowNs - lastNs;
        final boolean first = lastNs == 0;
        lastNs = nowNs;
        if (first) {
            return false;
        }
        if (meanNs > 0 && distanceNs > Math.min(3 * meanNs, meanNs + FREEZE_NS)) {
            return true;
        }
        meanNs = meanNs == 0 ? distanceNs : meanNs + (distanceNs - meanNs) / SMOOTHING;
        return false;
    }
}
