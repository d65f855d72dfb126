package io.penstock.core.transport;

import java.util.concurrent.atomic.AtomicInteger;

/** A bounded queue of small packets from one thread to another, copied, without locks or allocation. What finds no room is refused. */
final class PacketMailbox {
    private final int mask;
    private final int[] lengths;
    private final byte[][] packets;
    private final long[] timesNs;
    private final AtomicInteger head = new AtomicInteger();
    private final AtomicInteger tail = new AtomicInteger();

    /** Slots must be a power of two. */
    PacketMailbox(final int slots, final int bytes) {
        mask = slots - 1;
        lengths = new int[slots];
        timesNs = new long[slots];
        packets = new byte[slots][bytes];
    }

    /** Writer: the slot to fill from 0 on; null when there is no room. {@link #offer} makes it visible. */
    byte[] slot() {
        final int at = tail.getPlain();
        return at - head.getAcquire() > mask ? null : packets[at & mask];
    }

    /** Writer: the slot that {@link #slot} gave is filled. */
    void offer(final int length, final long timeNs) {
        final int at = tail.getPlain();
        lengths[at & mask] = length;
        timesNs[at & mask] = timeNs;
        tail.setRelease(at + 1);
    }

    boolean isEmpty() {
        return head.getAcquire() == tail.getAcquire();
    }

    /** Reader: the oldest; there must be one. */
    byte[] peek() {
        return packets[head.getPlain() & mask];
    }

    int peekLength() {
        return lengths[head.getPlain() & mask];
    }

    long peekTimeNs() {
        return timesNs[head.getPlain() & mask];
    }

    /** Reader: is done with the oldest. */
    void remove() {
        head.setRelease(head.getPlain() + 1);
    }
}
