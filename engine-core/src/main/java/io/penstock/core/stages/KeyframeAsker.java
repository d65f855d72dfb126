package io.penstock.core.stages;

import io.penstock.event.Event;
import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;

/** Asks upstream for a key frame, not more often than a sender should have to listen, until one comes. */
final class KeyframeAsker {
    /** Long enough for a round trip and the making of a key frame. */
    static final int RETRY_MS = 250;

    private static final long RETRY_NS = RETRY_MS * 1_000_000L;

    private final StageContext context;
    private final Counter requests;
    private Event.KeyframeRequest request = Event.KeyframeRequest.ALL;
    private boolean waiting;
    private boolean askedBefore;
    private long lastAskedNs;

    KeyframeAsker(final StageContext context) {
        this.context = context;
        requests = context.counter("keyframeRequests");
    }

    boolean isWaiting() {
        return waiting;
    }

    /** A key frame is needed: asks now, or as soon as the last request is old enough. */
    void ask(final int streamId) {
        waiting = true;
        final long nowNs = context.clock().nanoTime();
        if (!askedBefore || nowNs - lastAskedNs >= RETRY_NS) {
            if (request.streamId() != streamId) {
                request = new Event.KeyframeRequest(streamId);
            }
            askedBefore = true;
            lastAskedNs = nowNs;
            requests.increment();
            context.sendUpstream(0, request);
        }
        context.wakeAtNs(lastAskedNs + RETRY_NS);
    }

    /** One came, or none is needed any more. */
    void satisfied() {
        if (waiting) {
            waiting = false;
            context.wakeAtNs(Long.MAX_VALUE);
        }
    }

    /** Returns whether it asked again. */
    boolean tick(final long nowNs, final int streamId) {
        if (!waiting) {
            return false;
        }
        final boolean due = nowNs - lastAskedNs >= RETRY_NS;
        ask(streamId);
        return due;
    }
}
