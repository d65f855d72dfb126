package io.penstock.core.edge;

/** Kinds of record in an edge, as small numbers because they are message types of a ring. */
public final class EventKind {
    /** A frame: reference, time of entry. */
    public static final int FRAME = 1;
    /** Format change: format id, unused. */
    public static final int FORMAT_CHANGE = 2;
    /** Discontinuity: time of the next frame, unused. */
    public static final int DISCONTINUITY = 3;
    /** Gap: start, length. */
    public static final int GAP = 4;
    /** End of stream. */
    public static final int END_OF_STREAM = 5;
    /** A record that was shed after it was read. */
    static final int SHED = 6;

    private EventKind() {
    }
}
