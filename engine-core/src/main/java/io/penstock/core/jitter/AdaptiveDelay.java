package io.penstock.core.jitter;

/**
 * Holds media as long as it needs.
 *
 * <p><b>Pictures.</b> What counts is when a picture is whole, be it because its packets came, were sent again or restored. A picture more in a
 * hundred that comes too late, and stands still for a moment, is taken for as bad as {@value #UNIT_MS_A_PERCENT} ms more for all of them; the hold
 * that costs least is chosen. A distribution and not a filter of the variance (Kalman), because queues, radio links and repair delay in jumps: a
 * few pictures that wait for a round trip must neither delay all others nor be taken for noise.
 *
 * <p><b>Sound</b>, and pictures until some are whole: the delay that 99 % of the packets keep, and while losses are repaired, the delay that 95 % of
 * the repaired ones keep.
 *
 * <p>The delay rises at once and sinks by a share of the time that passes.
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
    static final long UNIT_MS_A_PERCENT = 20;
    /** Ten seconds of pictures. */
    private static final int UNIT_MEMORY = 300;
    private static final int LEAST_UNITS = 10;
    /** Pictures may move a tenth faster unseen. */
    private static final long UNIT_SINK_DIVISOR = 10;
    private static final long BASE_WINDOW_NS = 5_000_000_000L;

    private final long leastNs;
    private final long mostNs;
    private final DelayHistogram packets = new DelayHistogram(PACKET_MEMORY);
    private final DelayHistogram repairs = new DelayHistogram(REPAIR_MEMORY);
    private final DelayHistogram units = new DelayHistogram(UNIT_MEMORY);
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

    @Override
    public void unitCompleted(final long mediaNs, final long arrivalNs) {
        if (started) {
            units.add(relative(arrivalNs - mediaNs));
            aim(arrivalNs);
        }
    }

    private void aim(final long nowNs) {
        if (units.total() >= LEAST_UNITS) {
            follow(units.worthwhileNs(UNIT_MS_A_PERCENT * 100_000L), UNIT_SINK_DIVISOR, nowNs);
            return;
        }
        long wantedNs = jitterNs;
        if (!repairs.isEmpty()) {
            if (nowNs - repairedNs > REPAIR_HOLD_NS) {
                repairs.reset();
                repairNs = 0;
            }
            wantedNs = Math.max(wantedNs, repairNs);
        }
        follow(wantedNs, SINK_DIVISOR, nowNs);
    }

    private void follow(final long neededNs, final long sinkDivisor, final long nowNs) {
        final long wantedNs = Math.max(leastNs, Math.min(mostNs, neededNs));
        targetNs = Math.max(wantedNs, targetNs - Math.max(0, nowNs - lookedNs) / sinkDivisor);
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
        units.reset();
        started = false;
        seen = 0;
        seenBefore = 0;
        jitterNs = 0;
        repairNs = 0;
        targetNs = leastNs;
    }
}
