package io.penstock.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** One way of getting frames to another thread, paced: sent by a thread that spins until each is due. */
abstract class PacedCase {
    private static final long LONGEST_NS = 10_000_000_000L;

    private final String name;
    private final Histogram latencies = new Histogram(LONGEST_NS, 3);
    private volatile long received;
    private volatile long receiverId;

    PacedCase(final String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Starts the receiving side, which calls {@link #arrived}. */
    abstract void open();

    /** Sends what is meant to be sent at a time; false if there is no room. */
    abstract boolean send(long intendedNs);

    abstract void close() throws InterruptedException;

    /** A frame arrived. On the receiving thread. */
    final void arrived(final long intendedNs) {
        latencies.recordValue(Math.max(0, Math.min(LONGEST_NS, System.nanoTime() - intendedNs)));
        if (receiverId == 0) {
            receiverId = Thread.currentThread().getId();
        }
        count();
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void count() {
        received++;
    }

    LongConsumer listener() {
        return this::arrived;
    }

    final Result run(final int rate, final int seconds) throws InterruptedException {
        latencies.reset();
        received = 0;
        receiverId = 0;
        open();
        try {
            final int frames = rate * seconds;
            final long intervalNs = 1_000_000_000L / rate;
            // The first frame tells who receives; it is not counted.
            deliver(System.nanoTime());
            await(1);
            latencies.reset();
            final long cpuBefore = ManagementFactory.getThreadMXBean().getThreadCpuTime(receiverId);
            final long startNs = System.nanoTime() + intervalNs;
            for (int i = 0; i < frames; i++) {
                final long dueNs = startNs + i * intervalNs;
                while (System.nanoTime() < dueNs) {
                    Thread.onSpinWait();
                }
                deliver(dueNs);
            }
            final long tookNs = System.nanoTime() - startNs;
            await(1L + frames);
            final long cpuNs = ManagementFactory.getThreadMXBean().getThreadCpuTime(receiverId) - cpuBefore;
            return new Result(latencies.getValueAtPercentile(50) / 1e3, latencies.getValueAtPercentile(99) / 1e3, latencies.getMaxValue() / 1e3,
                (double) cpuNs / tookNs);
        } finally {
            close();
        }
    }

    private void deliver(final long dueNs) {
        while (!send(dueNs)) {
            Thread.yield();
        }
    }

    private void await(final long frames) {
        while (received < frames) {
            Thread.yield();
        }
    }

    /**
     * What was seen.
     *
     * @param p50Us     median.
     * @param p99Us     99th percentile.
     * @param maxUs     greatest.
     * @param coreShare CPU time of the receiving thread by time.
     */
    record Result(double p50Us, double p99Us, double maxUs, double coreShare) {
        static Result median(final List<Result> rounds) {
            return new Result(middle(rounds, Result::p50Us), middle(rounds, Result::p99Us), middle(rounds, Result::maxUs),
                middle(rounds, Result::coreShare));
        }

        private static double middle(final List<Result> rounds, final ToDoubleFunction<Result> of) {
            return rounds.stream().sorted(Comparator.comparingDouble(of)).skip(rounds.size() / 2).mapToDouble(of).findFirst().orElseThrow();
        }
    }
}
