package io.penstock.benchmarks;

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
 * What a branch costs: a frame from one source to 1–64 sinks of the same region, in ns a frame for all of them together, beside a plain
 * loop over as many objects.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class FanOut {
    private static final int FRAMES = 16;

    /** A source with branches. */
    @State(Scope.Thread)
    public static class Branches {
        @Param({"1", "4", "16", "64"})
        private int branches;

        private final BenchmarkStages.Count sink = new BenchmarkStages.Count();
        private InvokedGraph graph;

        @Setup(Level.Trial)
        public void build() {
            graph = new InvokedGraph(builder -> {
                final Flow flow = builder.source("source", new BenchmarkStages.Endless());
                flow.to("sink", sink);
                for (int i = 1; i < branches; i++) {
                    flow.to("sink-" + i, new BenchmarkStages.Count());
                }
            }).expecting(sink, 1, 0, FRAMES);
        }

        @TearDown(Level.Trial)
        public void close() {
            graph.close();
        }
    }

    /** Objects in an array. */
    @State(Scope.Thread)
    public static class Plain {
        @Param({"1", "4", "16", "64"})
        private int branches;

        private PlainChain[] sinks;

        @Setup(Level.Trial)
        public void make() {
            sinks = new PlainChain[branches];
            java.util.Arrays.setAll(sinks, i -> new PlainChain(0));
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int graph(final Branches graph) {
        return graph.graph.turn(0);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void plainCalls(final Plain plain) {
        for (int i = 0; i < FRAMES; i++) {
            for (final PlainChain sink : plain.sinks) {
                sink.frame(i);
            }
        }
    }
}
