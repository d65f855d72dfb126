package io.penstock.core.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Bounded waits that an interrupt does not cut short: the flag is kept for the caller instead. */
final class Waits {
    private interface Wait {
        boolean now() throws InterruptedException;
    }

    private Waits() {
    }

    static boolean await(final CountDownLatch latch, final long timeoutNs) {
        return keepingInterrupt(() -> latch.await(timeoutNs, TimeUnit.NANOSECONDS));
    }

    static boolean lock(final Lock lock, final long timeoutNs) {
        return keepingInterrupt(() -> lock.tryLock(timeoutNs, TimeUnit.NANOSECONDS));
    }

    static boolean join(final Thread thread, final long timeoutMs) {
        return keepingInterrupt(() -> {
            thread.join(timeoutMs);
            return !thread.isAlive();
        });
    }

    private static boolean keepingInterrupt(final Wait wait) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return wait.now();
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
