package io.penstock.core.run;

import io.penstock.core.edge.DropReason;
import io.penstock.core.edge.EdgeStatistics;
import io.penstock.core.memory.SlabPool;
import io.penstock.graph.GraphSnapshot;
import io.penstock.graph.GraphSnapshot.EdgeStats;
import io.penstock.graph.GraphSnapshot.PoolStats;
import io.penstock.graph.GraphSnapshot.StageStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads all counters of a graph at one moment. */
final class Snapshots {
    private Snapshots() {
    }

    static GraphSnapshot of(final RunningGraph graph, final List<GraphPart> parts) {
        final List<StageStats> stages = new ArrayList<>();
        final List<EdgeStats> edges = new ArrayList<>();
        final List<PoolStats> pools = new ArrayList<>();
        for (final GraphPart part : parts) {
            part.nodes().stream().filter(java.util.Objects::nonNull).map(Snapshots::stage).forEach(stages::add);
            part.links().stream().filter(java.util.Objects::nonNull).map(Snapshots::edge).forEach(edges::add);
            part.pools().stream().map(Snapshots::pool).forEach(pools::add);
        }
        return new GraphSnapshot(graph.name(), graph.state(), stages, edges, pools);
    }

    private static StageStats stage(final StageNode node) {
        final NodeMetrics metrics = node.metrics();
        final Map<String, Long> counters = new TreeMap<>();
        metrics.named().forEach((name, counter) -> counters.put(name, counter.value()));
        if (metrics.repaired.value() > 0) {
            counters.put("timestamps-repaired", metrics.repaired.value());
        }
        if (metrics.restarts.value() > 0) {
            counters.put("restarts", metrics.restarts.value());
        }
        return new StageStats(node.name(), metrics.framesIn.value(), metrics.framesOut.value(), metrics.errors.value(), metrics.busyNs.value(),
            counters);
    }

    private static EdgeStats edge(final EdgeLink link) {
        final EdgeStatistics statistics = link.edge().statistics();
        final Map<String, Long> dropped = new TreeMap<>();
        long gone = statistics.out();
        for (final DropReason reason : DropReason.values()) {
            final long count = statistics.dropped(reason);
            if (count > 0) {
                dropped.put(reason.label(), count);
                gone += reason == DropReason.EVENT_OVERFLOW ? 0 : count;
            }
        }
        final long depth = Math.max(0, statistics.in() - gone);
        return new EdgeStats(link.name(), statistics.in(), statistics.out(), depth, Math.max(depth, statistics.highWater()), dropped);
    }

    private static PoolStats pool(final SlabPool pool) {
        return new PoolStats(pool.name(), pool.slots(), pool.slotBytes(), pool.inUse(), pool.highWater(), pool.exhaustedCount(), pool.copyCount());
    }
}
