package io.penstock.benchmarks;

import io.penstock.core.edge.Edge;
import io.penstock.core.edge.EdgeConsumer;
import io.penstock.core.edge.EdgeRing;
import io.penstock.core.edge.EdgeStatistics;
import io.penstock.core.edge.LatestEdge;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import io.penstock.core.metrics.CounterType;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.frame.FrameFlags;
import io.penstock.graph.EdgePolicy;

/** An edge that gets more than it can hold: every 30th frame a key frame, every third one that may be dropped. */
final class OverloadedEdge implements EdgeConsumer {
    private static final long FRAME_NS = 1_000_000;

    private final SlabPool pool;
    private final Edge edge;
    private final int format;
    private long number;
    private int delivered;

    OverloadedEdge(final EdgePolicy.Kind policy, final int capacity) {
        final PoolRegistry pools = new PoolRegistry();
        final FormatTable formats = new FormatTable();
        format = formats.idOf(BenchmarkStages.FORMAT);
        pool = pools.register(id -> new SlabPool(id, "overload", capacity + 8, 64, false, formats, false));
        final EngineCounters counters = EngineCounters.inMemory(64);
        final EdgeStatistics statistics = new EdgeStatistics(counters.allocate(CounterType.EDGE_IN, "in"),
            counters.allocate(CounterType.EDGE_OUT, "out"), counters.allocate(CounterType.EDGE_DEPTH_HIGH_WATER, "depth"),
            reason -> counters.allocate(CounterType.EDGE_DROPPED, reason.label()));
        edge = policy == EdgePolicy.Kind.LATEST ? new LatestEdge(pools, statistics)
            : new EdgeRing(policy, capacity, capacity / 2 * FRAME_NS, pools, statistics);
    }

    int round(final int offered, final int taken) {
        for (int i = 0; i < offered; i++) {
            final SlabFrame frame = pool.claim(8, format);
            if (frame != null) {
                frame.sequence(number).flags((number % 30 == 0 ? FrameFlags.KEYFRAME : 0) | (number % 3 == 0 ? FrameFlags.DISCARDABLE : 0));
                if (!edge.offer(frame, number * FRAME_NS, 0)) {
                    frame.releaseByClaimer();
                }
            }
            number++;
        }
        edge.poll(this, taken, number * FRAME_NS, 0);
        return delivered;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void onFrame(final SlabFrame frame, final long queuedNs) {
        delivered++;
    }

    @Override
    public void onEvent(final int kind, final long a, final long b) {
        // None is sent.
    }

    @Override
    public void onEpoch(final int epoch) {
        // Stays the same.
    }

    @Override
    public void onKeyframeNeeded() {
        // One comes soon enough.
    }
}
