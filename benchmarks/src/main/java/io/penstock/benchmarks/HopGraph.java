package io.penstock.benchmarks;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.graph.Edges;
import java.util.concurrent.locks.LockSupport;

/** A source and a sink in regions of their own, as fast as they go. */
final class HopGraph implements AutoCloseable {
    private static final long GLANCE_NS = 20_000;

    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.DEDICATED));
    private final BenchmarkStages.Count sink = new BenchmarkStages.Count();

    HopGraph() {
        engine.graph("hop").source("source", new BenchmarkStages.Endless()).async(Edges.block(HopQueue.CAPACITY)).to("sink", sink).build().start();
    }

    /** Waits, asleep, until so many more frames have arrived. */
    long await(final int frames) {
        final long until = sink.frames() + frames;
        while (sink.frames() < until) {
            LockSupport.parkNanos(GLANCE_NS);
        }
        return sink.frames();
    }

    @Override
    public void close() {
        engine.close();
    }
}
