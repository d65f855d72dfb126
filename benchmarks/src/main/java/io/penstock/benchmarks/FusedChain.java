package io.penstock.benchmarks;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.graph.Flow;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a stage costs in a fused chain: a frame goes from a source through stages that do next to nothing to a sink, on one thread.
 * {@code frame} is ns a frame for the whole chain; {@code stage} is a chain of 14 divided by its stages, source and sink included, of stages
 * that work in place or that forward. The plain calls are the same work as a chain of objects that call each other.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class FusedChain {
    private static final int FRAMES = 16;
    private static final int STAGES = 14;

    /** A graph of some stages. */
    @State(Scope.Thread)
    public static class Chain {
        @Param({"1", "7", "14"})
        private int stages;

        private FusedGraph graph;

        @Setup(Level.Trial)
        public void build() {
            graph = new FusedGraph(stages, false, MetricsLevel.GRAPH);
        }

        @TearDown(Level.Trial)
        public void close() {
            graph.engine.close();
        }
    }

    /** A graph of 14 stages that measures itself more or less. */
    @State(Scope.Thread)
    public static class LongChain {
        @Param({"GRAPH", "OFF", "STAGE"})
        private MetricsLevel metrics;

        @Param({"inPlace", "forward"})
        private String kind;

        private FusedGraph graph;

        @Setup(Level.Trial)
        public void build() {
            graph = new FusedGraph(STAGES, "forward".equals(kind), metrics);
        }

        @TearDown(Level.Trial)
        public void close() {
            graph.engine.close();
        }
    }

    /** Objects that call each other. */
    @State(Scope.Thread)
    public static class Plain {
        private final PlainChain chain = new PlainChain(STAGES);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long frame(final Chain chain) {
        return chain.graph.turn();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES * STAGES)
    public long stage(final LongChain chain) {
        return chain.graph.turn();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES * STAGES)
    public long stageAsPlainCall(final Plain plain) {
        for (int i = 0; i < FRAMES; i++) {
            plain.chain.frame(i);
        }
        return plain.chain.frames();
    }

    /** A chain in an engine that the benchmark's thread drives. */
    private static final class FusedGraph {
        private final Engine engine;
        private final BenchmarkStages.Count sink = new BenchmarkStages.Count();

        FusedGraph(final int stages, final boolean forwards, final MetricsLevel metrics) {
            engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).metricsLevel(metrics));
            Flow flow = engine.graph("chain").source("source", new BenchmarkStages.Endless());
            for (int i = 0; i < stages; i++) {
                flow = flow.via("stage-" + i, forwards ? new BenchmarkStages.Forward() : BenchmarkStages.inPlace(i));
            }
            flow.to("sink", sink).build().start();
            engine.invoke();
            // As in a graph that has lived for a while: what lives in the old generation pays for storing references.
            System.gc();
            System.gc();
            final long before = sink.frames();
            engine.invoke();
            if (sink.frames() - before != FRAMES) {
                throw new IllegalStateException("a turn moved " + (sink.frames() - before) + " frames, not " + FRAMES);
            }
        }

        long turn() {
            engine.invoke();
            return sink.frames();
        }
    }
}
