package io.penstock.core.jitter;

import io.penstock.event.Event;
import io.penstock.stage.StageContext;

/** Asks for key frames, but not again before an encoder and a round trip have had their time. One thread. */
final class KeyframeRequests {
    private static final long DISTANCE_NS = 250_000_000L;

    private final StageContext context;
    private final VideoCounters counters;
    private boolean requested;
    private long requestedNs;

    KeyframeRequests(final StageContext context, final VideoCounters counters) {
        this.context = context;
        this.counters = counters;
    }

    /** Returns whether one was asked for now. */
    boolean request(final long nowNs) {
        if (requested && nowNs - requestedNs < DISTANCE_NS) {
            return false;
        }
        requested = true;
        requestedNs = nowNs;
        counters.requests.increment();
        context.sendUpstream(0, Event.KeyframeRequest.ALL);
        return true;
    }
}
