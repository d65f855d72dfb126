package io.penstock.core.plan;

import java.util.Objects;

/**
 * A graph ready to be built: what was composed and what was decided.
 *
 * @param spec the graph as composed, with inserted converters.
 * @param plan the plan.
 */
public record PlannedGraph(GraphSpec spec, ExecutionPlan plan) {
    /**
     * Checks for null.
     *
     * @param spec see the record
     * @param plan see the record
     */
    public PlannedGraph {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(plan, "plan");
    }
}
