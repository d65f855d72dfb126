package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.graph.Supervision;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A stage with everything decided about it. Plain data: the arrays belong to the plan and must not be changed.
 *
 * @param index         position in {@link ExecutionPlan#stages()}.
 * @param name          name, unique in the graph.
 * @param stage         the stage; null if external.
 * @param factory       makes another one; null if there is none.
 * @param spec          what it promised.
 * @param supervision   what happens when it throws.
 * @param inputFormats  format of each input; a null element = unconnected.
 * @param outputFormats format of each output; a null element = unconnected.
 * @param region        position of its region in {@link ExecutionPlan#regions()}; −1 if external.
 * @param outputPools   pool of each output; −1 = never claims (in-place stages, unconnected and external outputs).
 * @param external      whether it stands for a stage of a graph that is running already.
 */
public record PlannedStage(int index, String name, Stage stage, StageFactory factory, StageSpec spec, Supervision supervision,
                           List<Format> inputFormats, List<Format> outputFormats, int region, int[] outputPools, boolean external) {
    /**
     * Copies the lists.
     *
     * @param index see the record
     * @param name see the record
     * @param stage see the record
     * @param factory see the record
     * @param spec see the record
     * @param supervision see the record
     * @param inputFormats see the record
     * @param outputFormats see the record
     * @param region see the record
     * @param outputPools see the record
     * @param external see the record
     */
    public PlannedStage {
        inputFormats = Collections.unmodifiableList(new ArrayList<>(inputFormats));
        outputFormats = Collections.unmodifiableList(new ArrayList<>(outputFormats));
    }
}
