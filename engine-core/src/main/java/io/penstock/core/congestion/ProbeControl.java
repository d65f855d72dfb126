package io.penstock.core.congestion;

/**
 * Decides when to send a short cluster of packets quicker than the estimate, and reads from its arrival what the link takes. Clusters are so
 * short that one that is far too quick queues about 25 ms. One thread.
 */
final class ProbeControl {
    private static final long MOST_QUEUE_NS = 25_000_000L;
    private static final long LONGEST_NS = 25_000_000L;
    private static final int LEAST_BYTES = 1450;
    private static final int LEAST_PACKETS = 4;
    private static final double SHARE_ARRIVED = 0.5;
    private static final long TIMEOUT_NS = 1_500_000_000L;
    private static final long LEAST_SPAN_NS = 3_000_000L;
    /** Of what was sent this quick, so much arriving as quick means that the link is not full. */
    private static final double NOT_FULL = 0.88;
    private static final double OF_FULL = 0.9;
    private static final long AGAIN_NS = 300_000_000L;
    private static final long FIRST_WAIT_NS = 1_200_000_000L;
    private static final long MOST_WAIT_NS = 6_000_000_000L;
    private static final double GROWTH = 2;

    private boolean begun;
    private double wantedBps;
    private boolean due;
    private long dueNs;
    private long waitNs = FIRST_WAIT_NS;
    private int bytes;
    private int id;
    private int failures;
    private boolean active;
    private double activeBps;
    private int activeBytes;
    private long startedNs;
    private int sentBytes;
    private int sentPackets;
    private long firstSentNs;
    private long lastSentNs;
    private int lastSentBytes;
    private int arrivedBytes;
    private int arrivedPackets;
    private long firstArrivedNs;
    private long lastArrivedNs;
    private int firstArrivedBytes;
    private double resultBps;
    private boolean full;

    /** The rate at which a cluster should be sent now; 0 = none. */
    int bps(final long nowNs, final double targetBps, final double mostBps, final boolean calm, final double inherentLoss) {
        if (active) {
            if (nowNs - startedNs > TIMEOUT_NS) {
                failed(nowNs);
            }
            return 0;
        }
        if (!begun) {
            wantedBps = Math.min(mostBps, 3 * targetBps);
            due = true;
        } else if (!due && calm && nowNs >= dueNs && targetBps < 0.92 * mostBps) {
            wantedBps = GROWTH * targetBps;
            due = true;
        }
        if (!due) {
            return 0;
        }
        if (begun && !calm) {
            due = false;
            return 0;
        }
        wantedBps = Math.min(wantedBps, mostBps);
        if (wantedBps <= 1.05 * targetBps) {
            due = false;
            dueNs = nowNs + waitNs;
            return 0;
        }
        final double ratio = wantedBps / targetBps;
        final double spanNs = Math.min(LONGEST_NS, MOST_QUEUE_NS / (ratio - 1));
        bytes = (int) Math.max(LEAST_BYTES / Math.max(0.3, 1 - inherentLoss), wantedBps * Math.max(spanNs, begun ? 0 : 15_000_000L) / 8e9);
        return (int) wantedBps;
    }

    int bytes() {
        return bytes;
    }

    int id() {
        return id;
    }

    void started(final long nowNs) {
        begun = true;
        due = false;
        active = true;
        activeBps = wantedBps;
        activeBytes = bytes;
        startedNs = nowNs;
        sentBytes = 0;
        sentPackets = 0;
        arrivedBytes = 0;
        arrivedPackets = 0;
    }

    void sent(final int probe, final int wireBytes, final long nowNs) {
        if (!active || probe != id) {
            return;
        }
        if (sentPackets++ == 0) {
            firstSentNs = nowNs;
        }
        sentBytes += wireBytes;
        lastSentNs = nowNs;
        lastSentBytes = wireBytes;
    }

    void received(final int probe, final int wireBytes, final long arrivedNs) {
        if (!active || probe != id) {
            return;
        }
        if (arrivedPackets++ == 0) {
            firstArrivedNs = arrivedNs;
            lastArrivedNs = arrivedNs;
            firstArrivedBytes = wireBytes;
        } else {
            firstArrivedNs = Math.min(firstArrivedNs, arrivedNs);
            lastArrivedNs = Math.max(lastArrivedNs, arrivedNs);
        }
        arrivedBytes += wireBytes;
    }

    /** Whether a cluster has just been measured. {@code reportedNs} = when the newest packet that was reported was sent. */
    boolean look(final long nowNs, final long reportedNs, final double inherentLoss) {
        if (!active || sentBytes < activeBytes || reportedNs < lastSentNs || reportedNs == lastSentNs && arrivedPackets < sentPackets
            && nowNs - lastSentNs < 300_000_000L) {
            return false;
        }
        final double sentSpan = Math.max(1, lastSentNs - firstSentNs);
        final double sent = (sentBytes - lastSentBytes) * 8e9 / Math.max(LEAST_SPAN_NS, sentSpan);
        final long span = lastArrivedNs - firstArrivedNs;
        if (arrivedPackets < LEAST_PACKETS || arrivedBytes < SHARE_ARRIVED * (1 - inherentLoss) * sentBytes || sentSpan < LEAST_SPAN_NS) {
            failed(nowNs);
            return false;
        }
        final double arrived = (arrivedBytes - firstArrivedBytes) * 8e9 / Math.max(LEAST_SPAN_NS, span) / (1 - inherentLoss);
        active = false;
        id++;
        failures = 0;
        full = arrived < NOT_FULL * sent;
        resultBps = full ? OF_FULL * arrived : Math.min(activeBps, Math.min(sent, arrived));
        if (full) {
            waitNs = Math.min(MOST_WAIT_NS, waitNs * 3 / 2);
            dueNs = nowNs + waitNs;
        } else {
            waitNs = FIRST_WAIT_NS;
            wantedBps = GROWTH * resultBps;
            due = true;
        }
        return true;
    }

    /** Too little of it arrived to say anything. */
    private void failed(final long nowNs) {
        active = false;
        id++;
        if (failures++ < 3) {
            dueNs = nowNs + AGAIN_NS;
            return;
        }
        waitNs = Math.min(MOST_WAIT_NS, waitNs * 3 / 2);
        dueNs = nowNs + waitNs;
    }

    /** The link was too full: wait. */
    void congested(final long nowNs) {
        due = false;
        dueNs = Math.max(dueNs, nowNs + FIRST_WAIT_NS);
    }

    /** The link may have changed: try soon. */
    void soon(final long nowNs) {
        waitNs = FIRST_WAIT_NS;
        dueNs = nowNs;
    }

    double resultBps() {
        return resultBps;
    }

    /** Whether the last cluster met the limit of the link. */
    boolean isFull() {
        return full;
    }
}
