package io.penstock.benchmarks;

import io.penstock.graph.EdgePolicy;
import java.util.ArrayDeque;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a policy costs under overload, in ns a frame offered: twice as many frames come as fit, a quarter of them are taken. One thread, so that
 * every run sheds the same. Beside it, a deque of numbers that gives up its oldest.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class Shedding {
    private static final int OFFERED = 64;

    /** An edge of a policy. */
    @State(Scope.Thread)
    public static class Edges {
        @Param({"DROP_OLDEST", "DROP_NEWEST", "LATEST", "KEYFRAME_AWARE"})
        private EdgePolicy.Kind policy;

        private OverloadedEdge edge;

        @Setup(Level.Trial)
        public void make() {
            edge = new OverloadedEdge(policy, OFFERED / 2);
        }
    }

    /** A deque. */
    @State(Scope.Thread)
    public static class Plain {
        private final ArrayDeque<Integer> deque = new ArrayDeque<>(OFFERED);
        private final Integer number = 1;
    }

    @Benchmark
    @OperationsPerInvocation(OFFERED)
    public int edge(final Edges edges) {
        return edges.edge.round(OFFERED, OFFERED / 4);
    }

    @Benchmark
    @OperationsPerInvocation(OFFERED)
    public int plainDeque(final Plain plain) {
        for (int i = 0; i < OFFERED; i++) {
            if (plain.deque.size() == OFFERED / 2) {
                plain.deque.poll();
            }
            plain.deque.add(plain.number);
        }
        for (int i = 0; i < OFFERED / 4; i++) {
            plain.deque.poll();
        }
        return plain.deque.size();
    }
}
