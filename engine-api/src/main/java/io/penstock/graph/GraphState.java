package io.penstock.graph;

/** Life of a graph. */
public enum GraphState {
    /** Planned, not started. */
    BUILT,
    /** Stages are being started. */
    STARTING,
    /** Media flows. */
    RUNNING,
    /** Sources have been told to end; waiting for end of stream at the sinks. */
    DRAINING,
    /** End of stream has reached every sink. */
    ENDED,
    /** Stopped by {@link Graph#stop()}. */
    STOPPED,
    /** A stage failed under {@link Supervision#FAIL_GRAPH}. */
    FAILED,
    /** Closed; memory given back. */
    CLOSED
}
