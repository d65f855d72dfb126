package io.penstock.core.edge;

/** Why an edge dropped a frame. Each reason is counted by one side of the edge only. */
public enum DropReason {
    /** The queue was full; counted by the producer. */
    OVERFLOW("overflow"),
    /** A newer frame took its place; counted by the producer. */
    SUPERSEDED("superseded"),
    /** A reference was refused before it, so it cannot be decoded; counted by the producer. */
    AWAITING_KEYFRAME("awaiting-keyframe"),
    /** It had waited longer than the policy allows. */
    LATE("late"),
    /** The queue was too long. */
    TOO_MANY("too-many"),
    /** No other frame depends on it. */
    DISCARDABLE("discardable"),
    /** It belonged to a high temporal layer. */
    TEMPORAL_LAYER("temporal-layer"),
    /** A frame that it depends on was shed. */
    REFERENCE_SHED("reference-shed"),
    /** It belonged to an epoch before a flush. */
    FLUSHED("flushed"),
    /** The graph was stopped. */
    STOPPED("stopped"),
    /** An event found no room; counted by the producer. */
    EVENT_OVERFLOW("event-overflow");

    private final String label;

    DropReason(final String label) {
        this.label = label;
    }

    /**
     * Name in counters and reports.
     *
     * @return lower case.
     */
    public String label() {
        return label;
    }
}
