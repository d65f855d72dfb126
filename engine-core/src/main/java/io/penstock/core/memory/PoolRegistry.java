package io.penstock.core.memory;

import io.penstock.error.EngineException;

/** All pools of an engine by number: turns a {@link FrameRef} back into a frame. Registering locks; looking up does not. */
public final class PoolRegistry {
    private final SlabPool[] pools = new SlabPool[FrameRef.MAX_POOLS];
    private int next = 1;

    /**
     * Gives a pool its number.
     *
     * @param maker makes the pool once the number is known.
     * @return the pool.
     */
    public synchronized SlabPool register(final java.util.function.IntFunction<SlabPool> maker) {
        for (int tried = 1; tried < FrameRef.MAX_POOLS; tried++) {
            final int id = next;
            next = next + 1 == FrameRef.MAX_POOLS ? 1 : next + 1;
            if (pools[id] == null) {
                return pools[id] = maker.apply(id);
            }
        }
        throw new EngineException(EngineException.Category.RESOURCE, "pools: all " + (FrameRef.MAX_POOLS - 1)
            + " numbers of this engine are in use; close graphs that have ended, or launch a second engine");
    }

    /**
     * Forgets a pool.
     *
     * @param pool a registered pool.
     */
    public synchronized void unregister(final SlabPool pool) {
        if (pools[pool.id()] == pool) {
            pools[pool.id()] = null;
        }
    }

    /**
     * The frame of a reference. Callers must have received the reference through a ring or queue that orders memory.
     *
     * @param ref a reference.
     * @return its frame.
     * @throws EngineException if the reference is stale.
     */
    public SlabFrame resolve(final long ref) {
        final SlabPool pool = pools[FrameRef.pool(ref)];
        final SlabFrame frame = pool == null ? null : pool.frame(FrameRef.slot(ref));
        if (frame == null || frame.generation() != FrameRef.generation(ref)) {
            throw stale(ref, frame);
        }
        return frame;
    }

    private static EngineException stale(final long ref, final SlabFrame frame) {
        return new EngineException(EngineException.Category.STATE, "stale frame reference: pool " + FrameRef.pool(ref) + ", slot "
            + FrameRef.slot(ref) + ", generation " + FrameRef.generation(ref)
            + (frame == null ? "; the pool is gone" : ", the slot is at " + frame.generation()) + "; a frame was released too often");
    }
}
