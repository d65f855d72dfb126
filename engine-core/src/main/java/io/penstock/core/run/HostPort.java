package io.penstock.core.run;

import io.penstock.clock.MediaClock;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabPool;

/**
 * What a host's thread needs to fill frames: the pool that it alone claims from.
 *
 * @param pool     the pool.
 * @param formatId id of the output's format.
 * @param clock    the engine's clock.
 * @param pools    resolves references.
 * @param waker    wakes the region that takes the frames.
 */
public record HostPort(SlabPool pool, int formatId, MediaClock clock, PoolRegistry pools, Runnable waker) {
}
