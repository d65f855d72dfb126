package io.penstock.benchmarks;

import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import org.jctools.queues.SpscArrayQueue;

/** Sends frames of a pool, or new arrays, to a thread that gives them back, or forgets them. */
final class PoolExchange {
    private static final int SLOTS = 256;
    private static final int SPINS = 1_000;

    private final FormatTable formats = new FormatTable();
    private final int format = formats.idOf(BenchmarkStages.FORMAT);
    private final SlabPool pool;
    private final SpscArrayQueue<Object> queue = new SpscArrayQueue<>(SLOTS);
    private final Thread consumer = new Thread(this::consume, "pool-consumer");
    private volatile boolean closed;

    PoolExchange(final boolean frames) {
        pool = frames ? new SlabPool(1, "exchange", SLOTS, BenchmarkStages.FRAME_BYTES, false, formats, false) : null;
        consumer.setDaemon(true);
        consumer.start();
    }

    long exchange(final int messages) {
        for (int i = 0; i < messages; i++) {
            Object next = pool == null ? new byte[BenchmarkStages.FRAME_BYTES] : pool.claim(BenchmarkStages.FRAME_BYTES, format);
            for (int tries = 0; next == null || !queue.offer(next); tries++) {
                pause(tries);
                next = next == null ? pool.claim(BenchmarkStages.FRAME_BYTES, format) : next;
            }
        }
        for (int tries = 0; !queue.isEmpty(); tries++) {
            pause(tries);
        }
        return messages;
    }

    private void consume() {
        int tries = 0;
        while (!closed) {
            final Object next = queue.poll();
            if (next == null) {
                pause(tries++);
            } else {
                tries = 0;
                if (next instanceof SlabFrame frame) {
                    frame.release();
                }
            }
        }
    }

    private static void pause(final int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    void close() throws InterruptedException {
        closed = true;
        consumer.join();
    }
}
