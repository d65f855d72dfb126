package io.penstock.benchmarks;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long it takes to plan and build a graph of 50 stages in five regions, in ms, with what it takes to close it again; {@code check} plans
 * only. Building is what a call waits for when it begins, never what its frames wait for. The baseline makes the stages and nothing else.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class PlannerBuild {
    private static final int STAGES = 50;

    private Engine engine;

    @Setup(Level.Trial)
    public void launch() {
        engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER));
    }

    @TearDown(Level.Trial)
    public void close() {
        engine.close();
    }

    private GraphBuilder graph() {
        final GraphBuilder builder = engine.graph("fifty");
        Flow flow = builder.source("source", new BenchmarkStages.Endless());
        for (int i = 0; i < STAGES - 2; i++) {
            flow = (i % 12 == 11 ? flow.async(io.penstock.graph.Edges.block(8)) : flow).via("stage-" + i, BenchmarkStages.inPlace(i));
        }
        return flow.to("sink", new BenchmarkStages.Count());
    }

    @Benchmark
    public Object build() {
        try (Graph graph = graph().build()) {
            return graph;
        }
    }

    @Benchmark
    public Object check() {
        return graph().check();
    }

    @Benchmark
    public Object stagesOnly() {
        final Object[] stages = new Object[STAGES];
        for (int i = 0; i < STAGES; i++) {
            stages[i] = BenchmarkStages.inPlace(i).spec();
        }
        return stages;
    }
}
