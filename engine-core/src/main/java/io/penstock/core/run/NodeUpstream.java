package io.penstock.core.run;

import io.penstock.core.edge.UpstreamChannel;
import io.penstock.event.Event;

/** What travels against the flow at one stage: events pending on its output ports, and where those of its input ports go. */
final class NodeUpstream {
    private final StageNode node;
    private final UpstreamChannel[] pending;
    private final Feeder[] feeders;

    NodeUpstream(final StageNode node, final int inputs, final int outputs) {
        this.node = node;
        feeders = new Feeder[inputs];
        pending = new UpstreamChannel[outputs];
        for (int port = 0; port < outputs; port++) {
            pending[port] = new UpstreamChannel();
        }
    }

    void feeder(final int inPort, final Feeder feeder) {
        feeders[inPort] = feeder;
    }

    /** An event that came in on an output port; any thread. */
    void post(final int outPort, final Event.Upstream event) {
        pending[outPort].post(event);
        node.region().upstreamPosted();
    }

    /** Sends an event to what feeds an input port. */
    void send(final int inPort, final Event.Upstream event) {
        final Feeder feeder = feeders[inPort];
        if (feeder != null) {
            feeder.post(event);
        }
    }

    /** Handles pending events, or sends them on; returns how many. */
    int take() {
        int work = 0;
        for (int port = 0; port < pending.length; port++) {
            for (Event.Upstream event = pending[port].take(); event != null; event = pending[port].take()) {
                work++;
                if (!node.handles(port, event)) {
                    for (int in = 0; in < feeders.length; in++) {
                        send(in, event);
                    }
                }
            }
        }
        return work;
    }
}
