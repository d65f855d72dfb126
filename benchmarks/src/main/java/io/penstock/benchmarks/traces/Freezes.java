package io.penstock.benchmarks.traces;

/**
 * Counts pauses in which a picture stood still, by two rules: that of WebRTC's statistics (freezeCount: at least three mean distances, and the
 * mean and 150 ms, whichever is more, the mean being that of the last thirty distances), and more than 200 ms.
 */
final class Freezes {
    private static final int MEMORY = 30;
    private static final long MORE_NS = 150_000_000L;
    private static final long LONG_NS = 200_000_000L;

    private final long[] distances = new long[MEMORY];
    private int count;
    private long sumNs;
    private long lastNs = -1;
    private int byMean;
    private long byMeanNs;
    private int byLength;
    private long byLengthNs;

    /** A picture is shown, or the end comes. */
    void shown(final long nowNs) {
        if (lastNs >= 0) {
            distance(nowNs - lastNs);
        }
        lastNs = nowNs;
    }

    private void distance(final long ns) {
        final long meanNs = count == 0 ? ns : sumNs / Math.min(count, MEMORY);
        if (ns >= Math.max(3 * meanNs, meanNs + MORE_NS)) {
            byMean++;
            byMeanNs += ns;
        }
        if (ns > LONG_NS) {
            byLength++;
            byLengthNs += ns;
        }
        final int slot = count++ % MEMORY;
        sumNs += ns - distances[slot];
        distances[slot] = ns;
    }

    int byMean() {
        return byMean;
    }

    long byMeanNs() {
        return byMeanNs;
    }

    int byLength() {
        return byLength;
    }

    long byLengthNs() {
        return byLengthNs;
    }
}
