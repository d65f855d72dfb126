package io.penstock.core;

/** Who runs the regions of a graph. */
public enum ThreadingMode {
    /** The host, by {@link Engine#invoke()}; with a test clock everything is deterministic and replayable. */
    INVOKER,
    /** A few runners share all regions; heavy regions never run where sound does. The default. */
    SHARED,
    /** A runner for each region. */
    DEDICATED
}
