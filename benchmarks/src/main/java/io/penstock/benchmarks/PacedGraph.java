package io.penstock.benchmarks;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.AppSource;
import io.penstock.format.FormatSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Flow;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import org.agrona.concurrent.BusySpinIdleStrategy;

/** A host hands frames to a graph of seven fused stages that run on a thread of their own: the source, five in place, the sink. */
final class PacedGraph extends PacedCase {
    private static final int IN_PLACE = 5;
    private static final int CAPACITY = 1024;

    private final boolean spins;
    private Engine engine;
    private AppSource source;

    PacedGraph(final String name, final boolean spins) {
        super(name);
        this.spins = spins;
    }

    @Override
    void open() {
        final EngineContext context = new EngineContext().threadingMode(ThreadingMode.DEDICATED);
        engine = Engine.launch(spins ? context.idleStrategy(BusySpinIdleStrategy::new) : context);
        source = AppSource.of(BenchmarkStages.FORMAT, CAPACITY);
        Flow flow = engine.graph("paced").source("host", source);
        for (int i = 0; i < IN_PLACE; i++) {
            flow = flow.via("stage-" + i, BenchmarkStages.inPlace(i));
        }
        flow.to("sink", Stages.sink(StageSpec.sink("sink", FormatSpec.any()).build(), frame -> arrived(frame.sequence()))).build().start();
    }

    @Override
    boolean send(final long intendedNs) {
        final MutableFrame frame = source.claim(BenchmarkStages.FRAME_BYTES);
        return frame != null && source.offer(frame.ptsNs(intendedNs).captureNs(intendedNs).sequence(intendedNs));
    }

    @Override
    void close() {
        engine.close();
    }
}
