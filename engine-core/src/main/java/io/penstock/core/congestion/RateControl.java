package io.penstock.core.congestion;

/**
 * Additive increase, multiplicative decrease around what the link was seen to carry (draft-ietf-rmcat-gcc-02, section 5.5). It differs in that
 * the increase is quicker while no queue is seen, since the queue is measured. One thread.
 */
final class RateControl {
    /** Of what the link carries, with a long queue, which has to drain, and with a short one. */
    private static final double DECREASE = 0.85;
    private static final double SMALL_DECREASE = 0.93;
    private static final double SHORT_QUEUE_NS = 15e6;
    private static final double LONG_QUEUE_NS = 40e6;
    private static final double INCREASE_PER_SECOND = 0.08;
    /** While there is no queue at all. */
    private static final double EAGER_PER_SECOND = 0.25;
    /** And nothing is known of the link yet, or any more. */
    private static final double FIRST_PER_SECOND = 0.5;
    private static final long NO_QUEUE_NS = 5_000_000L;
    /** With a longer queue nothing is added. */
    private static final long MOST_QUEUE_NS = 10_000_000L;
    private static final long NEAR_NS = 6_000_000_000L;
    /** Who passes so much more than the link carried last finds another link. */
    private static final double ABOVE = 1.1;
    private static final long MOST_STEP_NS = 200_000_000L;
    private static final double AHEAD_OF_SENT = 1.5;
    private static final double AHEAD_BPS = 20_000;

    private double bps;
    private long steppedNs = Long.MIN_VALUE;
    private long decreasedNs = Long.MIN_VALUE;
    private double capacityBps;

    RateControl(final double startBps) {
        bps = startBps;
    }

    double bps() {
        return bps;
    }

    void bps(final double value) {
        bps = value;
    }

    /** Nothing was carried: the next step counts from here. */
    void hold(final long nowNs) {
        steppedNs = nowNs;
    }

    /** So much less, for the link carried this and a queue grew. */
    void decrease(final long nowNs, final double carriedBps, final long queueNs) {
        if (carriedBps > 0) {
            final boolean same = Math.abs(carriedBps - capacityBps) < 0.3 * capacityBps;
            capacityBps = same ? 0.8 * capacityBps + 0.2 * carriedBps : carriedBps;
            final double share = Math.max(0, Math.min(1, (LONG_QUEUE_NS - queueNs) / (LONG_QUEUE_NS - SHORT_QUEUE_NS)));
            bps = Math.min(bps, (DECREASE + share * (SMALL_DECREASE - DECREASE)) * carriedBps);
        }
        decreasedNs = nowNs;
        steppedNs = nowNs;
    }

    /** A little more. {@code sentBps} = what was sent lately: what was not tried is not known to pass. */
    void increase(final long nowNs, final double sentBps, final long queueNs, final long jitterNs, final long rttNs) {
        final long passedNs = steppedNs == Long.MIN_VALUE ? 0 : Math.min(MOST_STEP_NS, nowNs - steppedNs);
        steppedNs = nowNs;
        final double most = AHEAD_OF_SENT * sentBps + AHEAD_BPS;
        if (passedNs <= 0 || bps >= most || queueNs > MOST_QUEUE_NS + jitterNs) {
            return;
        }
        final double seconds = passedNs / 1e9;
        final double step;
        if (isNearCapacity(nowNs)) {
            // A packet in the time in which its effect is seen, and less the nearer it comes.
            final double frameBits = bps / 30;
            final double packetBits = frameBits / Math.ceil(frameBits / (1200 * 8));
            step = Math.min(Math.max(4000, packetBits * 1e9 / (rttNs + 100_000_000L)), INCREASE_PER_SECOND * bps) * seconds
                * Math.max(0.25, Math.min(1, (1.05 * capacityBps - bps) / (0.15 * capacityBps)));
        } else {
            final double eager = bps < ABOVE * capacityBps ? EAGER_PER_SECOND : FIRST_PER_SECOND;
            step = bps * seconds * (queueNs <= NO_QUEUE_NS + jitterNs ? eager : INCREASE_PER_SECOND);
        }
        bps = Math.min(most, bps + step);
    }

    private boolean isNearCapacity(final long nowNs) {
        return capacityBps > 0 && nowNs - decreasedNs < NEAR_NS && bps > 0.5 * capacityBps && bps < ABOVE * capacityBps;
    }

    boolean decreasedWithin(final long nowNs, final long timeNs) {
        return decreasedNs != Long.MIN_VALUE && nowNs - decreasedNs < timeNs;
    }

    /** What the link carried when it was full last; 0 = it has not been seen. */
    double capacityBps() {
        return capacityBps;
    }
}
