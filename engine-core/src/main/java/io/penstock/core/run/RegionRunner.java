package io.penstock.core.run;

import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

/**
 * Runs some regions on one thread, or on the host's when it has none. When nothing is left to do it parks until the earliest timer, in a
 * selector if a region owns sockets, and is unparked by the first record of an empty edge: polling with back-off would cost 100–150 µs a hop.
 */
final class RegionRunner implements Agent, Waker {
    private static final long LONGEST_PARK_NS = 1_000_000_000L;
    private static final long SELECT_GRAIN_NS = 1_000_000L;
    /** How long a packet may wait while a timer is less than a millisecond off; at 10 µs of work a nap, a tenth of a core at the very most. */
    private static final long NAP_NS = 100_000L;
    /** A look at all sockets costs about a microsecond. */
    private static final long BUSY_SELECT_NS = 50_000L;

    private final String name;
    private final MediaClock clock;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    /** Held by the host while it invokes a runner without a thread, so that another thread can stop a graph between two cycles. */
    private final ReentrantLock invoking = new ReentrantLock();
    private final Consumer<SelectionKey> onReady = key -> ((RegionAgent) key.attachment()).socketReady();
    private RegionAgent[] regions = new RegionAgent[0];
    private volatile Selector selector;
    private volatile boolean parked;
    private volatile Thread thread;
    private AgentRunner agentRunner;
    private volatile int regionCount;
    private boolean parks;
    private long lastSelectNs;
    private boolean justSelected;
    /** The last select told of a socket, and nobody took anything from it since. */
    private boolean fruitless;

    RegionRunner(final String name, final MediaClock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** Gives the runner a thread; without one the host invokes it. */
    void launch(final ThreadFactory threads, final IdleStrategy spinning, final org.agrona.ErrorHandler errors) {
        parks = spinning == null;
        agentRunner = new AgentRunner(spinning == null ? new ParkingIdle() : spinning, errors, null, this);
        thread = threads.newThread(agentRunner);
        thread.setName(name);
        thread.start();
    }

    // ---- the loop -----------------------------------------------------------------------------------------------------------------

    @Override
    public int doWork() {
        int work = 0;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
            work++;
        }
        if (selector != null) {
            lookAtSockets();
        }
        for (final RegionAgent region : regions) {
            work += doWork(region);
        }
        return work;
    }

    /** What escapes a region is a fault of the engine or of a stage that broke a frame's ownership: its graph fails, others go on. */
    private static int doWork(final RegionAgent region) {
        try {
            return region.doWork();
        } catch (final Throwable t) {
            region.failed(t);
            return 1;
        }
    }

    /** A runner that never rests would never come to its selector. */
    private void lookAtSockets() {
        if (justSelected) {
            justSelected = false;
            return;
        }
        final long nowNs = clock.nanoTime();
        if (nowNs - lastSelectNs >= BUSY_SELECT_NS) {
            lastSelectNs = nowNs;
            try {
                selector.selectNow(onReady);
            } catch (final IOException e) {
                throw new UncheckedIOException("runner \"" + name + "\": selector failed", e);
            }
        }
    }

    /** Runs a duty cycle on the host's thread; a host that stops a graph from another one waits for the cycle to end. */
    int invoke() {
        invoking.lock();
        try {
            return doWork();
        } finally {
            invoking.unlock();
        }
    }

    private final class ParkingIdle implements IdleStrategy {
        @Override
        public void idle(final int workCount) {
            if (workCount <= 0) {
                idle();
            } else {
                fruitless = false;
            }
        }

        @Override
        public void idle() {
            // A stage that was interrupted and says so must not end the thread of others.
            Thread.interrupted();
            parked = true;
            VarHandle.fullFence();
            final long waitNs = hasWork() ? 0 : Math.min(LONGEST_PARK_NS, untilDueNs());
            if (waitNs > 0) {
                park(waitNs);
            }
            parked = false;
        }

        @Override
        public void reset() {
            // Nothing is kept between idle periods.
        }

        @Override
        public String alias() {
            return "park";
        }
    }

    private boolean hasWork() {
        if (!commands.isEmpty()) {
            return true;
        }
        for (final RegionAgent region : regions) {
            if (region.isPending()) {
                return true;
            }
        }
        return false;
    }

    private long untilDueNs() {
        long due = Long.MAX_VALUE;
        for (final RegionAgent region : regions) {
            due = Math.min(due, region.dueNs());
        }
        return due == Long.MAX_VALUE ? LONGEST_PARK_NS : due - clock.nanoTime();
    }

