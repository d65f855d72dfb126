package io.penstock.benchmarks.network;

import io.penstock.core.congestion.BandwidthEstimator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the estimate of a path costs, in ns a packet: it is sent, and the feedback of 50 ms (seven packets at 1.3 Mbit/s) says when it arrived or
 * that it did not. The time in it is made up and runs on with the packets.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class EstimatorBenchmark {
    private static final int A_FEEDBACK = 7;
    private static final long INTERVAL_NS = 7_142_857;
    private static final long ONE_WAY_NS = 25_000_000;

    @Param({"0", "10"})
    private int lossPercent;

    private final BandwidthEstimator estimator = new BandwidthEstimator(1_000_000, 100_000, 2_000_000);
    private final Random random = new Random(1);
    private long number;
    private long nowNs;

    /**
     * Packets and their feedback.
     *
     * @return the estimate.
     */
    @Benchmark
    @OperationsPerInvocation(A_FEEDBACK)
    public int feedback() {
        final long first = number;
        for (int i = 0; i < A_FEEDBACK; i++) {
            estimator.sent(number++, 1200, nowNs, -1);
            nowNs += INTERVAL_NS;
        }
        estimator.feedbackBegin(nowNs + 2 * ONE_WAY_NS);
        for (long packet = first; packet < number; packet++) {
            if (random.nextInt(100) < lossPercent) {
                estimator.lost(packet);
            } else {
                estimator.received(packet, packet * INTERVAL_NS + ONE_WAY_NS);
            }
        }
        estimator.feedbackEnd();
        estimator.tick(nowNs);
        return estimator.targetBps();
    }
}
