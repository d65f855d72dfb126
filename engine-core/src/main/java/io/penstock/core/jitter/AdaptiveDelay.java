package io.penstock.core.jitter;

/**
 * Holds media as long as packets need: the delay that 99 % of them keep, and while losses are repaired, the delay that 95 % of the
 * repaired ones keep. A percentile and not a filter of the variance (Kalman), because queues and radio links delay in jumps: what counts is
 * how late the late ones are, and a percentile says so without a model. Repair is taken apart because it is rare: one packet in twenty, half a
 * second late, would neither show in a common percentile nor may it stay there when losses end.
 *
 * <p>The delay rises at once and sinks by 2 % of the time that passes.
 */
final class AdaptiveDelay implements DelayEstimator {
    private static final int PACKETS_ABOVE_PERMILLE = 10;
    private static final int REPAIRS_ABOVE_PERMILLE = 50;
    /** Packets that count: a quarter of a minute of a small picture. */
    private static final int PACKET_MEMORY = 2000;
    /** A stream of fewer packets in five seconds, such as sound, forgets half of them by then: a stall must not be felt for a minute. */
    private static final int FEW_PACKETS = 600;
    private static final int REPAIR_MEMORY = 200;
    /** A percentile of fewer says nothing. */
    private static final int LEAST_PACKETS = 50;
    private static final int PACKETS_A_LOOK = 16;
    /** So long after the last loss the next is expected. */
    private static final long REPAIR_HOLD_NS = 10_000_000_000L;
    private static final long SINK_DIVISOR = 50;
    private static final long BASE_WINDOW_NS = 5_000_000_000L;

    private final long leastNs;
    private final long mostNs;
    private final DelayHistogram packets = new DelayHistogram(PACKET_MEMORY);
    private final DelayHistogram repairs = new DelayHistogram(REPAIR_MEMORY);
    private boolean started;
    private int seen;
    private int seenBefore;
    private long windowStartNs;
    private long baseNs;
    private long previousBaseNs;
    private long jitterNs;
    private long repairNs;
    private long repairedNs;
    private long targetNs;
    private long lookedNs;

    AdaptiveDelay(final long leastNs, final long mostNs) {
        this.leastNs = leastNs;
        this.mostNs = Math.max(leastNs, mostNs);
        targetNs = leastNs;
    }

    @Override
    public void packetArrived(final long mediaNs, final long arrivalNs) {
        final long offsetNs = arrivalNs - mediaNs;
        if (!started) {
            started = true;
            windowStartNs = arrivalNs;
            baseNs = offsetNs;
            previousBaseNs = offsetNs;
            lookedNs = arrivalNs;
        } else if (arrivalNs - windowStartNs >= BASE_WINDOW_NS) {
            windowStartNs = arrivalNs;
            previousBaseNs = baseNs;
            baseNs = offsetNs;
            if (seen - seenBefore < FEW_PACKETS) {
                packets.halve();
            }
            seenBefore = seen;
        } else {
            baseNs = Math.min(baseNs, offsetNs);
        }
        packets.add(relative(offsetNs));
        if (++seen % PACKETS_A_LOOK == 0 && seen >= LEAST_PACKETS) {
            jitterNs = packets.delayNs(PACKETS_ABOVE_PERMILLE);
        }
        aim(arrivalNs);
    }

    private long relative(final long offsetNs) {
        return offsetNs - Math.min(baseNs, previousBaseNs);
    }

    @Override
    public void repairAsked(final long holdNs, final long nowNs) {
        repairedNs = nowNs;
        if (repairs.isEmpty()) {
            repairs.add(holdNs); // until there is a measured one, what is to be expected
            repairNs = holdNs;
        }
        aim(nowNs);
    }

    @Override
    public void packetRepaired(final long mediaNs, final long arrivalNs) {
        if (started) {
            repairs.add(relative(arrivalNs - mediaNs));
            repairNs = repairs.delayNs(REPAIRS_ABOVE_PERMILLE);
            repairedNs = arrivalNs;
            aim(arrivalNs);
        }
    }

    private void aim(final long nowNs) {
        long wantedNs = jitterNs;
        if (!repairs.isEmpty()) {
            if (nowNs - repairedNs > REPAIR_HOLD_NS) {
                repairs.reset();
                repairNs = 0;
            }
            wantedNs = Math.max(wantedNs, repairNs);
        }
        wantedNs = Math.max(leastNs, Math.min(mostNs, wantedNs));
        targetNs = Math.max(wantedNs, targetNs - Math.max(0, nowNs - lookedNs) / SINK_DIVISOR);
        lookedNs = Math.max(lookedNs, nowNs);
    }

    @Override
    public long targetDelayNs() {
        return targetNs;
    }

    @Override
    public void reset() {
        packets.reset();
        repairs.reset();
        started = false;
        seen = 0;
        seenBefore = 0;
        jitterNs = 0;
        repairNs = 0;
        targetNs = leastNs;
    }
}
