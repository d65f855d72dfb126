package io.penstock.core.run;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;

/** The control plane's thread: ends graphs that failed, tells listeners, and does whatever must not run on a region's thread. */
public final class Conductor implements Agent {
    private static final long PARK_NS = 1_000_000_000L;

    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final ErrorHandler errors;
    private volatile Thread thread;

    /**
     * A conductor without a thread; {@link #doWork()} runs it.
     *
     * @param errors hears what listeners throw.
     */
    public Conductor(final ErrorHandler errors) {
        this.errors = errors;
    }

    /**
     * Gives it a thread.
     *
     * @param threads makes the thread.
     */
    public void launch(final ThreadFactory threads) {
        final AgentRunner runner = new AgentRunner(new Idle(), errors, null, this);
        final Thread started = threads.newThread(runner);
        started.setName(roleName());
        thread = started;
        started.start();
    }

    /**
     * Hands work over. Any thread.
     *
     * @param task what to do.
     */
    void post(final Runnable task) {
        work.add(task);
        LockSupport.unpark(thread);
    }

    @Override
    public int doWork() {
        int done = 0;
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            try {
                task.run();
            } catch (final AgentTerminationException e) {
                throw e;
            } catch (final RuntimeException e) {
                errors.onError(e);
            }
            done++;
        }
        return done;
    }

    /**
     * Ends the thread after what was posted is done.
     *
     * @param timeoutMs how long to wait.
     */
    public void close(final long timeoutMs) {
        final Thread running = thread;
        if (running == null) {
            doWork();
            return;
        }
        post(() -> {
            throw new AgentTerminationException(true);
        });
        // A listener that closes the engine is on this very thread, which ends when the listener returns.
        if (running != Thread.currentThread()) {
            Waits.join(running, timeoutMs);
        }
    }

    @Override
    public String roleName() {
        return "penstock-conductor";
    }

    private final class Idle implements IdleStrategy {
        @Override
        public void idle(final int workCount) {
            if (workCount <= 0) {
                idle();
            }
        }

        @Override
        public void idle() {
            if (work.isEmpty()) {
                LockSupport.parkNanos(this, PARK_NS);
            }
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
}
