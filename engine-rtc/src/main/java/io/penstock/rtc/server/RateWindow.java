package io.penstock.rtc.server;

/** What two counts did in the last one to few seconds, whoever asks how often. Its owner guards it. */
final class RateWindow {
    private static final long LEAST_NS = 1_000_000_000L;
    private static final double NANOS = 1e9;
    private long oldNs = Long.MIN_VALUE;
    private long oldCount;
    private long oldOther;
    private long markNs = Long.MIN_VALUE;
    private long markCount;
    private long markOther;
    private long lastNs;
    private long lastCount;
    private long lastOther;

    /** The counts now. */
    void sample(final long count, final long other, final long nowNs) {
        if (markNs == Long.MIN_VALUE || count < lastCount) { // at first, or counted anew
            oldNs = Long.MIN_VALUE;
            mark(count, other, nowNs);
        } else if (nowNs - markNs >= LEAST_NS) {
            oldNs = markNs;
            oldCount = markCount;
            oldOther = markOther;
            mark(count, other, nowNs);
        }
        lastNs = nowNs;
        lastCount = count;
        lastOther = other;
    }

    private void mark(final long count, final long other, final long nowNs) {
        markNs = nowNs;
        markCount = count;
        markOther = other;
    }

    /** How fast the first count grows; -1 = not known yet. */
    double perSecond() {
        return oldNs == Long.MIN_VALUE ? -1 : Math.round((lastCount - oldCount) * NANOS / (lastNs - oldNs));
    }

    /** Share of the second count in both; -1 = not known yet, or neither grew. */
    double otherPercent() {
        final long others = Math.max(0, lastOther - oldOther);
        final long all = lastCount - oldCount + others;
        return oldNs == Long.MIN_VALUE || all <= 0 ? -1 : Math.round(1000.0 * others / all) / 10.0;
    }
}
