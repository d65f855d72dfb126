package io.penstock.core.jitter;

import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;

/** Counters of {@link VideoJitterBuffer}. */
final class VideoCounters {
    final Counter frames;
    final Counter lost;
    final Counter late;
    final Counter freezes;
    final Counter freezeNs;
    final Counter stalls;
    final Counter requests;
    final Counter heldNs;
    final Counter incomplete;
    final Counter waiting;
    final Counter overflow;
    final Counter payloadErrors;

    VideoCounters(final StageContext context) {
        frames = context.counter("frames");
        lost = context.counter("lost");
        late = context.counter("late");
        freezes = context.counter("freezes");
        freezeNs = context.counter("freezeNs");
        stalls = context.counter("stalls");
        requests = context.counter("keyframeRequests");
        heldNs = context.counter("heldNs");
        incomplete = context.counter("dropped.incomplete");
        waiting = context.counter("dropped.waiting-keyframe");
        overflow = context.counter("dropped.overflow");
        payloadErrors = context.counter("errors.payload");
    }
}
