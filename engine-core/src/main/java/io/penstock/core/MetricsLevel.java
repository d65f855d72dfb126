package io.penstock.core;

/** How much an engine measures about itself. */
public enum MetricsLevel {
    /** Nothing in shared memory, no histograms; snapshots still count frames. */
    OFF,
    /** Counters of stages, edges and pools, and end-to-end histograms at the sinks. */
    GRAPH,
    /** Also the time inside every stage and in every queue: two clock readings a stage and frame. */
    STAGE
}
