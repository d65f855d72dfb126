package io.penstock.examples.call;

/**
 * Counts freezes as the WebRTC statistics do ({@code freezeCount}): a gap between two pictures longer than the larger of three times the mean
 * gap and the mean gap plus 150 ms, the mean being that of the last 30 gaps.
 */
final class FreezeCounter {
    private static final int WINDOW = 30;
    private static final long LEAST_EXTRA_NS = 150_000_000L;
    private final long[] gaps = new long[WINDOW];
    private long sum;
    private int seen;
    private long lastNs;
    private boolean started;
    private volatile long freezes;

    /** A picture is shown. One thread. */
    void shown(final long nowNs) {
        if (started) {
            final long gap = nowNs - lastNs;
            final int n = Math.min(seen, WINDOW);
            if (n > 0) {
                final long mean = sum / n;
                if (gap > Math.max(3 * mean, mean + LEAST_EXTRA_NS)) {
                    freezes = freezes + 1;
                }
            }
            final int at = seen++ % WINDOW;
            sum += gap - gaps[at];
            gaps[at] = gap;
        }
        started = true;
        lastNs = nowNs;
    }

    long freezes() {
        return freezes;
    }
}
