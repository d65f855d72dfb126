package io.penstock.rtc.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for requests, and a bounded wait for each: a request that takes too long is interrupted, which closes its connection. When
 * all are busy and too many wait, who accepts connections does the work, and so accepts no more of them.
 */
final class RequestThreads implements Executor, AutoCloseable {
    static final long LONGEST_MS = 5_000;
    private static final int THREADS = 4;
    private static final int WAITING = 64;

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor watch;

    private final long longestMs;

    RequestThreads(final long longestMs) {
        this.longestMs = longestMs;
        final AtomicInteger number = new AtomicInteger();
        workers = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING),
            task -> daemon(task, "status-" + number.incrementAndGet()), new ThreadPoolExecutor.CallerRunsPolicy());
        workers.allowCoreThreadTimeOut(true);
        watch = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "status-watch"));
        watch.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(final Runnable task, final String name) {
        final Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(final Runnable task) {
        workers.execute(() -> {
            final Limit limit = new Limit(Thread.currentThread());
            final Future<?> end;
            try {
                end = watch.schedule(limit::pass, longestMs, TimeUnit.MILLISECONDS);
            } catch (final RejectedExecutionException e) {
                return; // closed
            }
            try {
                task.run();
            } finally {
                end.cancel(false);
                limit.lift();
            }
        });
    }

    @Override
    public void close() {
        workers.shutdownNow();
        watch.shutdownNow();
    }

    /** Interrupts a thread while it deals with one request, never with the next. */
    private static final class Limit {
        private Thread thread;

        Limit(final Thread thread) {
            this.thread = thread;
        }

        synchronized void pass() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        synchronized void lift() {
            thread = null;
            Thread.interrupted();
        }
    }
}
