package io.penstock.benchmarks;

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
 * What a hop to another thread costs, in ns a message, flat out: an edge of the engine, with the claim of a slot, counters and the slot's
 * return, beside bare queues that carry a number. {@code twoThreads}: JMH's thread produces, another consumes, both spin when they must
 * wait. {@code oneThread}: 16 messages in, 16 out. {@code graph}: two regions on threads of their own, that park when they must wait.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class AsyncHop {
    static final int MESSAGES = 100_000;
    static final int BATCH = 16;

    /** A queue and, once asked for, a thread that drains it. */
    @State(Scope.Thread)
    public static class Queues {
        @Param({"edge", "ring", "edgeDropOldest", "disruptor", "jctools", "blocking"})
        private String queue;

        private HopPair pair;

        @Setup(Level.Trial)
        public void make() {
            pair = new HopPair(queue);
        }

        @TearDown(Level.Trial)
        public void close() throws InterruptedException {
            pair.close();
        }
    }

    /** What touches {@code Unsafe}, and so needs a flag on the command line that the engine does not. */
    @State(Scope.Thread)
    public static class UnsafeQueues {
        @Param({"unsafeRing", "agronaQueue"})
        private String queue;

        private HopPair pair;

        @Setup(Level.Trial)
        public void make() {
            pair = new HopPair(queue);
        }

        @TearDown(Level.Trial)
        public void close() throws InterruptedException {
            pair.close();
        }
    }

    /** Two regions. */
    @State(Scope.Thread)
    public static class Regions {
        private HopGraph graph;

        @Setup(Level.Trial)
        public void build() {
            graph = new HopGraph();
        }

        @TearDown(Level.Trial)
        public void close() {
            graph.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long twoThreads(final Queues queues) {
        return queues.pair.send(MESSAGES);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long oneThread(final Queues queues) {
        return queues.pair.sendAndDrain(BATCH);
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
    @OperationsPerInvocation(MESSAGES)
    public long twoThreadsUnsafe(final UnsafeQueues queues) {
        return queues.pair.send(MESSAGES);
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
    @OperationsPerInvocation(BATCH)
    public long oneThreadUnsafe(final UnsafeQueues queues) {
        return queues.pair.sendAndDrain(BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long graph(final Regions regions) {
        return regions.graph.await(MESSAGES);
    }
}