    private void park(final long waitNs) {
        final Selector sockets = selector;
        if (sockets == null) {
            LockSupport.parkNanos(this, waitNs);
            return;
        }
        try {
            if (fruitless) {
                // Its stage waits for room. The socket stays readable, so a select would return at once, again and again.
                fruitless = false;
                LockSupport.parkNanos(this, Math.min(waitNs, SELECT_GRAIN_NS));
                return;
            }
            justSelected = true;
            if (waitNs < SELECT_GRAIN_NS) {
                fruitless = nap(sockets, waitNs) > 0;
            } else {
                fruitless = sockets.select(onReady, waitNs / SELECT_GRAIN_NS) > 0;
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("runner \"" + name + "\": selector failed", e);
        }
    }

    /** A selector counts in milliseconds: for less, sleep a little and look, so that a packet does not wait until the timer. */
    private int nap(final Selector sockets, final long waitNs) throws IOException {
        final long untilNs = clock.nanoTime() + waitNs;
        long leftNs = waitNs;
        int ready = 0;
        while (ready == 0 && leftNs > 0 && parked) {
            LockSupport.parkNanos(this, Math.min(leftNs, NAP_NS));
            ready = sockets.selectNow(onReady);
            leftNs = untilNs - clock.nanoTime();
        }
        return ready;
    }

    @Override
    public void wake() {
        if (parked) {
            parked = false;
            final Thread sleeper = thread;
            final Selector sockets = selector;
            if (sockets != null) {
                sockets.wakeup();
            }
            LockSupport.unpark(sleeper);
        }
    }

    // ---- regions ------------------------------------------------------------------------------------------------------------------

    void add(final RegionAgent region) {
        regions = Arrays.copyOf(regions, regions.length + 1);
        regions[regions.length - 1] = region;
    }

    void remove(final RegionAgent region) {
        regions = Arrays.stream(regions).filter(other -> other != region).toArray(RegionAgent[]::new);
    }

    /** Regions assigned, also before they run; for placing the next one. Conductor's side. */
    int load() {
        return regionCount;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void assigned(final int change) {
        regionCount += change;
    }

    /** Makes the runner wait in a selector for a channel. Runner's thread only. */
    void register(final SelectableChannel channel, final int ops, final RegionAgent region) {
        if (thread == null) {
            return;
        }
        try {
            if (selector == null) {
                selector = Selector.open();
            }
            channel.register(selector, ops, region);
        } catch (final ClosedChannelException e) {
            throw new EngineException(EngineException.Category.IO, "region \"" + region.roleName() + "\": channel is closed", e);
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "region \"" + region.roleName() + "\": no selector: " + e.getMessage(), e);
        }
    }

    /** Whether it tells regions when their sockets are readable. A runner that spins does not wait, and one without a thread cannot. */
    boolean watchesSockets() {
        return parks;
    }

    /** Whether its thread parks when there is nothing to do, and wants to be woken. */
    boolean parks() {
        return parks;
    }

    // ---- other threads --------------------------------------------------------------------------------------------------------------

    /**
     * Runs something between two duty cycles and waits for it, also when the waiting thread is interrupted: a life half changed helps nobody.
     *
     * @param command what to run.
     * @param timeoutNs how long to wait.
     * @return false if the runner did not come to it in time; it will run later then.
     */
    boolean execute(final Runnable command, final long timeoutNs) {
        final CountDownLatch done = new CountDownLatch(1);
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        post(() -> {
            try {
                command.run();
            } catch (final Throwable t) {
                thrown.set(t);
            } finally {
                done.countDown();
            }
        }, timeoutNs);
        final boolean finished = Waits.await(done, timeoutNs);
        if (thrown.get() instanceof Error error) {
            throw error;
        }
        if (thrown.get() != null) {
            throw (RuntimeException) thrown.get();
        }
        return finished;
    }

    /**
     * Runs something between two duty cycles, at once where that is now, and does not wait for it.
     *
     * @param command   what to run; must not throw.
     * @param timeoutNs how long to wait for the host to leave a runner without a thread.
     */
    void post(final Runnable command, final long timeoutNs) {
        if (isCurrentThread()) {
            command.run();
            return;
        }
        if (thread == null && Waits.lock(invoking, timeoutNs)) {
            try {
                command.run();
            } finally {
                invoking.unlock();
            }
            return;
        }
        commands.add(command);
        VarHandle.fullFence();
        wake();
    }

    boolean isCurrentThread() {
        return thread == null ? invoking.isHeldByCurrentThread() : Thread.currentThread() == thread;
    }

    /** Ends the thread. */
    void close(final int timeoutMs) {
        if (agentRunner != null && thread.isAlive()) {
            commands.add(() -> {
                throw new org.agrona.concurrent.AgentTerminationException(true);
            });
            VarHandle.fullFence();
            wake();
            Waits.join(thread, timeoutMs);
            if (thread.isAlive()) {
                thread.interrupt();
            }
        }
        closeSelector();
    }

    private void closeSelector() {
        final Selector sockets = selector;
        if (sockets != null) {
            try {
                sockets.close();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public String roleName() {
        return name;
    }
}
