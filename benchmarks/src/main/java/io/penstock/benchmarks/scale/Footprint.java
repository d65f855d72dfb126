package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot.PoolStats;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What a process and an engine hold now.
 *
 * @param heapBytes   live objects, after a full collection.
 * @param directBytes direct byte buffers.
 * @param slabBytes   payload slots of all pools (part of heap or direct memory).
 * @param slotsInUse  slots of all pools that hold a frame.
 * @param openFiles   files and sockets that the process has open; 0 where the JVM does not tell.
 * @param threads     live threads of the JVM.
 * @param counters    counters of the engine.
 * @param graphs      graphs of the engine.
 */
record Footprint(long heapBytes, long directBytes, long slabBytes, long slotsInUse, long openFiles, int threads, int counters, int graphs) {
    /**
     * Looks, after asking for a full collection.
     *
     * @param engine the engine.
     * @return what is held.
     * @throws InterruptedException if interrupted.
     */
    static Footprint of(final Engine engine) throws InterruptedException {
        long heap = Long.MAX_VALUE;
        // Cleaners and reference queues take a moment: the least of a few looks is what lives.
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
            heap = Math.min(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        final long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream().filter(bean -> bean.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        final List<Graph> graphs = engine.graphs();
        long slab = 0;
        long inUse = 0;
        for (final Graph graph : graphs) {
            for (final PoolStats pool : graph.snapshot().pools()) {
                slab += (long) pool.slots() * pool.slotBytes();
                inUse += pool.inUse();
            }
        }
        final int[] counters = new int[1];
        engine.counters().forEach((id, type, label, value) -> counters[0]++);
        return new Footprint(heap, direct, slab, inUse, filesOpenNow(),
            ManagementFactory.getThreadMXBean().getThreadCount(), counters[0], graphs.size());
    }

    private static long filesOpenNow() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount() : 0;
    }
}
