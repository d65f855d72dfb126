package io.penstock.core.run;

import io.penstock.core.memory.SlabFrame;

/** A direct call into the next stage of the same region: no queue, no counting. */
final class FusedOutput implements Target {
    private final StageNode node;
    private final int port;

    FusedOutput(final StageNode node, final int port) {
        this.node = node;
        this.port = port;
    }

    StageNode node() {
        return node;
    }

    int port() {
        return port;
    }

    @Override
    public boolean accept(final SlabFrame frame, final boolean owned) {
        return node.frame(port, frame, owned);
    }

    @Override
    public void event(final int kind, final long a, final long b) {
        node.event(port, kind, a, b);
    }
}
