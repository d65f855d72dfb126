package io.penstock.testkit;

import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;

/** Shows a link's counters among those of the stage. */
final class LinkCounterMirror {
    private final LinkCounters counters;
    private final Counter lost;
    private final Counter queueDropped;
    private final Counter overflowed;
    private final Counter delivered;
    private final Counter duplicated;
    private final Counter reordered;

    LinkCounterMirror(final LinkCounters counters, final StageContext context) {
        this.counters = counters;
        lost = context.counter("dropped.lost");
        queueDropped = context.counter("dropped.queue");
        overflowed = context.counter("dropped.overflow");
        delivered = context.counter("delivered");
        duplicated = context.counter("duplicated");
        reordered = context.counter("reordered");
    }

    void publish() {
        lost.set(counters.lost.getPlain());
        queueDropped.set(counters.queueDropped.getPlain());
        overflowed.set(counters.overflowed.getPlain());
        delivered.set(counters.delivered.getPlain());
        duplicated.set(counters.duplicated.getPlain());
        reordered.set(counters.reordered.getPlain());
    }
}
