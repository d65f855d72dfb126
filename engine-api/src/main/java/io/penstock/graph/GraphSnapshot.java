package io.penstock.graph;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters of a graph at one moment.
 *
 * @param graph  name of the graph.
 * @param state  its state.
 * @param stages one entry a stage, in plan order.
 * @param edges  one entry an asynchronous edge, in plan order.
 * @param pools  one entry a pool, in plan order.
 */
public record GraphSnapshot(String graph, GraphState state, List<StageStats> stages, List<EdgeStats> edges, List<PoolStats> pools) {
    /**
     * Copies the lists.
     *
     * @param graph see the record
     * @param state see the record
     * @param stages see the record
     * @param edges see the record
     * @param pools see the record
     */
    public GraphSnapshot {
        stages = List.copyOf(stages);
        edges = List.copyOf(edges);
        pools = List.copyOf(pools);
    }

    /**
     * Counters of a stage.
     *
     * @param name      name of the stage.
     * @param framesIn  frames handed to it.
     * @param framesOut frames it put out.
     * @param errors    exceptions it threw.
     * @param busyNs    time spent inside it, without what it called downstream; 0 unless stage metrics are on.
     * @param counters  the stage's own counters by name.
     */
    public record StageStats(String name, long framesIn, long framesOut, long errors, long busyNs, Map<String, Long> counters) {
        /**
         * Copies the map.
         *
         * @param name see the record
         * @param framesIn see the record
         * @param framesOut see the record
         * @param errors see the record
         * @param busyNs see the record
         * @param counters see the record
         */
        public StageStats {
            counters = Map.copyOf(counters);
        }
    }

    /**
     * Counters of an asynchronous edge.
     *
     * @param name      {@code producer→consumer}.
     * @param framesIn  frames written to it.
     * @param framesOut frames delivered.
     * @param depth     frames in it now.
     * @param highWater most frames ever in it.
     * @param dropped   frames dropped, by reason.
     */
    public record EdgeStats(String name, long framesIn, long framesOut, long depth, long highWater, Map<String, Long> dropped) {
        /**
         * Copies the map.
         *
         * @param name see the record
         * @param framesIn see the record
         * @param framesOut see the record
         * @param depth see the record
         * @param highWater see the record
         * @param dropped see the record
         */
        public EdgeStats {
            dropped = Map.copyOf(dropped);
        }
    }

    /**
     * Counters of a pool.
     *
     * @param name      the output that claims from it.
     * @param slots     size.
     * @param slotBytes payload bytes of a slot.
     * @param inUse     slots in use now.
     * @param highWater most slots ever in use.
     * @param exhausted how often a claim or a turn had to wait for a slot.
     * @param copies    frames copied because they were shared.
     */
    public record PoolStats(String name, int slots, int slotBytes, long inUse, long highWater, long exhausted, long copies) {
    }

    /**
     * All drops of edges and stages, added up by reason.
     *
     * @return reason to count, without zeros, sorted.
     */
    public Map<String, Long> droppedByReason() {
        final Map<String, Long> sum = new TreeMap<>();
        for (final EdgeStats edge : edges) {
            edge.dropped().forEach((reason, count) -> add(sum, reason, count));
        }
        for (final StageStats stage : stages) {
            stage.counters().forEach((name, count) -> {
                if (name.startsWith("dropped.")) {
                    add(sum, name.substring("dropped.".length()), count);
                }
            });
        }
        return sum;
    }

    /**
     * Most slots ever in use, over all pools.
     *
     * @return slots.
     */
    public long poolHighWater() {
        return pools.stream().mapToLong(PoolStats::highWater).sum();
    }

    private static void add(final Map<String, Long> sum, final String reason, final long count) {
        if (count != 0) {
            sum.merge(reason, count, Long::sum);
        }
    }
}
