package io.penstock.graph;

/** Hears what happens to a graph. Called on the conductor's thread: return soon, and do not call back into {@code close}. */
public interface GraphListener {
    /**
     * The state changed.
     *
     * @param graph the graph.
     * @param state the new state.
     */
    default void onState(final Graph graph, final GraphState state) {
    }

    /**
     * A stage threw.
     *
     * @param graph  the graph.
     * @param stage  name of the stage.
     * @param error  what it threw.
     * @param action what the engine does about it.
     */
    default void onStageError(final Graph graph, final String stage, final Throwable error, final Supervision action) {
    }
}
