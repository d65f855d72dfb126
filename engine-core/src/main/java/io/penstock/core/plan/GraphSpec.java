package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.GraphListener;
import io.penstock.graph.Problem;
import io.penstock.graph.Supervision;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A graph as it was composed: names, stages and links, nothing decided yet. Immutable.
 *
 * @param name            name of the graph.
 * @param nodes           stages, in the order they were added.
 * @param links           connections, in the order they were made; the order of the branches of a fan-out.
 * @param inlets          pseudo nodes that stand for outputs of a graph that is running already.
 * @param outlets         pseudo nodes that stand for free inputs of a graph that is running already.
 * @param takenNames      names that new nodes must not have, because the running graph uses them.
 * @param latencyBudgetNs bound of the declared latency in nanoseconds; 0 = none.
 * @param autoConvert     whether the planner may insert converters.
 * @param supervision     what happens when a stage throws that says nothing of its own.
 * @param listeners       who hears what happens to the graph.
 * @param mistakes        what went wrong while composing; the planner reports it with the rest.
 */
public record GraphSpec(String name, List<Node> nodes, List<Link> links, List<Inlet> inlets, List<Outlet> outlets, Set<String> takenNames,
                        long latencyBudgetNs, boolean autoConvert, Supervision supervision, List<GraphListener> listeners,
                        List<Problem> mistakes) {
    /**
     * Copies the lists.
     *
     * @param name see the record
     * @param nodes see the record
     * @param links see the record
     * @param inlets see the record
     * @param outlets see the record
     * @param takenNames see the record
     * @param latencyBudgetNs see the record
     * @param autoConvert see the record
     * @param supervision see the record
     * @param listeners see the record
     * @param mistakes see the record
     */
    public GraphSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(supervision, "supervision");
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        inlets = List.copyOf(inlets);
        outlets = List.copyOf(outlets);
        takenNames = Set.copyOf(takenNames);
        listeners = List.copyOf(listeners);
        mistakes = List.copyOf(mistakes);
    }

    /**
     * A stage in the graph.
     *
     * @param name        name, unique in the graph.
     * @param stage       the stage, made once when the graph was composed.
     * @param factory     makes another one for {@code RESTART}; null if there is none.
     * @param supervision what happens when it throws; null = as the graph says.
     * @param thread      name of the thread its region is pinned to; null = none.
     */
    public record Node(String name, Stage stage, StageFactory factory, Supervision supervision, String thread) {
        /**
         * Checks for null.
         *
         * @param name see the record
         * @param stage see the record
         * @param factory see the record
         * @param supervision see the record
         * @param thread see the record
         */
        public Node {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(stage, "stage");
        }
    }

    /**
     * A connection.
     *
     * @param fromStage name of the node it comes from.
     * @param outPort   name of the output; null = the only one.
     * @param toStage   name of the node it goes to.
     * @param inPort    name of the input; null = the only one.
     * @param policy    policy of the queue; null = fused, a direct call.
     */
    public record Link(String fromStage, String outPort, String toStage, String inPort, EdgePolicy policy) {
        /**
         * Checks for null.
         *
         * @param fromStage see the record
         * @param outPort see the record
         * @param toStage see the record
         * @param inPort see the record
         * @param policy see the record
         */
        public Link {
            Objects.requireNonNull(fromStage, "fromStage");
            Objects.requireNonNull(toStage, "toStage");
        }
    }

    /**
     * An output of a running graph.
     *
     * @param name      name of the stage there.
     * @param format    its format, which is fixed.
     * @param slotBytes largest payload of its frames; 0 = as the format says.
     */
    public record Inlet(String name, Format format, int slotBytes) {
        /** Name of the only output of the pseudo node. */
        public static final String PORT = "out";

        /**
         * Checks for null.
         *
         * @param name see the record
         * @param format see the record
         * @param slotBytes see the record
         */
        public Inlet {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(format, "format");
        }
    }

    /**
     * A free input of a junction in a running graph.
     *
     * @param name         name of the junction.
     * @param port         name of the input.
     * @param accepts      formats it takes.
     * @param framesBeyond how many frames can be under way behind it at once, see {@link ExecutionPlan#framesBeyond}.
     */
    public record Outlet(String name, String port, FormatSpec accepts, int framesBeyond) {
        /**
         * Checks for null.
         *
         * @param name see the record
         * @param port see the record
         * @param accepts see the record
         * @param framesBeyond see the record
         */
        public Outlet {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(port, "port");
            Objects.requireNonNull(accepts, "accepts");
        }
    }
}
