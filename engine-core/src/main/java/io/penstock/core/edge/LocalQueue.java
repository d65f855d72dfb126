package io.penstock.core.edge;

import io.penstock.core.memory.FrameRef;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;

/**
 * Records that the consumer has taken off the ring but not yet handled, so that a shedder can drop from the middle. Consumer only.
 */
final class LocalQueue {
    private final PoolRegistry pools;
    private final EdgeStatistics statistics;
    private final int mask;
    private final int[] kinds;
    private final int[] epochs;
    private final long[] first;
    private final long[] second;
    private long head;
    private long tail;
    private int frames;
    private int shed;

    LocalQueue(final int records, final PoolRegistry pools, final EdgeStatistics statistics) {
        final int size = Integer.highestOneBit(Math.max(2, records) * 2 - 1);
        this.pools = pools;
        this.statistics = statistics;
        mask = size - 1;
        kinds = new int[size];
        epochs = new int[size];
        first = new long[size];
        second = new long[size];
    }

    int free() {
        return mask + 1 - (int) (tail - head);
    }

    int frames() {
        return frames;
    }

    boolean isEmpty() {
        return head == tail;
    }

    void add(final int kind, final int epoch, final long a, final long b) {
        final int at = (int) tail++ & mask;
        kinds[at] = kind;
        epochs[at] = epoch;
        first[at] = a;
        second[at] = b;
        frames += kind == EventKind.FRAME ? 1 : 0;
    }

    long headIndex() {
        return head;
    }

    long tailIndex() {
        return tail;
    }

    boolean isFrame(final long index) {
        return kinds[(int) index & mask] == EventKind.FRAME;
    }

    SlabFrame frame(final long index) {
        return pools.resolve(first[(int) index & mask]);
    }

    long enteredNs(final long index) {
        return second[(int) index & mask];
    }

    /** Drops a frame where it stands. */
    void shed(final long index, final DropReason reason) {
        final int at = (int) index & mask;
        final SlabFrame frame = pools.resolve(first[at]);
        kinds[at] = EventKind.SHED;
        first[at] = FrameRef.NONE;
        frames--;
        shed++;
        statistics.drop(reason);
        frame.release();
    }

    int kind() {
        return kinds[(int) head & mask];
    }

    int epoch() {
        return epochs[(int) head & mask];
    }

    long a() {
        return first[(int) head & mask];
    }

    long b() {
        return second[(int) head & mask];
    }

    /** Removes the head record; a frame in it now belongs to the caller. */
    void remove() {
        frames -= kinds[(int) head & mask] == EventKind.FRAME ? 1 : 0;
        head++;
    }

    /** Frames shed since the last call. */
    int takeShedCount() {
        final int count = shed;
        shed = 0;
        return count;
    }
}
