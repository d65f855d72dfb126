package io.penstock.error;

import java.util.Objects;

/**
 * Root of everything Penstock throws on purpose.
 *
 * <p>Messages name the graph, stage and port where there is one, what was found, what is accepted, and what to do.
 */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, so that a host can react without parsing messages. */
    public enum Category {
        /** An option, a file name or a builder call is wrong: fix the program or its arguments. */
        CONFIGURATION,
        /** A graph cannot be planned as it was composed. */
        GRAPH,
        /** A stage failed while the graph was running. */
        STAGE,
        /** A codec or parser refused what it was given. */
        CODEC,
        /** A file, socket or device failed. */
        IO,
        /** A call came at a time when it is not allowed. */
        STATE,
        /** A bounded resource (pool, ring, port) ran out. */
        RESOURCE
    }

    private final Category category;

    /**
     * Creates an exception.
     *
     * @param category what kind of trouble it is.
     * @param message  what was found, what is accepted and what to do.
     */
    public EngineException(final Category category, final String message) {
        this(category, message, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param category what kind of trouble it is.
     * @param message  what was found, what is accepted and what to do.
     * @param cause    what led to it; may be null.
     */
    public EngineException(final Category category, final String message, final Throwable cause) {
        super(message, cause);
        this.category = Objects.requireNonNull(category, "category");
    }

    /**
     * What kind of trouble it is.
     *
     * @return the category.
     */
    public final Category category() {
        return category;
    }
}
