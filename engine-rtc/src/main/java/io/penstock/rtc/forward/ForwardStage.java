package io.penstock.rtc.forward;

import io.penstock.clock.MediaClock;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/**
 * Runs a {@link Forwarder} in a graph: datagrams come in with the number of their peer as user tag. It stands in the region of the
 * {@link UdpPeers} that it sends by, so that one thread does it all.
 */
public final class ForwardStage implements Sink {
    private static final long BUSY_NS = 2_000_000L;
    private static final long IDLE_NS = 10_000_000L;
    private final StageSpec spec = StageSpec.sink("forward", PacketSpec.exactly(PacketFormat.datagrams())).ticking().build();
    private final Forwarder forwarder;
    private MediaClock clock;
    private StageContext context;
    private long dueNs;

    /**
     * A stage.
     *
     * @param forwarder what it runs; nobody else may.
     */
    public ForwardStage(final Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        clock = context.clock();
        dueNs = clock.nanoTime();
        forwarder.wakeBy(context.waker());
        context.wakeAtNs(dueNs);
    }

    @Override
    public void onFrame(final Frame in) {
        forwarder.datagram((int) in.userTag(), in.array(), in.arrayOffset(), in.length(), in.captureNs());
    }

    @Override
    public int onTick(final long nowNs) {
        if (nowNs < dueNs) {
            final boolean asked = forwarder.hasCommands();
            if (asked) { // at once; to go through all peers for each of a thousand who come in would be too much
                forwarder.takeIn(nowNs);
                dueNs = Math.min(dueNs, nowNs + BUSY_NS);
            }
            context.wakeAtNs(dueNs);
            return asked ? 1 : 0;
        }
        dueNs = nowNs + (forwarder.tick(nowNs) ? BUSY_NS : IDLE_NS);
        context.wakeAtNs(dueNs);
        return 1;
    }

    @Override
    public void close() {
        forwarder.wakeBy(null);
    }
}
