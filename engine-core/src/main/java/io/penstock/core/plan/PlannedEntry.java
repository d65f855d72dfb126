package io.penstock.core.plan;

/**
 * One way in which work comes into a region, and what must be free before it may come once: one frame of a queue, one poll with limit 1,
 * one tick. Plain data: the arrays belong to the plan and must not be changed.
 *
 * @param kind        what kind of way.
 * @param index       index of the stage ({@code SOURCE}, {@code TICK}) or link ({@code LINK}).
 * @param blockLinks  links with a {@code block} policy that a turn may write to.
 * @param roomNeeded  frames of room that each of them must have.
 * @param pools       pools that a turn may claim from; for a {@code SOURCE} without its own, whose exhaustion it sees as a failed claim.
 * @param slotsNeeded free slots that each of them must have.
 */
public record PlannedEntry(Kind kind, int index, int[] blockLinks, int[] roomNeeded, int[] pools, int[] slotsNeeded) {
    /** Kinds of entry. */
    public enum Kind {
        /** A source is polled. */
        SOURCE,
        /** A frame is taken out of a queue. */
        LINK,
        /** A ticking stage is ticked. */
        TICK
    }
}
