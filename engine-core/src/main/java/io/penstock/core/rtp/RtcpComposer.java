package io.penstock.core.rtp;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.core.rtcp.ExtendedReportWriter;
import io.penstock.core.rtcp.FullIntraRequest;

/** Decides when RTCP is due and writes it. Belongs to the sending side's thread. */
final class RtcpComposer {
    /** Lost packets in one NACK; each may need an entry of its own. */
    static final int MAX_NACKED = 48;
    /** SR with one block, SDES with 255 bytes, XR with one block, NACK, FIR, BYE. */
    static final int MAX_BYTES = 28 + 24 + 12 + 256 + 24 + 12 + 4 * MAX_NACKED + FullIntraRequest.BYTES + 8;
    /** A PLI or FIR every so often at most: an encoder needs a round trip to answer. */
    static final long MIN_PLI_DISTANCE_NS = 100_000_000L;
    /** RTP, UDP and IP. */
    private static final int HEADER_BYTES = 40;
    /** Reference times older than this are not answered any more. */
    private static final long LONGEST_REFERENCE_NS = 10_000_000_000L;

    private final RtpSession session;
    private final MediaClock clock;
    private final RtcpWriter writer;
    private final ExtendedReportWriter extended = new ExtendedReportWriter();
    private final RtcpTiming timing;
    private final long[] reception = new long[RtpSession.RECEPTION_FIELDS];
    private final long[] reference = new long[RtpSession.REFERENCE_FIELDS];
    private long lastPliNs;
    private boolean pliSent;
    private int nacked;
    private int fractionLost;
    private long priorExpected;
    private long priorReceived;
    private int command;
    private boolean left;
    private long measuredNs;
    private long measuredBytes;

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
        measuredNs = clock.nanoTime();
        timing = new RtcpTiming(session.seed(), session.reportIntervalNs(), session.bandwidth(), measuredNs);
    }

    void sent(final RtpHeaderFlyweight packet, final long captureNs, final int rateHz) {
        packets++;
        octets += packet.payloadLength();
        lastTimestamp = packet.timestamp();
        lastCaptureNs = captureNs;
        clockRateHz = rateHz;
    }

    boolean isDue(final long nowNs) {
        return !left && (timing.isRegularDue(nowNs) || session.isLeaving()
            || hasFeedback(nowNs) && session.reception.read(reception) > 0 && timing.mayFeedBack(nowNs));
    }

    /** Whether goodbye was said: nothing more is. */
    boolean hasLeft() {
        return left;
    }

    /** Whether goodbye is still to be said. */
    boolean isLeaving() {
        return session.isLeaving() && !left;
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
        final long regularNs = left ? Long.MAX_VALUE : timing.nextRegularNs();
        if (left || session.wanted.isEmpty() && !session.isPictureLost()
            || session.reception.read(reception) == 0) {
            return regularNs;
        }
        final long allowedNs = timing.feedbackNs(nowNs);
        final boolean early = session.wanted.isEmpty() && !isPliAllowed(nowNs);
        return Math.min(regularNs, early ? Math.max(allowedNs, lastPliNs + MIN_PLI_DISTANCE_NS) : allowedNs);
    }

    /**
     * Writes a compound.
     *
     * @return bytes.
     */
    int compose(final long nowNs, final byte[] to, final int at, final boolean end) {
        final boolean bye = (end || session.isLeaving()) && !left;
        final long updates = session.reception.read(reception);
        final boolean due = timing.isRegularDue(nowNs);
        final boolean regular = due || bye || end;
        writer.begin(to, at);
        if (regular || !isReducedSize()) {
            report(nowNs, updates, regular);
        }
        if (regular) {
            extend(nowNs, to, at);
        }
        if (updates > 0) {
            feedback(nowNs, to, at);
        }
        if (bye) {
            left = true;
            writer.bye(session.localSsrc());
        }
        if (due) {
            measure(nowNs, updates);
        }
        timing.sent(nowNs, writer.length(), due);
        return writer.length();
    }

    /** What both directions took since the last report. */
    private void measure(final long nowNs, final long updates) {
        final long expected = updates > 0 ? reception[RtpSession.EXPECTED] : 0;
        final long received = updates > 0 ? reception[RtpSession.RECEIVED] : 0;
        final long theirs = received <= 0 ? 0 // what was lost is taken to have been as large as what came
            : (long) ((reception[RtpSession.RECEIVED_BYTES] + HEADER_BYTES * received) * Math.max(1.0, (double) expected / received));
        final long bytes = octets + HEADER_BYTES * packets + theirs;
        if (bytes > measuredBytes && nowNs > measuredNs) {
            timing.measured((bytes - measuredBytes) * 8e9 / (nowNs - measuredNs));
        }
        measuredBytes = bytes;
        measuredNs = nowNs;
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

    /** Who sends nothing learns the round trip by a reference time, which the other side answers (RFC 3611, 4.4 and 4.5). */
    private void extend(final long nowNs, final byte[] to, final int at) {
        final boolean answers = session.reference.read(reference) > 0
            && nowNs - reference[RtpSession.REFERENCE_ARRIVAL_NS] < LONGEST_REFERENCE_NS;
        if (packets > 0 && !answers) {
            return;
        }
        extended.begin(to, at + writer.length(), session.localSsrc());
        if (packets == 0) {
            extended.referenceTime(NtpTime.ofEpochNs(clock.epochNs(nowNs)));
        } else {
            extended.lastReference((int) reference[RtpSession.REFERENCE_SSRC], (int) reference[RtpSession.REFERENCE_TIME],
                NtpTime.toShort(nowNs - reference[RtpSession.REFERENCE_ARRIVAL_NS]));
        }
        writer.skip(extended.finish());
    }

    private void feedback(final long nowNs, final byte[] to, final int at) {
        final int remote = (int) reception[RtpSession.REMOTE_SSRC];
        if (!session.wanted.isEmpty()) {
            writer.nack(session.localSsrc(), remote);
            for (int i = 0; i < MAX_NACKED && !session.wanted.isEmpty(); i++) {
                writer.lost(session.wanted.take());
                nacked++;
            }
        }
        if (isPliAllowed(nowNs) && session.takePictureLost()) {
            if (session.isFullIntra()) {
                writer.skip(FullIntraRequest.write(to, at + writer.length(), session.localSsrc(), remote, command++));
            } else {
                writer.pictureLoss(session.localSsrc(), remote);
            }
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
