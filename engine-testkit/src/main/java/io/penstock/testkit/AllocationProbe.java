package io.penstock.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Counts the heap bytes that the current thread allocates, exactly, with HotSpot's own count.
 *
 * <pre>{@code
 * AllocationProbe probe = new AllocationProbe();
 * double bytes = probe.measure(() -> harness.push(harness.frame()), 1000);
 * assertEquals(0.0, bytes);
 * }</pre>
 *
 * <p>What is not to count (a codec inside the engine) is bracketed, inside the measured code, on the same thread:
 * <pre>{@code
 * probe.pause();
 * codec.decode(packet, picture);
 * probe.resume();
 * }</pre>
 *
 * <p>What the counting itself costs is measured once and taken out; the probe allocates nothing after its construction. Use one probe
 * on one thread. Tests that use it carry {@code @Tag("allocation")}, because the probes of a coverage agent allocate.
 */
public final class AllocationProbe {
    private static final int ROUNDS = 10;

    private final ThreadMXBean threads;
    private final Thread owner = Thread.currentThread();
    private final long costOfInterval;
    private long startedAt;
    private long counted;
    private long intervals;
    private boolean running;
    private boolean paused;

    /**
     * A probe for the current thread.
     *
     * @throws UnsupportedOperationException if this JVM cannot count allocations by thread.
     */
    public AllocationProbe() {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean) || !bean.isThreadAllocatedMemorySupported()) {
            throw new UnsupportedOperationException("this JVM does not count allocated bytes by thread; HotSpot since 14 does");
        }
        threads = bean;
        threads.setThreadAllocatedMemoryEnabled(true);
        long cost = Long.MAX_VALUE;
        for (int i = 0; i < 64; i++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            cost = Math.min(cost, threads.getCurrentThreadAllocatedBytes() - before);
        }
        costOfInterval = cost;
    }

    /**
     * Warms code up, then measures what it allocates: the least of up to {@value #ROUNDS} rounds, ending with the first that allocates
     * nothing, so that a class loaded or code not yet compiled meanwhile does not count. What happens less than
     * once in {@code iterations} runs can go unseen.
     *
     * @param code       what to run; {@code iterations} times for warm-up and in every round.
     * @param iterations positive.
     * @return bytes for each iteration.
     */
    public double measure(final Runnable code, final int iterations) {
        return measure(code, iterations, iterations);
    }

    /**
     * As {@link #measure(Runnable, int)} with a warm-up of its own length.
     *
     * @param code       what to run.
     * @param warmUp     iterations before measuring, zero or more.
     * @param iterations iterations in a round, positive.
     * @return bytes for each iteration.
     */
    public double measure(final Runnable code, final int warmUp, final int iterations) {
        run(code, warmUp);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            least = Math.min(least, run(code, iterations));
        }
        return (double) least / iterations;
    }

    private long run(final Runnable code, final int iterations) {
        start();
        try {
            for (int i = 0; i < iterations; i++) {
                code.run();
            }
        } finally {
            stop();
        }
        return counted;
    }

    /** Starts to count from zero. */
    public void start() {
        onOwner();
        running = true;
        paused = false;
        counted = 0;
        intervals = 0;
        startedAt = threads.getCurrentThreadAllocatedBytes();
    }

    /** What follows does not count; outside a measurement this does nothing, so that code can keep its brackets. */
    public void pause() {
        onOwner();
        if (running && !paused) {
            closeInterval();
            paused = true;
        }
    }

    /** What follows counts again. */
    public void resume() {
        onOwner();
        if (running && paused) {
            paused = false;
            startedAt = threads.getCurrentThreadAllocatedBytes();
        }
    }

    /**
     * Ends the count.
     *
     * @return bytes allocated since {@link #start()} but for what was bracketed.
     */
    public long stop() {
        onOwner();
        if (running && !paused) {
            closeInterval();
        }
        running = false;
        return counted;
    }

    private void closeInterval() {
        counted += threads.getCurrentThreadAllocatedBytes() - startedAt - costOfInterval;
        intervals++;
    }

    /**
     * Number of stretches counted since {@link #start()}: one more than there were pauses.
     *
     * @return the count.
     */
    public long intervals() {
        return intervals;
    }

    private void onOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this probe counts for " + owner + ", it was called by " + Thread.currentThread());
        }
    }
}
