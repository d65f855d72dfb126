package io.penstock.core.run;

import io.penstock.core.edge.Edge;
import io.penstock.core.edge.EdgeRing;
import io.penstock.core.memory.SlabFrame;
import io.penstock.event.Event;
import io.penstock.format.Format;

/** The producing end of an asynchronous edge. */
final class EdgeOutput implements Target {
    private final EdgeLink link;
    private final Edge edge;
    private final RegionAgent region;
    private final StageNode producer;
    private final int port;
    private final boolean timed;

    EdgeOutput(final EdgeLink link, final RegionAgent region, final StageNode producer, final int port) {
        this.link = link;
        edge = link.edge();
        this.region = region;
        this.producer = producer;
        this.port = port;
        timed = edge.isAged() || link.queueTime() != null;
    }

    @Override
    public boolean accept(final SlabFrame frame, final boolean owned) {
        if (!owned) {
            frame.retain();
        }
        // Not the start of the duty cycle where it matters: an encoder before this may have taken most of what the edge allows as age.
        final boolean taken = edge.offer(frame, timed ? region.clock().nanoTime() : region.nowNs(), region.epoch());
        if (taken) {
            link.wakeConsumer();
            return owned;
        }
        if (!owned) {
            frame.release();
        }
        if (edge instanceof EdgeRing ring && ring.isAwaitingKeyframe() && link.mayRequestKeyframe(region.nowNs())) {
            producer.upstreamFrom(port, Event.KeyframeRequest.ALL);
        }
        return false;
    }

    @Override
    public void event(final int kind, final long a, final long b) {
        edge.offerEvent(kind, a, b, region.epoch());
        link.wakeConsumer();
    }

    Format format() {
        return link.format();
    }
}
