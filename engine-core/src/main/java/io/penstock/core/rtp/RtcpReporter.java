package io.penstock.core.rtp;

import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/** RTCP of a side that sends no media; ends with the goodbye. Counters: {@code rtcp}, {@code nacked} (packets asked for). */
final class RtcpReporter implements Source {
    private static final long POOL_RETRY_NS = 1_000_000L;

    private final RtpSession session;
    private final StageSpec spec = StageSpec.source("rtcp-reporter", FormatSpec.of(PacketFormat.rtcp())).wakesItself().build();
    private RtcpComposer composer;
    private StageContext context;
    private Counter rtcp;
    private Counter nacked;

    RtcpReporter(final RtpSession session) {
        this.session = session;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        rtcp = context.counter("rtcp");
        nacked = context.counter("nacked");
        composer = new RtcpComposer(session, context.clock());
        session.senderWaker(context.waker());
    }

    @Override
    public int poll(final Output out, final int limit) {
        final long nowNs = context.clock().nanoTime();
        session.takeKeyframeWanted(); // nothing is sent here that could have key frames
        int work = 0;
        if (composer.isDue(nowNs)) {
            final MutableFrame packet = out.claim(RtcpComposer.MAX_BYTES);
            if (packet == null) {
                context.wakeAtNs(nowNs + POOL_RETRY_NS);
                return 0;
            }
            final boolean leaves = composer.isLeaving();
            packet.length(composer.compose(nowNs, packet.array(), packet.arrayOffset(), false));
            packet.ptsNs(nowNs).captureNs(nowNs);
            rtcp.increment();
            nacked.add(composer.takeNacked());
            out.commit(packet);
            if (leaves) {
                out.endOfStream();
                return 1;
            }
            work = 1;
        }
        context.wakeAtNs(composer.dueNs(nowNs));
        return work;
    }

    @Override
    public void close() {
        session.senderWaker(() -> { });
    }
}
