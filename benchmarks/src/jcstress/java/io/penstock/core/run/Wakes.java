package io.penstock.core.run;

import io.penstock.clock.MediaClock;
import io.penstock.core.edge.EdgeRing;
import io.penstock.core.edge.EdgeStatistics;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import io.penstock.graph.EdgePolicy;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runners on threads of their own, as an engine makes them, and regions without stages on them. A runner that nobody wakes looks by itself
 * after a second: a wake-up that was lost shows as a second of silence, which even a crowded machine does not make otherwise.
 */
final class Wakes {
    /** Nearly what a runner that misses its wake-up sleeps. */
    static final long LATE_NS = 900_000_000L;
    private static final long GIVE_UP_NS = 3_000_000_000L;
    private static final int SLOTS = 8;
    private static final int MOST_DELAY = 1 << 11;
    private static final int PATIENCE = 500;
    private static volatile int ticking;

    private Wakes() {
    }

    static RegionRunner runner(final String name) {
        return new RegionRunner(name, MediaClock.system());
    }

    static void launch(final RegionRunner runner) {
        runner.launch(task -> {
            final Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }, null, Throwable::printStackTrace);
    }

    static RegionAgent region(final String name, final RegionRunner runner, final Entry... entries) {
        final RegionAgent region = new RegionAgent(name, null, MediaClock.system(), new FormatTable(), false, false, null, new AtomicInteger(), null);
        region.runner(runner);
        region.populate(List.of(), List.of(entries));
        return region;
    }

    static SlabPool pool(final PoolRegistry pools) {
        return pools.register(id -> new SlabPool(id, "stress", SLOTS, Long.BYTES, false, new FormatTable(), false));
    }

    static EdgeLink link(final PoolRegistry pools, final int capacity) {
        final EdgeStatistics statistics = new EdgeStatistics(new PlainCounter(), new PlainCounter(), new PlainCounter(),
            reason -> new PlainCounter());
        return new EdgeLink("stress", new EdgeRing(EdgePolicy.Kind.BLOCK, capacity, 0, pools, statistics), null, null);
    }

    /** Passes a little time, another one each turn, so that the race begins at every distance. */
    static void delay(final int turn) {
        int ticks = 0;
        for (int i = turn * 37 & MOST_DELAY - 1; i > ticks; i--) {
            ticks += ticking;
        }
    }

    /** Where the two threads of a race meet just before it; who comes alone does not wait for long. */
    static final class Start {
        private final AtomicInteger here = new AtomicInteger();

        void await() {
            here.incrementAndGet();
            for (int i = 0; i < PATIENCE && here.get() < 2; i++) {
                Thread.onSpinWait();
            }
        }
    }

    /** Waits without letting the core go: 0 = the frames came, 1 = they came a lost wake-up late. */
    static int spinUntil(final Arrivals arrivals, final long wanted) {
        final long beginNs = System.nanoTime();
        while (arrivals.count() < wanted && System.nanoTime() - beginNs < GIVE_UP_NS) {
            Thread.onSpinWait();
        }
        return System.nanoTime() - beginNs < LATE_NS ? 0 : 1;
    }

    /** Waits and leaves the cores to the runners: 0 = the frames came, 1 = they came a lost wake-up late. */
    static int sleepUntil(final Semaphore arrived) {
        final long beginNs = System.nanoTime();
        try {
            return arrived.tryAcquire(GIVE_UP_NS, TimeUnit.NANOSECONDS) && System.nanoTime() - beginNs < LATE_NS ? 0 : 1;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** The far end: counts frames, and tells when a batch is complete. */
    static final class Arrivals implements Target {
        private final Semaphore batches = new Semaphore(0);
        private final int batch;
        private volatile long count;

        Arrivals(final int batch) {
            this.batch = batch;
        }

        long count() {
            return count;
        }

        Semaphore batches() {
            return batches;
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        public boolean accept(final SlabFrame frame, final boolean owned) {
            count++;
            if (count % batch == 0) {
                batches.release();
            }
            return false;
        }

        @Override
        public void event(final int kind, final long a, final long b) {
            throw new IllegalStateException("no events here");
        }
    }

    /** The near end: sends as many frames as it is told to, one after the other, when the gate lets it. */
    static final class Feed implements Entry {
        private final SlabPool pool;
        private final EdgeLink link;
        private Target output;
        private Gate gate;
        private volatile long wanted;
        private long sent;

        Feed(final SlabPool pool, final EdgeLink link) {
            this.pool = pool;
            this.link = link;
        }

        void connect(final RegionAgent region) {
            output = new EdgeOutput(link, region, null, 0);
            gate = new Gate(new EdgeLink[] {link}, new int[] {1}, new SlabPool[0], new int[0], region);
        }

        /** Any one thread. */
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        void order(final int frames) {
            wanted += frames;
        }

        @Override
        public int run(final long nowNs) {
            int work = 0;
            while (sent < wanted && gate.isOpen()) {
                final SlabFrame frame = pool.claim(Long.BYTES, 0);
                if (frame == null || !output.accept(frame, true)) {
                    throw new IllegalStateException("room was promised");
                }
                sent++;
                work++;
            }
            return work;
        }

        @Override
        public boolean isPending() {
            return sent < wanted && gate.isOpen();
        }

        @Override
        public long dueNs() {
            return Long.MAX_VALUE;
        }
    }
}
