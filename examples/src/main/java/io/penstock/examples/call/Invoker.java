package io.penstock.examples.call;

import io.penstock.core.Engine;
import io.penstock.core.ThreadingMode;
import java.util.concurrent.locks.LockSupport;

/** The one thread that runs everything in {@link ThreadingMode#INVOKER}; nothing in the other modes. */
final class Invoker implements AutoCloseable {
    private static final long NAP_NS = 200_000;
    private static final long JOIN_MS = 3000;
    private final Engine engine;
    private final Thread thread;
    private volatile boolean running = true;

    private Invoker(final Engine engine, final AllocationMeter threads) {
        this.engine = engine;
        thread = threads.newThread(this::run);
        thread.setName("call-invoker");
    }

    /** Starts the thread if the mode needs it. */
    static Invoker start(final Engine engine, final ThreadingMode mode, final AllocationMeter threads) {
        final Invoker invoker = new Invoker(engine, threads);
        if (mode == ThreadingMode.INVOKER) {
            invoker.thread.start();
        }
        return invoker;
    }

    private void run() {
        while (running) {
            if (engine.invoke() == 0) {
                LockSupport.parkNanos(NAP_NS);
            }
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join(JOIN_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
