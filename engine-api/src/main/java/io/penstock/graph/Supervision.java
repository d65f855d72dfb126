package io.penstock.graph;

/** What happens when a stage throws. */
public enum Supervision {
    /** The graph fails, loudly; the default. */
    FAIL_GRAPH,
    /** The frame is lost and counted, the stage goes on. */
    SKIP_FRAME,
    /** The stage is taken out and frames pass it by; only for stages whose output has the format of their input. */
    BYPASS,
    /** The stage is closed and made anew from its factory, with back-off; frames that come meanwhile are dropped and counted. */
    RESTART
}
