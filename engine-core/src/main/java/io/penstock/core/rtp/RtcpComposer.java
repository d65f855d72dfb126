package io.penstock.core.rtp;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import java.util.SplittableRandom;

/** Decides when RTCP is due and writes it. Belongs to the sending side's thread. */
final class RtcpComposer {
    /** Lost packets in one NACK; each may need an entry of its own. */
    static final int MAX_NACKED = 48;
    /** SR with one block, SDES with 255 bytes, NACK, PLI, BYE. */
    static final int MAX_BYTES = 28 + 24 + 12 + 256 + 12 + 4 * MAX_NACKED + 12 + 8;
    /** A PLI every so often at most: an encoder needs a round trip to answer. */
    static final long MIN_PLI_DISTANCE_NS = 100_000_000L;

    private final RtpSession session;
    private final MediaClock clock;
    private final RtcpWriter writer;
    private final SplittableRandom random;
    private final long[] reception = new long[RtpSession.RECEPTION_FIELDS];
    private long nextReportNs;
    private long lastPliNs;
    private boolean pliSent;
    private int nacked;
    private int fractionLost;
    private long priorExpected;
    private long priorReceived;

    // What was sent, when something was.
    private long packets;
    private long octets;
    private int lastTimestamp;
    private long lastCaptureNs;
    private int clockRateHz;

    RtcpComposer(final RtpSession session, final MediaClock clock) {
        this.session = session;
        this.clock = clock;
        writer = new RtcpWriter(session.cname());
        random = new SplittableRandom(session.seed());
        nextReportNs = clock.nanoTime() + interval() / 2; // the first comes sooner (RFC 3550, 6.2)
    }

    private long interval() {
        final long mean = session.reportIntervalNs();
        return mean / 2 + random.nextLong(mean + 1);
    }

    void sent(final RtpHeaderFlyweight packet, final long captureNs, final int rateHz) {
        packets++;
        octets += packet.payloadLength();
        lastTimestamp = packet.timestamp();
        lastCaptureNs = captureNs;
        clockRateHz = rateHz;
    }

    boolean isDue(final long nowNs) {
        return nowNs >= nextReportNs || hasFeedback(nowNs) && session.reception.read(reception) > 0;
    }

    private boolean hasFeedback(final long nowNs) {
        return !session.wanted.isEmpty() || session.isPictureLost() && isPliAllowed(nowNs);
    }

    /** Packets asked for since the last call. */
    int takeNacked() {
        final int taken = nacked;
        nacked = 0;
        return taken;
    }

    private boolean isPliAllowed(final long nowNs) {
        return !pliSent || nowNs - lastPliNs >= MIN_PLI_DISTANCE_NS;
    }

    /** When to look again. */
    long dueNs(final long nowNs) {
        if (!session.wanted.isEmpty() && session.reception.read(reception) > 0) {
            return nowNs;
        }
        return session.isPictureLost() && pliSent ? Math.min(nextReportNs, lastPliNs + MIN_PLI_DISTANCE_NS) : nextReportNs;
    }

    /**
     * Writes a compound.
     *
     * @return bytes.
     */
    int compose(final long nowNs, final byte[] to, final int at, final boolean bye) {
        final long updates = session.reception.read(reception);
        final boolean regular = bye || nowNs >= nextReportNs;
        writer.begin(to, at);
        if (regular || !isReducedSize()) {
            report(nowNs, updates, regular);
        }
        if (updates > 0) {
            feedback(nowNs);
        }
        if (bye) {
            writer.bye(session.localSsrc());
        }
        if (nowNs >= nextReportNs) {
            nextReportNs = nowNs + interval();
        }
        return writer.length();
    }

    /** RFC 5506: feedback may go on its own where both sides agreed. */
    private boolean isReducedSize() {
        return session.repairConfig() != null && session.repairConfig().reducedSize();
    }

    private void report(final long nowNs, final long updates, final boolean regular) {
        if (packets > 0) {
            final int rtpNow = lastTimestamp + (int) Timebase.nsToUnits(nowNs - lastCaptureNs, clockRateHz);
            writer.senderReport(session.localSsrc(), NtpTime.ofEpochNs(clock.epochNs(nowNs)), rtpNow, packets, octets);
        } else {
            writer.receiverReport(session.localSsrc());
        }
        if (updates > 0) {
            block(nowNs, regular);
        }
        writer.cname(session.localSsrc());
    }

    private void feedback(final long nowNs) {
        final int remote = (int) reception[RtpSession.REMOTE_SSRC];
        if (!session.wanted.isEmpty()) {
            writer.nack(session.localSsrc(), remote);
            for (int i = 0; i < MAX_NACKED && !session.wanted.isEmpty(); i++) {
                writer.lost(session.wanted.take());
                nacked++;
            }
        }
        if (isPliAllowed(nowNs) && session.takePictureLost()) {
            writer.pictureLoss(session.localSsrc(), remote);
            pliSent = true;
            lastPliNs = nowNs;
        }
    }

    private void block(final long nowNs, final boolean regular) {
        final long expected = reception[RtpSession.EXPECTED];
        final long received = reception[RtpSession.RECEIVED];
        if (regular) { // a NACK between two reports says again what the last one said: it covers too little time to tell a loss rate
            fractionLost = ReceptionStatistics.fraction(expected - priorExpected, received - priorReceived);
            priorExpected = expected;
            priorReceived = received;
        }
        final int lastSr = (int) reception[RtpSession.LAST_SR];
        writer.reportBlock((int) reception[RtpSession.REMOTE_SSRC], fractionLost, ReceptionStatistics.clampLost(expected - received),
            (int) reception[RtpSession.HIGHEST], (int) reception[RtpSession.JITTER], lastSr,
            lastSr == 0 ? 0 : NtpTime.toShort(nowNs - reception[RtpSession.LAST_SR_NS]));
    }
}
