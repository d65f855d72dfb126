package io.penstock.examples.call;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the engine's threads, and knows how much they have allocated, apart from calls that are marked as not the engine's own: codecs, and
 * what measures. Threads that write files do not count. Exact also while such calls are under way. Any thread.
 */
final class AllocationMeter implements ThreadFactory {
    private static final ThreadMXBean THREADS =
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean extended && extended.isThreadAllocatedMemorySupported() ? extended : null;
    private static final int ATTEMPTS = 1000;
    private final List<Account> accounts = new ArrayList<>();
    private final ThreadLocal<Account> own = ThreadLocal.withInitial(this::account);
    private final String excluded;

    /** Allocation of one thread. Written by that thread only; {@code changes} is odd while a foreign call is under way. */
    private static final class Account {
        private final Thread thread;
        private volatile long changes;
        private volatile long enteredAt;
        private volatile long foreign;

        private Account(final Thread thread) {
            this.thread = thread;
        }

        /** What the thread allocated outside foreign calls. */
        private long engineBytes() {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                final long before = changes;
                final long all = (before & 1) == 1 ? enteredAt : THREADS.getThreadAllocatedBytes(thread.getId());
                final long result = all - foreign;
                if (changes == before) {
                    return Math.max(0, result);
                }
            }
            return Math.max(0, enteredAt - foreign);
        }
    }

    /**
     * Creates a meter.
     *
     * @param excluded threads with this in their name do not count.
     */
    AllocationMeter(final String excluded) {
        this.excluded = excluded;
    }

    private Account account() {
        final Account account = new Account(Thread.currentThread());
        synchronized (accounts) {
            accounts.add(account);
        }
        return account;
    }

    @Override
    public Thread newThread(final Runnable task) {
        final Thread thread = new Thread(() -> {
            own.get();
            task.run();
        });
        thread.setDaemon(true);
        return thread;
    }

    /** A call begins that is not the engine's own. Returns what to give to {@link #leave}. */
    long enter() {
        if (THREADS == null) {
            return 0;
        }
        final Account account = own.get();
        final long bytes = THREADS.getCurrentThreadAllocatedBytes();
        account.enteredAt = bytes;
        account.changes = account.changes + 1;
        return bytes;
    }

    /** The call ended. Returns what it allocated. */
    long leave(final long entered) {
        if (THREADS == null) {
            return 0;
        }
        final Account account = own.get();
        final long took = THREADS.getCurrentThreadAllocatedBytes() - entered;
        account.foreign = account.foreign + took;
        account.changes = account.changes + 1;
        return took;
    }

    /** Bytes that the engine itself allocated so far; −1 where the machine does not tell. Threads that have ended no longer count. */
    long engineBytes() {
        if (THREADS == null) {
            return -1;
        }
        long sum = 0;
        synchronized (accounts) {
            for (final Account account : accounts) {
                if (account.thread.isAlive() && !account.thread.getName().contains(excluded)) {
                    sum += account.engineBytes();
                }
            }
        }
        return sum;
    }
}
