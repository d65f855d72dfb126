package io.penstock.core.run;

import io.penstock.core.memory.LeakReport;
import io.penstock.core.memory.SlabPool;
import io.penstock.core.plan.ExecutionPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final MetricsFactory metrics;
    private final AtomicInteger terminals;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<RegionAgent> running = new ArrayList<>();
    /** Regions that were asked to stop and have not yet. */
    private final Set<RegionAgent> unstopped = ConcurrentHashMap.newKeySet();
    private volatile boolean freed;

    /**
     * A part.
     *
     * @param plan    what it was made from.
     * @param regions in plan order.
     * @param nodes   in plan order; null for external stages.
     * @param links   in plan order; null for fused links.
     * @param pools   in plan order.
     * @param gates   by stage, of what enters a region there.
     * @param metrics counters of the part, freed with its memory.
     */
    GraphPart(final ExecutionPlan plan, final List<RegionAgent> regions, final List<StageNode> nodes, final List<EdgeLink> links,
        final List<SlabPool> pools, final Map<StageNode, Gate> gates, final MetricsFactory metrics) {
        this.plan = plan;
        this.regions = regions;
        this.nodes = nodes;
        this.links = links;
        this.pools = pools;
        this.gates = gates;
        this.metrics = metrics;
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
            running.addAll(started);
            stopRegions(services);
            closeUnstarted(started);
            throw e;
        }
        for (final RegionAgent region : regions) {
            running.add(region);
            region.runner().execute(() -> region.runner().add(region), services.closeNs());
        }
    }

    /** Stages hold files and sockets from the day they are made: also those that never ran are closed. */
    private void closeUnstarted(final List<RegionAgent> started) {
        regions.stream().filter(region -> !started.contains(region)).forEach(RegionAgent::closeStages);
    }

    /** Closes stages that were never started. */
    void closeUnstarted() {
        closeUnstarted(List.of());
    }

    /**
     * Stops all regions, closes their stages and releases what is queued.
     *
     * @return regions that did not come to it in time; their edges and memory are left alone until they do.
     */
    List<RegionAgent> stop(final EngineServices services) {
        final List<RegionAgent> stuck = stopRegions(services);
        clearEdges();
        ended.countDown();
        return stuck;
    }

    /** Stops all regions and closes their stages; leaves the edges as they are. All are asked at once, so that one wait is enough for all. */
    List<RegionAgent> stopRegions(final EngineServices services) {
        final List<RegionAgent> asked = List.copyOf(running);
        running.clear();
        unstopped.addAll(asked);
        final CountDownLatch done = new CountDownLatch(asked.size());
        for (final RegionAgent region : asked) {
            final RegionRunner runner = region.runner();
            runner.post(() -> {
                runner.remove(region);
                region.closeStages();
                unstopped.remove(region);
                done.countDown();
            }, services.closeNs());
        }
        final boolean allDone = Waits.await(done, services.closeNs());
        final List<RegionAgent> stuck = allDone ? List.of() : asked.stream().filter(unstopped::contains).toList();
        asked.stream().filter(region -> !stuck.contains(region)).forEach(services.runners()::release);
        stuck.forEach(region -> region.runner().post(() -> services.conductor().post(() -> cameBack(region, services)), 0));
        return stuck;
    }

    /** A stage that was given up has returned after all. Conductor's thread. */
    private void cameBack(final RegionAgent region, final EngineServices services) {
        services.runners().release(region);
        clearEdges();
        if (freed) {
            freeMemory(services);
        }
    }

    /** Only while neither side of any edge runs. */
    private synchronized void clearEdges() {
        if (unstopped.isEmpty() && running.isEmpty()) {
            links.stream().filter(java.util.Objects::nonNull).forEach(link -> link.edge().clear());
        }
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

    /** Forgets the pools; those that a stage which never returned may still reach, when it does. */
    void freeMemory(final EngineServices services) {
        freed = true;
        if (unstopped.isEmpty()) {
            pools.forEach(services.pools()::unregister);
            metrics.close();
        }
    }

    boolean isAnyFrameHeld() {
        return pools.stream().anyMatch(pool -> pool.inUse() > 0);
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
