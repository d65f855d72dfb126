package io.penstock.core.run;

import io.penstock.core.memory.LeakReport;
import io.penstock.core.memory.SlabPool;
import io.penstock.core.plan.ExecutionPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plan made real: the whole graph, or a branch or input that was attached later. Started and stopped as one.
 */
final class GraphPart {
    private final ExecutionPlan plan;
    private final List<RegionAgent> regions;
    private final List<StageNode> nodes;
    private final List<EdgeLink> links;
    private final List<SlabPool> pools;
    private final Map<StageNode, Gate> gates;
    private final AtomicInteger terminals;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<RegionAgent> running = new ArrayList<>();

    /**
     * A part.
     *
     * @param plan    what it was made from.
     * @param regions in plan order.
     * @param nodes   in plan order; null for external stages.
     * @param links   in plan order; null for fused links.
     * @param pools   in plan order.
     * @param gates   by stage, of what enters a region there.
     */
    GraphPart(final ExecutionPlan plan, final List<RegionAgent> regions, final List<StageNode> nodes, final List<EdgeLink> links,
        final List<SlabPool> pools, final Map<StageNode, Gate> gates) {
        this.plan = plan;
        this.regions = regions;
        this.nodes = nodes;
        this.links = links;
        this.pools = pools;
        this.gates = gates;
        terminals = new AtomicInteger((int) nodes.stream().filter(node -> node != null && node.isTerminal()).count());
    }

    /** Starts all stages, regions downstream first, then lets them run upstream first. On failure everything started is closed again. */
    void start(final EngineServices services) {
        final List<RegionAgent> started = new ArrayList<>();
        try {
            for (int i = regions.size() - 1; i >= 0; i--) {
                final RegionAgent region = regions.get(i);
                final RegionRunner runner = services.runners().assign(region);
                started.add(region);
                if (!runner.execute(region::startStages, services.startNs())) {
                    throw new io.penstock.error.EngineException(io.penstock.error.EngineException.Category.STATE, "region \"" + region.roleName()
                        + "\" did not start within " + services.startNs() / 1_000_000 + " ms; a stage's onStart blocks");
                }
            }
        } catch (final RuntimeException e) {
            for (final RegionAgent region : started) {
                region.runner().execute(region::closeStages, services.closeNs());
                services.runners().release(region);
            }
            throw e;
        }
        for (final RegionAgent region : regions) {
            running.add(region);
            region.runner().execute(() -> region.runner().add(region), services.closeNs());
        }
    }

    /**
     * Stops all regions, closes their stages and releases what is queued.
     *
     * @return regions that did not come to it in time; their edges are left alone.
     */
    List<RegionAgent> stop(final EngineServices services) {
        final List<RegionAgent> stuck = stopRegions(services);
        if (stuck.isEmpty()) {
            links.stream().filter(java.util.Objects::nonNull).forEach(link -> link.edge().clear());
        }
        ended.countDown();
        return stuck;
    }

    /** Stops all regions and closes their stages; leaves the edges as they are. */
    List<RegionAgent> stopRegions(final EngineServices services) {
        final List<RegionAgent> stuck = new ArrayList<>();
        for (final RegionAgent region : List.copyOf(running)) {
            final RegionRunner runner = region.runner();
            final boolean stopped = runner.execute(() -> {
                runner.remove(region);
                region.closeStages();
            }, services.closeNs());
            if (stopped) {
                services.runners().release(region);
            } else {
                stuck.add(region);
            }
        }
        running.clear();
        return stuck;
    }

    /** A sink saw the end; returns true if it was the last. */
    boolean terminalEnded() {
        if (terminals.decrementAndGet() != 0) {
            return false;
        }
        ended.countDown();
        return true;
    }

    CountDownLatch ended() {
        return ended;
    }

    void freeMemory(final EngineServices services) {
        pools.forEach(services.pools()::unregister);
    }

    List<LeakReport> leaks() {
        return pools.stream().map(SlabPool::leaks).filter(report -> !report.isEmpty()).toList();
    }

    ExecutionPlan plan() {
        return plan;
    }

    /** What to wait for before handing a record to a stage from outside its region. */
    Gate gateInto(final StageNode node) {
        return gates.getOrDefault(node, Gate.OPEN);
    }

    List<RegionAgent> regions() {
        return regions;
    }

    List<StageNode> nodes() {
        return nodes;
    }

    List<EdgeLink> links() {
        return links;
    }

    List<SlabPool> pools() {
        return pools;
    }
}
