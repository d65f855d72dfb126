package io.penstock.core.metrics;

/**
 * What a counter counts. The ids are part of the counters file and never change their meaning.
 */
public enum CounterType {
    /** Written by a newer version than the one that reads it. */
    UNKNOWN(-1, Unit.COUNT, false),
    /** Graphs that an engine runs now. */
    ENGINE_GRAPHS(1, Unit.COUNT, true),
    /** State of a graph: the ordinal of {@link io.penstock.graph.GraphState}. */
    GRAPH_STATE(2, Unit.STATE, true),
    /** Frames written to an asynchronous edge. */
    EDGE_IN(10, Unit.FRAMES, false),
    /** Frames that an edge delivered. */
    EDGE_OUT(11, Unit.FRAMES, false),
    /** Frames in an edge now. */
    EDGE_DEPTH(12, Unit.FRAMES, true),
    /** Most frames ever in an edge. */
    EDGE_DEPTH_HIGH_WATER(13, Unit.FRAMES, true),
    /** Frames that an edge dropped, one counter a reason; the label ends in the reason. */
    EDGE_DROPPED(14, Unit.FRAMES, false),
    /** Frames handed to a stage. */
    STAGE_IN(20, Unit.FRAMES, false),
    /** Frames that a stage put out. */
    STAGE_OUT(21, Unit.FRAMES, false),
    /** Exceptions that a stage threw. */
    STAGE_ERRORS(22, Unit.COUNT, false),
    /** Time spent inside a stage, without what it called downstream. */
    STAGE_BUSY_NS(23, Unit.NANOSECONDS, false),
    /** A counter that a stage asked for by name; the label ends in the name. */
    STAGE_CUSTOM(24, Unit.COUNT, false),
    /** Times that a supervisor restarted a stage. */
    STAGE_RESTARTS(25, Unit.COUNT, false),
    /** Timestamps that ran backwards and were repaired. */
    STAGE_TIMESTAMPS_REPAIRED(26, Unit.FRAMES, false),
    /** Slots of a pool in use now. */
    POOL_IN_USE(30, Unit.FRAMES, true),
    /** Most slots of a pool ever in use. */
    POOL_HIGH_WATER(31, Unit.FRAMES, true),
    /** How often a claim or a turn had to wait for a slot. */
    POOL_EXHAUSTED(32, Unit.COUNT, false),
    /** Frames copied because they were shared. */
    POOL_COPIES(33, Unit.FRAMES, false),
    /** Turns of a region that did work. */
    REGION_DUTY_CYCLES(40, Unit.COUNT, false),
    /** Longest turn of a region. */
    REGION_MAX_CYCLE_NS(41, Unit.NANOSECONDS, true),
    /** Turns of a region that took longer than the threshold. */
    REGION_SLOW_CYCLES(42, Unit.COUNT, false),
    /** Times that a runner went to sleep. */
    RUNNER_PARKS(50, Unit.COUNT, false),
    /** Times that a runner was woken by an edge, a socket or a host. */
    RUNNER_WAKEUPS(51, Unit.COUNT, false),
    /** Time that a runner worked. */
    RUNNER_BUSY_NS(52, Unit.NANOSECONDS, false),
    /** Exceptions that reached a runner. */
    RUNNER_ERRORS(53, Unit.COUNT, false),
    /** Commands that the conductor carried out. */
    CONDUCTOR_COMMANDS(60, Unit.COUNT, false),
    /** Exceptions that reached the conductor. */
    CONDUCTOR_ERRORS(61, Unit.COUNT, false),
    /** A figure of the quality that a participant of a room has; the label says which, and in what. */
    QUALITY(70, Unit.COUNT, true),
    /** A delay that a participant of a room has. */
    QUALITY_NS(71, Unit.NANOSECONDS, true);

    private static final CounterType[] TYPES = values();

    private final int id;
    private final Unit unit;
    private final boolean gauge;

    CounterType(final int id, final Unit unit, final boolean gauge) {
        this.id = id;
        this.unit = unit;
        this.gauge = gauge;
    }

    /** What a value is measured in. */
    public enum Unit {
        /** A number of events. */
        COUNT,
        /** A number of frames. */
        FRAMES,
        /** Nanoseconds. */
        NANOSECONDS,
        /** The ordinal of an enum. */
        STATE
    }

    /**
     * The stable number in the counters file.
     *
     * @return the id.
     */
    public int id() {
        return id;
    }

    /**
     * What a value is measured in.
     *
     * @return the unit.
     */
    public Unit unit() {
        return unit;
    }

    /**
     * Whether the value is a level, which goes up and down or only keeps a maximum; otherwise it is a total, of which a rate can be shown.
     *
     * @return true for a level.
     */
    public boolean isGauge() {
        return gauge;
    }

    /**
     * Finds a type by its id.
     *
     * @param id the id.
     * @return the type; {@link #UNKNOWN} if this version does not know it.
     */
    public static CounterType of(final int id) {
        for (final CounterType type : TYPES) {
            if (type.id == id) {
                return type;
            }
        }
        return UNKNOWN;
    }
}
