package io.penstock.benchmarks;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** A queue to a thread that spins, or parks and is unparked by the first message, as a region does. */
final class PacedQueue extends PacedCase {
    private static final long LONGEST_PARK_NS = 1_000_000_000L;

    private final String queueName;
    private final boolean spins;
    private HopQueue queue;
    private Thread receiver;
    private volatile boolean parked;
    private volatile boolean closed;

    PacedQueue(final String name, final String queueName, final boolean spins) {
        super(name);
        this.queueName = queueName;
        this.spins = spins;
    }

    @Override
    void open() {
        queue = HopQueue.of(queueName, listener());
        closed = false;
        receiver = new Thread(this::receive, "paced-receiver");
        receiver.setDaemon(true);
        receiver.start();
    }

    private void receive() {
        while (!closed) {
            if (queue.drain(AsyncHop.BATCH) > 0) {
                continue;
            }
            if (spins) {
                Thread.onSpinWait();
                continue;
            }
            parked = true;
            VarHandle.fullFence();
            if (queue.drain(AsyncHop.BATCH) == 0 && !closed) {
                LockSupport.parkNanos(this, LONGEST_PARK_NS);
            }
            parked = false;
        }
    }

    @Override
    boolean send(final long intendedNs) {
        if (!queue.offer(intendedNs)) {
            return false;
        }
        if (!spins) {
            wake();
        }
        return true;
    }

    private void wake() {
        VarHandle.fullFence();
        if (parked) {
            parked = false;
            LockSupport.unpark(receiver);
        }
    }

    @Override
    void close() throws InterruptedException {
        closed = true;
        LockSupport.unpark(receiver);
        receiver.join();
    }
}
