package io.penstock.testkit;

import java.util.concurrent.atomic.AtomicLong;

/** Counters of one direction: one thread writes, any thread reads. */
final class LinkCounters {
    final AtomicLong offered = new AtomicLong();
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    final AtomicLong queueDropped = new AtomicLong();
    final AtomicLong overflowed = new AtomicLong();
    final AtomicLong duplicated = new AtomicLong();
    final AtomicLong reordered = new AtomicLong();
    private long highestDelivered = -1;

    static void increment(final AtomicLong counter) {
        counter.lazySet(counter.getPlain() + 1);
    }

    void delivered(final long number) {
        increment(delivered);
        if (number < highestDelivered) {
            increment(reordered);
        } else {
            highestDelivered = number;
        }
    }

    LinkStats read() {
        return new LinkStats(offered.get(), delivered.get(), lost.get(), queueDropped.get(), overflowed.get(), duplicated.get(),
            reordered.get());
    }
}
