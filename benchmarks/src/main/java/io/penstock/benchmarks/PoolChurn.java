package io.penstock.benchmarks;

import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.SlabPool;
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
 * What it costs to claim a frame of 960 bytes and give it back: on the claiming thread, by the way that other threads take (on one thread), and
 * from another thread with a queue between. Beside it, a new array every time: fast to make, and paid for in garbage.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PoolChurn {
    private static final int MESSAGES = 100_000;

    /** A pool and frames out of it. */
    @State(Scope.Thread)
    public static class Pool {
        private final FormatTable formats = new FormatTable();
        private final int format = formats.idOf(BenchmarkStages.FORMAT);
        private final SlabPool pool = new SlabPool(1, "churn", 256, BenchmarkStages.FRAME_BYTES, false, formats, false);
    }

    /** A queue to another thread. */
    @State(Scope.Thread)
    public static class Across {
        @Param({"frames", "arrays"})
        private String kind;

        private PoolExchange exchange;

        @Setup(Level.Trial)
        public void make() {
            exchange = new PoolExchange("frames".equals(kind));
        }

        @TearDown(Level.Trial)
        public void close() throws InterruptedException {
            exchange.close();
        }
    }

    @Benchmark
    public void ownThread(final Pool pool) {
        pool.pool.claim(BenchmarkStages.FRAME_BYTES, pool.format).releaseByClaimer();
    }

    @Benchmark
    public void asOtherThreadsDo(final Pool pool) {
        pool.pool.claim(BenchmarkStages.FRAME_BYTES, pool.format).release();
    }

    @Benchmark
    public byte[] newArray() {
        return new byte[BenchmarkStages.FRAME_BYTES];
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long otherThread(final Across across) {
        return across.exchange.exchange(MESSAGES);
    }
}
