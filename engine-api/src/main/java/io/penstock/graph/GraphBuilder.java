package io.penstock.graph;

import io.penstock.stage.Junction;
import io.penstock.stage.Source;
import io.penstock.stage.StageFactory;
import java.time.Duration;
import java.util.List;

/** Composes a graph. Not thread-safe. Nothing runs, and no stage is started, before {@link Graph#start()}. */
public interface GraphBuilder {
    /**
     * Adds a source with one output.
     *
     * @param name   name, unique in the graph.
     * @param source the source.
     * @return its output.
     */
    Flow source(String name, Source source);

    /**
     * Adds a source that the engine can make anew.
     *
     * @param name    name, unique in the graph.
     * @param factory makes it.
     * @return its output.
     */
    Flow source(String name, StageFactory factory);

    /**
     * Adds a junction; connect it with {@link Flow#into} and {@link #from(String, String)}.
     *
     * @param name     name, unique in the graph.
     * @param junction the junction.
     * @return this.
     */
    GraphBuilder junction(String name, Junction junction);

    /**
     * Opens the only output of a stage.
     *
     * @param stage name of the stage.
     * @return its output.
     */
    Flow from(String stage);

    /**
     * Opens an output of a stage.
     *
     * @param stage name of the stage.
     * @param port  name of the output port.
     * @return the output.
     */
    Flow from(String stage, String port);

    /**
     * Bounds the declared latency from every source to every sink; exceeding it is a {@link Problem}.
     *
     * @param budget the bound.
     * @return this.
     */
    GraphBuilder latencyBudget(Duration budget);

    /**
     * Lets the planner insert converters (sample rate, channels, frame length, pixel layout) where formats do not fit; {@code describe()}
     * shows each.
     *
     * @return this.
     */
    GraphBuilder autoConvert();

    /**
     * Default supervision of all stages that have none of their own.
     *
     * @param supervision the policy; {@link Supervision#FAIL_GRAPH} unless set.
     * @return this.
     */
    GraphBuilder supervise(Supervision supervision);

    /**
     * Adds a listener.
     *
     * @param listener the listener.
     * @return this.
     */
    GraphBuilder listener(GraphListener listener);

    /**
     * Plans without building.
     *
     * @return all problems, in the order of the graph; empty if it can be built.
     */
    List<Problem> check();

    /**
     * Plans the graph and allocates its memory.
     *
     * @return the graph, ready to start.
     * @throws io.penstock.error.GraphException with all problems, if there are any.
     */
    Graph build();
}
