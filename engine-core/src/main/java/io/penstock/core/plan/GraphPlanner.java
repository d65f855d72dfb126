package io.penstock.core.plan;

import io.penstock.error.GraphException;
import io.penstock.graph.Problem;
import io.penstock.spi.ConverterProvider;
import java.util.ArrayList;
import java.util.List;

/** Turns a graph as composed into an execution plan, or into all of its problems at once. Pure: no thread, clock or memory is touched. */
public final class GraphPlanner {
    private static final int MOST_CONVERSION_ROUNDS = 8;

    private GraphPlanner() {
    }

    /**
     * What came out.
     *
     * @param spec     the graph, with the converters that were inserted.
     * @param plan     the plan; null if there are problems.
     * @param problems all problems; empty if there is a plan.
     */
    public record Result(GraphSpec spec, ExecutionPlan plan, List<Problem> problems) {
        /**
         * Copies the list.
         *
         * @param spec see the record
         * @param plan see the record
         * @param problems see the record
         */
        public Result {
            problems = List.copyOf(problems);
        }

        /**
         * Whether there is a plan.
         *
         * @return true if so.
         */
        public boolean ok() {
            return plan != null;
        }

        /**
         * The planned graph.
         *
         * @return what was composed and what was decided.
         * @throws GraphException with all problems, if there are any.
         */
        public PlannedGraph orThrow() {
            if (plan == null) {
                throw new GraphException(spec.name(), problems);
            }
            return new PlannedGraph(spec, plan);
        }
    }

    /**
     * Plans without converters to insert or suggest.
     *
     * @param spec what was composed.
     * @return the plan, or all problems.
     */
    public static Result plan(final GraphSpec spec) {
        return plan(spec, List.of());
    }

    /**
     * Plans.
     *
     * @param spec       what was composed.
     * @param converters what {@code autoConvert()} and error messages may draw on.
     * @return the plan, or all problems.
     */
    public static Result plan(final GraphSpec spec, final List<ConverterProvider> converters) {
        final ConverterChain chain = new ConverterChain(converters);
        GraphSpec current = spec;
        for (int round = 0; round < MOST_CONVERSION_ROUNDS && spec.autoConvert(); round++) {
            final List<Problem> problems = new ArrayList<>(spec.mistakes());
            final Wiring wiring = Topology.resolve(current, problems);
            if (!problems.isEmpty()) {
                break;
            }
            final GraphSpec converted = AutoConverter.insert(current,
                FormatNegotiator.negotiate(wiring, chain, true, problems).mismatches(), chain);
            if (converted == current) {
                break;
            }
            current = converted;
        }
        final List<Problem> problems = new ArrayList<>(spec.mistakes());
        final Wiring wiring = Topology.resolve(current, problems);
        Cycles.check(wiring, problems);
        final FormatNegotiator.Result formats = FormatNegotiator.negotiate(wiring, chain, spec.autoConvert(), problems);
        return new PlanAssembler(current, wiring, formats.formats(), problems).assemble(inserted(spec, current));
    }

    private static List<String> inserted(final GraphSpec spec, final GraphSpec current) {
        return current.nodes().stream().filter(node -> !spec.nodes().contains(node))
            .map(node -> "\"" + node.name() + "\" was inserted by autoConvert()").toList();
    }
}
