package io.penstock.testkit;

/** Packets in flight, the first to come out at the head: a bounded binary heap of slot numbers, first in first out at equal times. */
final class DepartureQueue {
    private final long[] dueNs;
    private final long[] order;
    private final long[] number;
    private final int[] heap;
    private final int[] free;
    private int size;
    private long added;

    DepartureQueue(final int capacity) {
        dueNs = new long[capacity];
        order = new long[capacity];
        number = new long[capacity];
        heap = new int[capacity];
        free = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            free[i] = i;
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** When the head is due; MAX_VALUE if there is none. */
    long headNs() {
        return size == 0 ? Long.MAX_VALUE : dueNs[heap[0]];
    }

    /** Number of the packet at the head. */
    long headNumber() {
        return number[heap[0]];
    }

    /**
     * Adds a packet.
     *
     * @return the slot where the caller keeps it; −1 if full.
     */
    int add(final long packetDueNs, final long packetNumber) {
        if (size == heap.length) {
            return -1;
        }
        final int slot = free[size];
        dueNs[slot] = packetDueNs;
        order[slot] = added++;
        number[slot] = packetNumber;
        int at = size++;
        while (at > 0) {
            final int parent = (at - 1) >>> 1;
            if (!before(slot, heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = slot;
        return slot;
    }

    /** Takes the head away: its slot, free again from now on. */
    int remove() {
        final int head = heap[0];
        final int last = heap[--size];
        free[size] = head;
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        if (size > 0) {
            heap[at] = last;
        }
        return head;
    }

    private boolean before(final int a, final int b) {
        return dueNs[a] < dueNs[b] || dueNs[a] == dueNs[b] && order[a] < order[b];
    }
}
