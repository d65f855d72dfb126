package io.penstock.benchmarks;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.graph.GraphBuilder;
import java.util.function.Consumer;

/** A graph that the benchmark's thread runs, by a clock that it turns. */
final class InvokedGraph implements AutoCloseable {
    private static final int WARM_UP = 100;

    private final Engine engine;
    private final HandTurned clock = new HandTurned();

    InvokedGraph(final Consumer<GraphBuilder> stages) {
        engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
        final GraphBuilder builder = engine.graph("invoked");
        stages.accept(builder);
        builder.build().start();
    }

    /** Lets time pass, and does what is due then. */
    int turn(final long ns) {
        clock.nowNs += ns;
        return engine.invoke();
    }

    /** Fails unless turns bring as many frames as a benchmark divides by. */
    InvokedGraph expecting(final BenchmarkStages.Count sink, final int turns, final long ns, final int frames) {
        for (int i = 0; i < WARM_UP; i++) {
            turn(ns);
        }
        final long before = sink.frames();
        for (int i = 0; i < turns; i++) {
            turn(ns);
        }
        if (sink.frames() - before != frames) {
            throw new IllegalStateException(turns + " turns brought " + (sink.frames() - before) + " frames, not " + frames);
        }
        return this;
    }

    @Override
    public void close() {
        engine.close();
    }

    private static final class HandTurned implements MediaClock {
        private long nowNs = 1_000_000_000L;

        @Override
        public long nanoTime() {
            return nowNs;
        }

        @Override
        public long epochNs(final long nanoTime) {
            return nanoTime;
        }
    }
}
