package io.penstock.core.run;

import io.penstock.core.edge.EdgeConsumer;
import io.penstock.core.memory.SlabFrame;
import io.penstock.event.Event;

/** The consuming end of an asynchronous edge: an entry of its region. */
final class EdgeInput implements EdgeConsumer, Entry {
    private static final int BATCH = 16;

    private final EdgeLink link;
    private final RegionAgent region;
    private final Target target;
    private final Gate gate;
    private final boolean timed;

    EdgeInput(final EdgeLink link, final RegionAgent region, final Target target, final Gate gate, final boolean timed) {
        this.link = link;
        this.region = region;
        this.target = target;
        this.gate = gate;
        this.timed = timed;
    }

    @Override
    public int run(final long nowNs) {
        final int work = link.edge().poll(this, BATCH, nowNs, region.epoch());
        if (work > 0) {
            link.wakeBlockedProducer();
        }
        return work;
    }

    @Override
    public boolean isPending() {
        // With records before a full queue the region waits for room; that queue's consumer wakes it.
        return !link.edge().isEmpty() && gate.isOpen();
    }

    @Override
    public long dueNs() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isReady() {
        return gate.isOpen();
    }

    @Override
    public void onFrame(final SlabFrame frame, final long queuedNs) {
        if (timed) {
            link.queueTime().record(queuedNs);
        }
        target.accept(frame, false);
    }

    @Override
    public void onEvent(final int kind, final long a, final long b) {
        target.event(kind, a, b);
    }

    @Override
    public void onEpoch(final int epoch) {
        region.flushTo(epoch);
    }

    @Override
    public void onKeyframeNeeded() {
        if (link.mayRequestKeyframe(region.nowNs())) {
            link.upstream(Event.KeyframeRequest.ALL);
        }
    }

    EdgeLink link() {
        return link;
    }
}
