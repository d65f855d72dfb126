package io.penstock.codecs.support;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Fails a test whose steps take too long: it prints where the step hangs, and ends the virtual machine if it never comes back. */
public final class Watchdog implements AutoCloseable {
    private final Thread tested = Thread.currentThread();
    private final Duration patience;
    private final Thread guard = new Thread(this::watch, "watchdog");
    private volatile String step = "start";
    private volatile long sinceNs = System.nanoTime();
    private volatile boolean closed;
    private volatile String hung;

    public Watchdog(final Duration patience) {
        this.patience = patience;
        guard.setDaemon(true);
        guard.start();
    }

    /** The next step begins; throws if the one before took too long. */
    public void expect(final String name) {
        if (hung != null) {
            throw new AssertionError(hung);
        }
        sinceNs = System.nanoTime();
        step = name;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(50_000_000L);
            final long tookNs = System.nanoTime() - sinceNs;
            if (!closed && hung == null && tookNs > patience.toNanos()) {
                hung = step + " takes more than " + patience + ": " + Arrays.toString(tested.getStackTrace());
            }
            if (!closed && tookNs > 3 * patience.toNanos()) {
                System.err.println(hung);
                Runtime.getRuntime().halt(1);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
