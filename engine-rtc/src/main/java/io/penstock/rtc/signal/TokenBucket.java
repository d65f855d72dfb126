package io.penstock.rtc.signal;

/** Lets so much a second through, and four times as much at once. One thread at a time. */
final class TokenBucket {
    private static final int BURST = 4;
    private final double perSecond;
    private double left;
    private long lastNs;

    TokenBucket(final int perSecond, final long nowNs) {
        this.perSecond = perSecond;
        left = BURST * this.perSecond;
        lastNs = nowNs;
    }

    boolean take(final int amount, final long nowNs) {
        left = Math.min(BURST * perSecond, left + (nowNs - lastNs) * perSecond / 1e9);
        lastNs = nowNs;
        if (left < amount) {
            return false;
        }
        left -= amount;
        return true;
    }
}
