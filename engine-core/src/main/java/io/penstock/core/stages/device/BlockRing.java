package io.penstock.core.stages.device;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A bounded ring of preallocated blocks with a length and a time between one producing and one consuming thread. Never blocks or allocates. */
final class BlockRing {
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(BlockRing.class, "head", long.class);
            TAIL = lookup.findVarHandle(BlockRing.class, "tail", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[][] blocks;
    private final int[] lengths;
    private final long[] times;
    private long head;
    private long tail;

    BlockRing(final int count, final int bytes) {
        blocks = new byte[count][bytes];
        lengths = new int[count];
        times = new long[count];
    }

    /** Producer: the block to fill next; null if the ring is full. */
    byte[] free() {
        return tail - (long) HEAD.getAcquire(this) == blocks.length ? null : blocks[(int) (tail % blocks.length)];
    }

    /** Producer: hands over what {@link #free} gave. */
    void publish(final int length, final long timeNs) {
        final int slot = (int) (tail % blocks.length);
        lengths[slot] = length;
        times[slot] = timeNs;
        TAIL.setRelease(this, tail + 1);
    }

    /** Consumer: the oldest block; null if the ring is empty. */
    byte[] first() {
        return (long) TAIL.getAcquire(this) == head ? null : blocks[(int) (head % blocks.length)];
    }

    /** Consumer: bytes in the oldest block. */
    int length() {
        return lengths[(int) (head % blocks.length)];
    }

    /** Consumer: time of the oldest block. */
    long timeNs() {
        return times[(int) (head % blocks.length)];
    }

    /** Consumer: gives the oldest block back. */
    void remove() {
        HEAD.setRelease(this, head + 1);
    }

    /** Consumer: gives all blocks back. */
    void clear() {
        while (first() != null) {
            remove();
        }
    }
}
