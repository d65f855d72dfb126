package io.penstock.core.rtp;

import io.penstock.clock.Timebase;
import io.penstock.core.rtcp.ExtendedReport;
import io.penstock.core.rtcp.FullIntraRequest;
import io.penstock.core.rtcp.ReceiverEstimate;
import io.penstock.event.Event;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Takes RTCP out, measures RTP for the reports, and turns requests for key frames from downstream into PLI or FIR.
 * With repair, puts out the original of what comes as RTX, and hands NACKs to the sending side.
 * Counters: {@code packets}, {@code rtcp}, {@code senderReports}, {@code keyframesAsked} (by the other side),
 * {@code keyframesAskedAgain} (full intra requests said again), {@code pictureLosses} (told to it),
 * {@code nacks} (packets of them that came), {@code retransmissions} (RTX that came), {@code dropped.rtx} (that belong to nothing),
 * {@code dropped.stranger} (packets of another source, or far from this one's sequence numbers, see {@link SourceGuard}),
 * {@code dropped.nack} (entries too many at once), {@code errors.malformed}, {@code errors.rtcp}.
 */
final class RtpReceiveStage implements Transform {
    private static final int DEFAULT_CLOCK_RATE_HZ = 90_000;
    /** What comes so long after a goodbye was not on the way. */
    private static final long LEFT_NS = 1_000_000_000L;
    /** Longer ones are wrong. */
    private static final long LONGEST_ROUND_TRIP_NS = 30_000_000_000L;

    private final RtpSession session;
    private final RepairConfig repair;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final SourceGuard source = new SourceGuard();
    private final SourceGuard rtxSource = new SourceGuard();
    private final RtcpFlyweight compound = new RtcpFlyweight();
    private final ReceiverEstimate estimate = new ReceiverEstimate();
    private final FullIntraRequest request = new FullIntraRequest();
    private final ExtendedReport extended = new ExtendedReport();
    private ReceptionStatistics statistics;
    private long payloadBytes;
    private long leftNs = Long.MAX_VALUE;
    /** Whose full intra request was the last, and its number. */
    private int requester;
    private int command = -1;
    private int lossPermille;
    private long jitterNs;
    private int clockRateHz;
    private int lastSr;
    private long lastSrNs;
    private StageContext context;
    private Counter packets;
    private Counter rtcp;
    private Counter senderReports;
    private Counter keyframesAsked;
    private Counter pictureLosses;
    private Counter nacks;
    private Counter nacksDropped;
    private Counter retransmissions;
    private Counter strayRtx;
    private Counter strangers;
    private Counter requestsRepeated;
    private Counter malformed;
    private Counter rtcpErrors;

    RtpReceiveStage(final RtpSession session) {
        this.session = session;
        repair = session.repairConfig();
        final StageSpec.Builder builder = StageSpec.same("rtp-receiver", PacketSpec.rtp());
        spec = (repair != null && repair.hasRtx() ? builder.maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES) : builder).build();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        packets = context.counter("packets");
        rtcp = context.counter("rtcp");
        senderReports = context.counter("senderReports");
        keyframesAsked = context.counter("keyframesAsked");
        pictureLosses = context.counter("pictureLosses");
        nacks = context.counter("nacks");
        nacksDropped = context.counter("dropped.nack");
        retransmissions = context.counter("retransmissions");
        strayRtx = context.counter("dropped.rtx");
        strangers = context.counter("dropped.stranger");
        requestsRepeated = context.counter("keyframesAskedAgain");
        malformed = context.counter("errors.malformed");
        rtcpErrors = context.counter("errors.rtcp");
        final int rate = ((PacketFormat) context.inputFormat(0)).clockRateHz();
        clockRateHz = rate > 0 ? rate : DEFAULT_CLOCK_RATE_HZ;
        statistics = new ReceptionStatistics(clockRateHz);
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final byte[] array = in.array();
        final int at = in.arrayOffset();
        if (RtpHeaderFlyweight.isRtcp(array, at, in.length())) {
            rtcp.increment();
            control(array, at, in.length(), in.captureNs());
        } else if (header.parse(array, at, in.length())) {
            if (header.payloadType() == session.passingType()) {
                out.forward(in);
                return;
            }
            if (repair != null && repair.hasRtx() && header.payloadType() == repair.rtxPayloadType()) {
                if (rtxSource.accepts(header.ssrc(), header.sequence(), in.captureNs())) {
                    restore(in, out);
                } else {
                    strangers.increment();
                }
                return;
            }
            if (!source.accepts(header.ssrc(), header.sequence(), in.captureNs())) {
                strangers.increment();
                return;
            }
            packets.increment();
            final boolean other = statistics.hasSource() && statistics.ssrc() != header.ssrc();
            if (other) {
                lastSr = 0;
            }
            if (in.captureNs() - leftNs > LEFT_NS || other) { // who sends has not left, whoever said so
                leftNs = Long.MAX_VALUE;
                session.left(false);
            }
            payloadBytes += header.payloadLength();
            statistics.received(header.ssrc(), header.sequence(), header.timestamp(), in.captureNs());
            publish();
            out.forward(in);
        } else {
            malformed.increment();
        }
    }

    private void restore(final Frame in, final Output out) {
        final int payloadType = ((PacketFormat) context.inputFormat(0)).payloadType();
        if (payloadType >= 0 && statistics.hasSource()
            && RtxRestorer.restore(header, in, statistics.ssrc(), payloadType, statistics.extendedHighestSequence(), out)) {
            retransmissions.increment();
        } else {
            strayRtx.increment();
        }
    }

    private void publish() {
        session.reception.begin().put(RtpSession.REMOTE_SSRC, statistics.ssrc()).put(RtpSession.EXPECTED, statistics.expected())
            .put(RtpSession.RECEIVED, statistics.received()).put(RtpSession.HIGHEST, statistics.extendedHighestSequence())
            .put(RtpSession.JITTER, statistics.jitterUnits()).put(RtpSession.LAST_SR, lastSr).put(RtpSession.LAST_SR_NS, lastSrNs)
            .put(RtpSession.RECEIVED_BYTES, payloadBytes).end();
    }

    private void control(final byte[] array, final int at, final int length, final long arrivalNs) {
        if (!compound.isValid(array, at, length)) {
            rtcpErrors.increment();
            return;
        }
        compound.wrap(array, at, length);
        while (compound.next()) {
            final int type = compound.type();
            if (type == RtcpFlyweight.SENDER_REPORT) {
                senderReport(arrivalNs);
            }
            for (int i = 0; i < compound.reportCount(); i++) {
                if (compound.reportSsrc(i) == session.localSsrc()) {
                    reported(i, arrivalNs);
                }
            }
            if (compound.asksForKeyframe(session.localSsrc()) && isNew(array)) {
                keyframesAsked.increment();
                session.keyframeWanted();
            }
            if (type == ReceiverEstimate.TYPE && compound.count() == ReceiverEstimate.FORMAT
                && estimate.wrap(array, compound.offset(), compound.length())) {
                estimated();
            }
            if (type == ExtendedReport.TYPE && extended.wrap(array, compound.offset(), compound.length())) {
                extended(arrivalNs);
            }
            nacks(compound.nackCount(session.localSsrc()));
            if (type == RtcpFlyweight.BYE) {
                goodbye(arrivalNs);
            }
        }
    }

    /** A full intra request that was said before is not one more (RFC 5104, 4.3.1.2). */
    private boolean isNew(final byte[] array) {
        if (compound.count() != RtcpFlyweight.FULL_INTRA_REQUEST || !request.wrap(array, compound.offset(), compound.length())) {
            return true;
        }
        for (int i = 0; i < request.count(); i++) {
            if (request.ssrc(i) == session.localSsrc() && (request.senderSsrc() != requester || request.command(i) != command)) {
                requester = request.senderSsrc();
                command = request.command(i);
                return true;
            }
        }
        requestsRepeated.increment();
        return false;
    }

    private void estimated() {
        boolean mine = estimate.count() == 0;
        for (int i = 0; i < estimate.count(); i++) {
            mine |= estimate.ssrc(i) == session.localSsrc();
        }
        if (mine) {
            session.remoteEstimate(estimate.bitsPerSecond());
        }
    }

    private void extended(final long arrivalNs) {
        while (extended.nextBlock()) {
            if (extended.blockType() == ExtendedReport.REFERENCE_TIME) {
                session.reference.begin().put(RtpSession.REFERENCE_SSRC, extended.senderSsrc())
                    .put(RtpSession.REFERENCE_TIME, NtpTime.middle(extended.referenceTime()))
                    .put(RtpSession.REFERENCE_ARRIVAL_NS, arrivalNs).end();
            } else if (extended.blockType() == ExtendedReport.LAST_REFERENCE) {
                for (int i = 0; i < extended.references(); i++) {
                    if (extended.referenceSsrc(i) == session.localSsrc() && extended.lastReference(i) != 0) {
                        session.qualityReported(lossPermille, roundTripNs(extended.lastReference(i), extended.delaySinceReference(i), arrivalNs),
                            jitterNs);
                    }
                }
            }
        }
    }

    /** From the middle of an NTP time that the other side got and the time it kept it (RFC 3550, 6.4.1); 0 = cannot be. */
    private long roundTripNs(final int sent, final int delay, final long arrivalNs) {
        final int rtt = NtpTime.middle(NtpTime.ofEpochNs(context.clock().epochNs(arrivalNs))) - sent - delay;
        final long rttNs = rtt < 0 ? 0 : NtpTime.shortToNs(rtt);
        return rttNs > LONGEST_ROUND_TRIP_NS ? 0 : rttNs;
    }

    private void nacks(final int entries) {
        if (entries == 0 || repair == null) {
            return;
        }
        nacks.increment();
        for (int i = 0; i < entries; i++) {
            if (!session.asked.offer(compound.nackEntry(i))) {
                nacksDropped.add(entries - i);
                break;
            }
        }
        session.wakeSender();
    }

    private void senderReport(final long arrivalNs) {
        if (statistics.hasSource() && compound.senderSsrc() != statistics.ssrc()) {
            return;
        }
        senderReports.increment();
        lastSr = NtpTime.middle(compound.ntpTimestamp());
        lastSrNs = arrivalNs;
        session.senderClock(NtpTime.toEpochNs(compound.ntpTimestamp()), compound.rtpTimestamp());
        if (statistics.hasSource()) {
            publish();
        }
    }

    private void reported(final int block, final long arrivalNs) {
        final int lsr = compound.lastSenderReport(block);
        final long rttNs = lsr == 0 ? 0 : roundTripNs(lsr, (int) compound.delaySinceLastSenderReport(block), arrivalNs);
        lossPermille = compound.fractionLost(block) * 1000 / 256;
        jitterNs = Timebase.unitsToNs(compound.jitterUnits(block), clockRateHz);
        session.qualityReported(lossPermille, rttNs, jitterNs);
    }

    private void goodbye(final long arrivalNs) {
        for (int i = 0; i < compound.count(); i++) {
            if (statistics.hasSource() && compound.byeSsrc(i) == statistics.ssrc()) {
                leftNs = arrivalNs;
                session.left(true);
            }
        }
    }

    @Override
    public boolean onUpstream(final int outPort, final Event.Upstream event) {
        if (event instanceof Event.KeyframeRequest) {
            pictureLosses.increment();
            session.requestKeyframe();
            return true;
        }
        return false;
    }
}
