package io.penstock.graph;

import io.penstock.spi.CodecSpec;
import io.penstock.stage.Sink;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import java.util.function.UnaryOperator;

/**
 * An open output of a graph under construction. Using the same flow twice is a fan-out. Mistakes are collected and told all together by
 * {@link GraphBuilder#build()}.
 */
public interface Flow {
    /**
     * Appends a transform or in-place stage, or a junction that has one output and needs no input but its first, which the flow then
     * feeds; its other inputs are fed by {@link #into}.
     *
     * @param name  name, unique in the graph.
     * @param stage the stage.
     * @return its output.
     */
    Flow via(String name, Stage stage);

    /**
     * Appends a stage that the engine can make anew.
     *
     * @param name    name, unique in the graph.
     * @param factory makes it.
     * @return its output.
     */
    Flow via(String name, StageFactory factory);

    /**
     * Appends an encoder or decoder.
     *
     * @param name  name, unique in the graph.
     * @param codec what to code and how.
     * @return its output.
     */
    Flow via(String name, CodecSpec codec);

    /**
     * Appends a reusable part.
     *
     * @param part adds stages to the flow it is given.
     * @return the part's output.
     */
    default Flow via(final UnaryOperator<Flow> part) {
        return part.apply(this);
    }

    /**
     * Puts a queue and a thread boundary here: what follows belongs to another region.
     *
     * @param policy what to do when the consumer falls behind.
     * @return the far side of the queue.
     */
    Flow async(EdgePolicy policy);

    /**
     * Pins the region that the last stage belongs to.
     *
     * @param thread name of the thread; regions of the same name share it.
     * @return this.
     */
    Flow on(String thread);

    /**
     * Says what happens when the last stage throws.
     *
     * @param supervision the policy.
     * @return this.
     */
    Flow supervise(Supervision supervision);

    /**
     * Ends the flow in a sink.
     *
     * @param name name, unique in the graph.
     * @param sink the sink.
     * @return the graph's builder.
     */
    GraphBuilder to(String name, Sink sink);

    /**
     * Ends the flow in a sink that the engine can make anew.
     *
     * @param name    name, unique in the graph.
     * @param factory makes it.
     * @return the graph's builder.
     */
    GraphBuilder to(String name, StageFactory factory);

    /**
     * Ends the flow in a port of a junction.
     *
     * @param junction name of the junction, added before or after by {@link GraphBuilder#junction}.
     * @param port     name of its input port.
     * @return the graph's builder.
     */
    GraphBuilder into(String junction, String port);
}
