package io.penstock.core.plan;

import java.util.List;

/**
 * Stages that run as one agent, connected by direct calls. Plain data: the array belongs to the plan and must not be changed.
 *
 * @param index        position in {@link ExecutionPlan#regions()}.
 * @param name         name of its first stage.
 * @param stages       indexes of its stages, upstream first.
 * @param thread       name of the thread it is pinned to; null = none.
 * @param heavy        whether a stage in it may take many milliseconds a frame.
 * @param carriesAudio whether sound, raw or encoded, flows in it.
 * @param entries      ways in which work comes in: sources, queues, ticks; in the order of the stages.
 */
public record PlannedRegion(int index, String name, int[] stages, String thread, boolean heavy, boolean carriesAudio,
                            List<PlannedEntry> entries) {
    /**
     * Copies the list.
     *
     * @param index see the record
     * @param name see the record
     * @param stages see the record
     * @param thread see the record
     * @param heavy see the record
     * @param carriesAudio see the record
     * @param entries see the record
     */
    public PlannedRegion {
        entries = List.copyOf(entries);
    }
}
