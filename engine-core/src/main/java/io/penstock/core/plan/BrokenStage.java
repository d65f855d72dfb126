package io.penstock.core.plan;

import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Output;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/** Stands where a stage could not be made, so that one mistake is told once and not again by everything around it. Never runs. */
final class BrokenStage implements Transform {
    private static final StageSpec SPEC = StageSpec.same("broken", FormatSpec.any()).build();

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        throw new IllegalStateException("a graph with mistakes was run");
    }
}
