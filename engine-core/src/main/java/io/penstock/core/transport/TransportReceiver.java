package io.penstock.core.transport;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Logs when packets arrive and has that reported, hands the other side's reports to the sender, and takes probes out.
 *
 * <p>Counters: {@code packets}, {@code padding} (probes), {@code feedbacks} (that came), {@code dropped.feedback} (the sender is behind),
 * {@code dropped.reports} (likewise, own), {@code unreported} (the first of a source, or of too many).
 */
final class TransportReceiver implements Transform {
    /** Reports go sooner where so many packets came. */
    private static final int MANY = 24;

    private final RtpTransport transport;
    private final StageSpec spec = StageSpec.same("rtp-transport-receiver", PacketSpec.any()).ticking().build();
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final ArrivalLog arrivals = new ArrivalLog();
    private final FeedbackComposer composer = new FeedbackComposer(arrivals);
    private final long intervalNs;
    private StageContext context;
    private long dueNs = Long.MAX_VALUE;
    private long lastReportNs = Long.MIN_VALUE / 2;
    private Counter packets;
    private Counter padding;
    private Counter feedbacks;
    private Counter behind;
    private Counter unreported;
    private Counter tooMany;

    TransportReceiver(final RtpTransport transport) {
        this.transport = transport;
        intervalNs = transport.config.feedbackNs();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        packets = context.counter("packets");
        padding = context.counter("padding");
        feedbacks = context.counter("feedbacks");
        behind = context.counter("dropped.feedback");
        unreported = context.counter("dropped.reports");
        tooMany = context.counter("unreported");
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final byte[] array = in.array();
        final int at = in.arrayOffset();
        if (RtpHeaderFlyweight.isRtcp(array, at, in.length())) {
            if (FeedbackReader.concerns(array, at, in.length())) {
                hand(array, at, in.length(), in.captureNs());
            }
            out.forward(in);
            return;
        }
        if (!header.parse(array, at, in.length())) {
            out.forward(in); // whoever takes it counts what is wrong with it
            return;
        }
        packets.increment();
        if (!arrivals.arrived(header.ssrc(), header.sequence(), in.captureNs())) {
            tooMany.increment();
        } else if (dueNs == Long.MAX_VALUE) {
            dueNs = Math.max(in.captureNs(), lastReportNs + intervalNs);
            context.wakeAtNs(dueNs);
        }
        if (header.payloadLength() == 0 && header.payloadType() == transport.config.paddingPayloadType()) {
            padding.increment();
        } else {
            out.forward(in);
        }
        final long nowNs = context.clock().nanoTime();
        if (nowNs >= dueNs || arrivals.news() >= MANY) {
            report(nowNs);
        }
    }

    private void hand(final byte[] array, final int at, final int length, final long arrivalNs) {
        final byte[] slot = transport.heard.slot();
        if (slot == null || length > slot.length) {
            behind.increment();
            return;
        }
        System.arraycopy(array, at, slot, 0, length);
        transport.heard.offer(length, arrivalNs);
        feedbacks.increment();
        transport.wakeSender();
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        if (nowNs < dueNs) {
            context.wakeAtNs(dueNs);
            return 0;
        }
        report(nowNs);
        return 1;
    }

    private void report(final long nowNs) {
        dueNs = Long.MAX_VALUE;
        lastReportNs = nowNs;
        context.wakeAtNs(dueNs);
        final byte[] slot = transport.reports.slot();
        if (slot == null) {
            unreported.increment();
            return;
        }
        final int length = composer.compose(slot, nowNs);
        if (length > 0) {
            transport.reports.offer(length, nowNs);
            transport.wakeSender();
        }
    }

    @Override
    public void onFlush() {
        dueNs = Long.MAX_VALUE;
        context.wakeAtNs(dueNs);
    }
}
