package io.penstock.rtc.mix;

import io.penstock.core.stages.AppSource;
import io.penstock.graph.Graph;

/** Somebody who hears a {@link RoomMix}. Any thread. */
public final class MixListener implements AutoCloseable {
    private final RoomMix mix;
    private final String participant;
    private final AppSource source;
    private final Graph graph;

    MixListener(final RoomMix mix, final String participant, final AppSource source, final Graph graph) {
        this.mix = mix;
        this.participant = participant;
        this.source = source;
        this.graph = graph;
    }

    /**
     * Who listens.
     *
     * @return participant; empty = somebody who hears everyone.
     */
    public String participant() {
        return participant;
    }

    /**
     * What runs behind the mix.
     *
     * @return the graph that was composed for it.
     */
    public Graph graph() {
        return graph;
    }

    AppSource source() {
        return source;
    }

    /** Listens no longer. Idempotent. */
    @Override
    public void close() {
        mix.forget(this);
        graph.close();
    }
}
