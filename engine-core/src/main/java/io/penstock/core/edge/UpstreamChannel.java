package io.penstock.core.edge;

import io.penstock.event.Event;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Events against the flow, at most one pending of a kind: a later bitrate target or report replaces an earlier one, key-frame requests merge.
 * Any thread posts, one thread takes.
 */
public final class UpstreamChannel {
    private final AtomicReference<Event.KeyframeRequest> keyframe = new AtomicReference<>();
    private final AtomicReference<Event.BitrateTarget> bitrate = new AtomicReference<>();
    private final AtomicReference<Event.QosReport> qos = new AtomicReference<>();

    /**
     * Posts an event.
     *
     * @param event the event.
     */
    public void post(final Event.Upstream event) {
        if (event instanceof Event.KeyframeRequest request) {
            keyframe.accumulateAndGet(request, UpstreamChannel::merge);
        } else if (event instanceof Event.BitrateTarget target) {
            bitrate.set(target);
        } else {
            qos.set((Event.QosReport) event);
        }
    }

    private static Event.KeyframeRequest merge(final Event.KeyframeRequest pending, final Event.KeyframeRequest added) {
        return pending == null || pending.streamId() == added.streamId() ? added : Event.KeyframeRequest.ALL;
    }

    /**
     * Takes a pending event.
     *
     * @return the event; null if none is pending.
     */
    public Event.Upstream take() {
        if (keyframe.get() != null) {
            return keyframe.getAndSet(null);
        }
        if (bitrate.get() != null) {
            return bitrate.getAndSet(null);
        }
        return qos.get() == null ? null : qos.getAndSet(null);
    }
}
