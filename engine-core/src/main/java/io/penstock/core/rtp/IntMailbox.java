package io.penstock.core.rtp;

import java.util.concurrent.atomic.AtomicInteger;

/** A bounded queue of numbers from one thread to another, without locks or allocation. What finds no room is refused. */
final class IntMailbox {
    private final int mask;
    private final int[] values;
    private final AtomicInteger head = new AtomicInteger();
    private final AtomicInteger tail = new AtomicInteger();

    /** Capacity must be a power of two. */
    IntMailbox(final int capacity) {
        mask = capacity - 1;
        values = new int[capacity];
    }

    /** Writer. Returns false when there is no room. */
    boolean offer(final int value) {
        final int at = tail.getPlain();
        if (at - head.getAcquire() > mask) {
            return false;
        }
        values[at & mask] = value;
        tail.setRelease(at + 1);
        return true;
    }

    boolean isEmpty() {
        return head.getAcquire() == tail.getAcquire();
    }

    /** Reader: the oldest; there must be one. */
    int take() {
        final int at = head.getPlain();
        final int value = values[at & mask];
        head.setRelease(at + 1);
        return value;
    }
}
