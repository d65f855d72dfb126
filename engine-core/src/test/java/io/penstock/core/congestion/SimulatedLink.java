package io.penstock.core.congestion;

import java.util.Random;

/**
 * One way of a path in virtual time: loss, then a token-bucket policer, then a queue of limited length that drains at a rate, then a
 * propagation delay with jitter. Several senders may share it.
 */
final class SimulatedLink {
    private final Random random;
    private long rateBps;
    private long queueLimitNs = 1_000_000_000L;
    private long delayNs = 25_000_000L;
    private long jitterNs;
    private boolean reorders = true;
    private double loss;
    private double meanBurst = 1;
    private boolean inBurst;
    private long policerBps;
    private long policerBucketBytes;
    private double tokens;
    private long tokensNs;
    private boolean out;
    private double freeNs;
    private long lastArrivalNs;
    private long lostPackets;
    private long heldUntilNs = Long.MIN_VALUE;

    SimulatedLink(final long seed, final long rateBps) {
        random = new Random(seed);
        this.rateBps = rateBps;
    }

    SimulatedLink rate(final long bps) {
        rateBps = bps;
        return this;
    }

    SimulatedLink delayMs(final long ms) {
        delayNs = ms * 1_000_000L;
        return this;
    }

    SimulatedLink jitterMs(final long ms, final boolean mayReorder) {
        jitterNs = ms * 1_000_000L;
        reorders = mayReorder;
        return this;
    }

    SimulatedLink loss(final double share) {
        return loss(share, 1);
    }

    SimulatedLink loss(final double share, final double burst) {
        loss = share;
        meanBurst = burst;
        return this;
    }

    SimulatedLink queueLimitMs(final long ms) {
        queueLimitNs = ms * 1_000_000L;
        return this;
    }

    SimulatedLink policer(final long bps, final long bucketBytes) {
        policerBps = bps;
        policerBucketBytes = bucketBytes;
        tokens = bucketBytes;
        return this;
    }

    SimulatedLink outage(final boolean now) {
        out = now;
        return this;
    }

    /** Everything is held back until this time. */
    SimulatedLink holdUntil(final double seconds) {
        heldUntilNs = (long) (seconds * 1e9);
        return this;
    }

    long rateBps() {
        return policerBps > 0 ? Math.min(policerBps, rateBps) : rateBps;
    }

    long queueNs(final long nowNs) {
        return (long) Math.max(0, freeNs - nowNs);
    }

    long lostPackets() {
        return lostPackets;
    }

    /** When a packet that is sent now arrives; −1 = never. */
    long arrivalNs(final long nowNs, final int bytes) {
        if (out || isLost() || !passesPolicer(nowNs, bytes) || freeNs - nowNs > queueLimitNs) {
            lostPackets++;
            return -1;
        }
        freeNs = Math.max(freeNs, nowNs) + bytes * 8e9 / rateBps;
        final long jitter = jitterNs > 0 ? (long) ((2 * random.nextDouble() - 1) * jitterNs) : 0;
        long arrival = (long) freeNs + delayNs + jitterNs + jitter;
        arrival = Math.max(arrival, heldUntilNs);
        if (!reorders) {
            arrival = Math.max(arrival, lastArrivalNs);
        }
        lastArrivalNs = Math.max(arrival, lastArrivalNs);
        return arrival;
    }

    private boolean isLost() {
        if (loss <= 0) {
            return false;
        }
        if (meanBurst <= 1) {
            return random.nextDouble() < loss;
        }
        inBurst = inBurst ? random.nextDouble() >= 1 / meanBurst : random.nextDouble() < loss / (1 - loss) / meanBurst;
        return inBurst;
    }

    private boolean passesPolicer(final long nowNs, final int bytes) {
        if (policerBps <= 0) {
            return true;
        }
        tokens = Math.min(policerBucketBytes, tokens + (nowNs - tokensNs) * policerBps / 8e9);
        tokensNs = nowNs;
        if (tokens < bytes) {
            return false;
        }
        tokens -= bytes;
        return true;
    }
}
