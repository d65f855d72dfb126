package io.penstock.graph;

import java.util.Objects;

/**
 * One thing that is wrong with a graph as composed.
 *
 * @param kind  what kind of thing.
 * @param where stage and port: {@code mic.out → opus.in}.
 * @param found what was found, and what is accepted.
 * @param fix   what to do; may be empty.
 */
public record Problem(Kind kind, String where, String found, String fix) {
    /** Kinds of problem. */
    public enum Kind {
        /** Formats of two ports have nothing in common. */
        FORMAT,
        /** A port is not connected, connected twice or unknown; a name is used twice; a cycle is not cut. */
        TOPOLOGY,
        /** The latency budget is exceeded. */
        LATENCY,
        /** A policy, bound or option does not fit its place. */
        POLICY,
        /** A stage could not be made, or its spec is wrong. */
        STAGE,
        /** Threads or memory. */
        RESOURCE
    }

    /**
     * Checks for null.
     *
     * @param kind see the record
     * @param where see the record
     * @param found see the record
     * @param fix see the record
     */
    public Problem {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(fix, "fix");
    }

    /**
     * The problem and its fix in one or two lines.
     *
     * @return the text.
     */
    public String text() {
        return where + ": " + found + (fix.isEmpty() ? "" : "\nFix: " + fix);
    }
}
