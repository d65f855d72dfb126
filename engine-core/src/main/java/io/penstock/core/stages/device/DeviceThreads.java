package io.penstock.core.stages.device;

import java.lang.System.Logger.Level;

/** Threads that wait for devices: daemons with a name, so that a device that hangs in its driver cannot keep the JVM alive. */
final class DeviceThreads {
    private static final System.Logger LOG = System.getLogger(DeviceThreads.class.getName());
    private static final long JOIN_MS = 2_000;

    private DeviceThreads() {
    }

    static Thread start(final String name, final Runnable body) {
        final Thread thread = new Thread(body, "penstock-" + name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) -> LOG.log(Level.WARNING, t.getName() + " ended", e));
        thread.start();
        return thread;
    }

    /** Waits for the end of a thread whose device was closed; null is none. */
    static void join(final Thread thread) {
        if (thread == null) {
            return;
        }
        try {
            thread.join(JOIN_MS);
            if (thread.isAlive()) {
                LOG.log(Level.WARNING, thread.getName() + " is still in its driver; left behind");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
