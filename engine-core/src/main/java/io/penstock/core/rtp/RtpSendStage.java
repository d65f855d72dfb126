package io.penstock.core.rtp;

import io.penstock.event.Event;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Lets RTP through, adds RTCP between, and hands what the other side asks for up to the encoder.
 * With repair, keeps what was sent and sends again what the
 * other side misses. Counters: {@code rtcp} (compounds sent), {@code nacked} (packets asked for), {@code keyframeRequests}
 * (told to the encoder), {@code keyframesCoalesced} (requests that came meanwhile),
 * {@code retransmitted}, {@code dropped.repair-gone} (asked for, not kept any more), {@code dropped.repair-budget}, {@code errors.malformed}.
 */
final class RtpSendStage implements Transform {
    private final RtpSession session;
    private final RepairConfig repair;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final long[] quality = new long[RtpSession.QUALITY_FIELDS];
    private long qualityUpdates;
    private RtcpComposer composer;
    private Retransmitter retransmitter;
    private StageContext context;
    private int clockRateHz;
    private Counter rtcp;
    private Counter nacked;
    private final KeyframeAnswers answers = new KeyframeAnswers();
    private Counter keyframeRequests;
    private Counter coalesced;
    private Counter malformed;

    RtpSendStage(final RtpSession session) {
        this.session = session;
        repair = session.repairConfig();
        // The output is that of the input: RTCP rides along and is told apart by RFC 5761.
        spec = StageSpec.same("rtp-sender", PacketSpec.rtp()).ticking()
            .maxOutputsPerInput(2 + (repair == null ? 0 : Retransmitter.MAX_RESENDS)).framesHeld(repair == null ? 0 : repair.historyPackets())
            .maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        rtcp = context.counter("rtcp");
        keyframeRequests = context.counter("keyframeRequests");
        coalesced = context.counter("keyframesCoalesced");
        malformed = context.counter("errors.malformed");
        clockRateHz = Math.max(1, ((PacketFormat) context.inputFormat(0)).clockRateHz());
        composer = new RtcpComposer(session, context.clock());
        nacked = context.counter("nacked");
        retransmitter = repair == null ? null : new Retransmitter(session, repair, context);
        session.senderWaker(context.waker());
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final long nowNs = context.clock().nanoTime();
        if (header.parse(in.array(), in.arrayOffset(), in.length())) {
            out.forward(in);
            if (header.payloadType() == session.passingType()) {
                return;
            }
            composer.sent(header, in.captureNs(), clockRateHz);
            if (retransmitter != null) {
                retransmitter.sent(in, header.sequence(), nowNs);
            }
        } else {
            malformed.increment();
        }
        serve(nowNs, out);
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        return serve(nowNs, out);
    }

    private int serve(final long nowNs, final Output out) {
        int work = keyframe(nowNs);
        final long updates = session.quality.read(quality);
        if (updates != qualityUpdates) {
            qualityUpdates = updates;
            context.sendUpstream(0, new Event.QosReport((int) quality[RtpSession.LOSS_PERMILLE], quality[RtpSession.RTT_NS],
                quality[RtpSession.REMOTE_JITTER_NS]));
            work++;
        }
        if (composer.isDue(nowNs)) {
            send(nowNs, out, false);
            work++;
        }
        long dueNs = composer.dueNs(nowNs);
        if (retransmitter != null) {
            work += retransmitter.serve(nowNs, out);
            dueNs = Math.min(dueNs, retransmitter.dueNs(nowNs));
        }
        context.wakeAtNs(Math.min(dueNs, answers.dueNs()));
        return work;
    }

    private int keyframe(final long nowNs) {
        final boolean asked = session.takeKeyframeWanted();
        if (asked && answers.asked(nowNs, session.rttNs(quality)) || answers.isDue(nowNs)) {
            keyframeRequests.increment();
            context.sendUpstream(0, Event.KeyframeRequest.ALL);
            return 1;
        }
        coalesced.add(asked ? 1 : 0);
        return 0;
    }

    private void send(final long nowNs, final Output out, final boolean bye) {
        final MutableFrame packet = out.claim(Math.min(out.maxLength(), RtcpComposer.MAX_BYTES));
        packet.length(composer.compose(nowNs, packet.array(), packet.arrayOffset(), bye));
        packet.ptsNs(nowNs).captureNs(nowNs).durationNs(0).flags(0).layers(0, 0).sequence(0).streamId(session.localSsrc()).rtpTimestamp(0)
            .userTag(0);
        rtcp.increment();
        nacked.add(composer.takeNacked());
        out.commit(packet);
    }

    @Override
    public void onEndOfStream(final Output out) {
        onFlush();
        if (!composer.hasLeft()) {
            send(context.clock().nanoTime(), out, true);
        }
    }

    @Override
    public void onFlush() {
        if (retransmitter != null) {
            retransmitter.clear();
        }
    }

    @Override
    public void close() {
        onFlush();
        session.senderWaker(() -> { });
    }
}
