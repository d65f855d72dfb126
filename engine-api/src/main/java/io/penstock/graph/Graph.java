package io.penstock.graph;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A planned graph. All methods may be called from any thread but those of the graph's own stages.
 *
 * <p>Three ends: {@link #drain} lets what is under way arrive; {@link #stop} ends now, and nobody stays blocked; {@link #close}
 * stops if need
 * be and gives memory back.
 */
public interface Graph extends AutoCloseable {
    /**
     * Name of the graph.
     *
     * @return the name.
     */
    String name();

    /**
     * Where the graph is in its life.
     *
     * @return the state.
     */
    GraphState state();

    /**
     * What made the graph fail.
     *
     * @return the error; null unless the graph is {@link GraphState#FAILED}, or a stage did not return when it was stopped: its name is in the
     *     message.
     */
    Throwable failure();

    /**
     * Starts all stages, sinks before sources, and lets media flow.
     *
     * @return this.
     * @throws io.penstock.error.EngineException if a stage cannot start (everything started is closed again), or the graph was
     *     started before.
     */
    Graph start();

    /**
     * Tells the sources to end and waits until end of stream has reached every sink.
     *
     * @param timeout how long to wait.
     * @return true if everything arrived in time; false on timeout (the graph goes on draining) or failure.
     */
    boolean drain(Duration timeout);

    /**
     * Waits until end of stream has reached every sink by itself, or the graph fails or stops.
     *
     * @param timeout how long to wait.
     * @return true if it ended; false on timeout, failure or stop.
     */
    boolean awaitEnd(Duration timeout);

    /** Stops now: queued frames are released, stages closed. Returns when that is done; again does nothing. */
    void stop();

    /**
     * Throws away everything that is under way: all queued frames are released and every stage's {@code onFlush} is called. Frames captured
     * after this call flow.
     */
    void flush();

    /** Stops if need be, gives memory back, and reports frames still held, by stage. Idempotent. */
    @Override
    void close();

    /**
     * Adds a branch to the output of a running graph. The branch must begin with {@link Flow#async}, so that the running region changes only
     * at a safe point between duty cycles.
     *
     * <p>That first edge may not be {@link Edges#block}, which is refused: a full one would hold up the stage and all its other branches, and
     * the running graph was planned without it, so nothing there waits for room in it. Let it drop ({@link Edges#dropOldest},
     * {@link Edges#dropNewest}, {@link Edges#latest}); edges further down the branch may block.
     *
     * @param stage  name of the stage whose only output is branched.
     * @param branch composes the branch, down to its sinks.
     * @return a handle to take it off again.
     * @throws io.penstock.error.GraphException if the branch cannot be planned; the graph goes on unchanged.
     */
    Attachment attach(String stage, Consumer<Flow> branch);

    /**
     * Connects an optional input of a junction in a running graph. The flow must end in {@link Flow#async}.
     *
     * @param junction name of the junction.
     * @param port     name of a free optional input port.
     * @param input    composes the input, from its source on.
     * @return a handle to take it off again.
     * @throws io.penstock.error.GraphException if the input cannot be planned; the graph goes on unchanged.
     */
    Attachment attachInput(String junction, String port, Function<GraphBuilder, Flow> input);

    /**
     * The plan as text: regions, stages, formats, edges, pools, copies, latency.
     *
     * @return many lines.
     */
    String describe();

    /**
     * The plan as a Graphviz picture.
     *
     * @return DOT source.
     */
    String toDot();

    /**
     * Declared and measured latency.
     *
     * @return a report of now.
     */
    LatencyReport latency();

    /**
     * Counters of stages, edges and pools.
     *
     * @return a copy of now.
     */
    GraphSnapshot snapshot();
}
