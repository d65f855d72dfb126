package io.penstock.core.transport;

import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/** Feedback of a side that sends no media. Counter: {@code feedbacks}. */
final class TransportReporter implements Source {
    private static final long POOL_RETRY_NS = 1_000_000L;

    private final RtpTransport transport;
    private final StageSpec spec = StageSpec.source("rtp-transport-reporter", FormatSpec.of(PacketFormat.rtcp())).wakesItself().build();
    private StageContext context;
    private Counter feedbacks;

    TransportReporter(final RtpTransport transport) {
        this.transport = transport;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        feedbacks = context.counter("feedbacks");
        transport.waker(context.waker());
    }

    @Override
    public int poll(final Output out, final int limit) {
        int work = 0;
        final PacketMailbox box = transport.reports;
        while (work < limit && !box.isEmpty()) {
            final int length = box.peekLength();
            final MutableFrame packet = out.claim(length);
            final long nowNs = context.clock().nanoTime();
            if (packet == null) {
                context.wakeAtNs(nowNs + POOL_RETRY_NS);
                return work;
            }
            System.arraycopy(box.peek(), 0, packet.array(), packet.arrayOffset(), length);
            packet.length(length).ptsNs(nowNs).captureNs(nowNs);
            box.remove();
            out.commit(packet);
            feedbacks.increment();
            work++;
        }
        while (!transport.heard.isEmpty()) {
            transport.heard.remove(); // about packets that were never sent
        }
        context.wakeAtNs(Long.MAX_VALUE);
        return work;
    }

    @Override
    public void close() {
        transport.waker(() -> { });
    }
}
