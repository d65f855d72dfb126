package io.penstock.core.metrics;

import java.util.function.Supplier;

/**
 * How long the turns of a region take: how many there were, the longest, and how many took longer than a threshold. A long turn delays
 * every other region on the same runner, so this is where to look first when latency has a tail.
 *
 * <p>One thread measures; anybody reads, through the counters. Nothing allocates.
 */
public final class DutyCycleTracker implements AutoCloseable {
    private final EngineCounter cycles;
    private final EngineCounter longestNs;
    private final EngineCounter slow;
    private final long thresholdNs;

    /**
     * Allocates the three counters.
     *
     * @param counters    where.
     * @param graph       name of the graph.
     * @param region      name of the region.
     * @param thresholdNs longest turn that is not called slow, positive.
     * @throws io.penstock.error.EngineException of category RESOURCE if they do not all fit; then none is taken.
     */
    public DutyCycleTracker(final EngineCounters counters, final String graph, final String region, final long thresholdNs) {
        this.thresholdNs = thresholdNs;
        cycles = counters.allocate(CounterType.REGION_DUTY_CYCLES, graph, region + ": turns");
        longestNs = orFree(() -> counters.allocate(CounterType.REGION_MAX_CYCLE_NS, graph, region + ": longest turn, ns"), cycles);
        slow = orFree(() -> counters.allocate(CounterType.REGION_SLOW_CYCLES, graph, region + ": turns over " + thresholdNs + " ns"),
            cycles, longestNs);
    }

    private static EngineCounter orFree(final Supplier<EngineCounter> allocation, final EngineCounter... before) {
        try {
            return allocation.get();
        } catch (final RuntimeException e) {
            for (final EngineCounter counter : before) {
                counter.free();
            }
            throw e;
        }
    }

    /**
     * Counts a turn that did work.
     *
     * @param startNs when it began.
     * @param endNs   when it ended.
     */
    public void measured(final long startNs, final long endNs) {
        final long tookNs = endNs - startNs;
        cycles.increment();
        longestNs.setMax(tookNs);
        if (tookNs > thresholdNs) {
            slow.increment();
        }
    }

    /**
     * Turns that did work.
     *
     * @return the count.
     */
    public long cycles() {
        return cycles.value();
    }

    /**
     * The longest turn.
     *
     * @return nanoseconds.
     */
    public long longestNs() {
        return longestNs.value();
    }

    /**
     * Turns that took longer than the threshold.
     *
     * @return the count.
     */
    public long slowCycles() {
        return slow.value();
    }

    /** Frees the counters. */
    @Override
    public void close() {
        cycles.free();
        longestNs.free();
        slow.free();
    }
}
