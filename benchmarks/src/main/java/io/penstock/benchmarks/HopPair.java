package io.penstock.benchmarks;

import java.util.function.LongConsumer;

/** A queue between the calling thread and one that drains it. */
final class HopPair {
    private static final int SPINS = 1_000;

    private final HopQueue queue;
    private final Received received = new Received();
    private Thread consumer;
    private volatile boolean closed;
    private long sent;

    HopPair(final String name) {
        queue = HopQueue.of(name, received);
    }

    /** Sends so many and waits until all have arrived. */
    long send(final int messages) {
        if (consumer == null) {
            consumer = new Thread(this::drain, "hop-consumer");
            consumer.setDaemon(true);
            consumer.start();
        }
        for (int i = 0; i < messages; i++) {
            for (int tries = 0; !queue.offer(sent); tries++) {
                pause(tries);
            }
            sent++;
        }
        for (int tries = 0; received.count() < sent; tries++) {
            pause(tries);
        }
        return sent;
    }

    /** Spins, and lets others run when that takes too long: a machine with more to do than it has cores would measure its scheduler. */
    private static void pause(final int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** Sends so many and takes them on the same thread. */
    long sendAndDrain(final int messages) {
        for (int i = 0; i < messages; i++) {
            queue.offer(sent++);
        }
        for (int taken = 0; taken < messages;) {
            taken += queue.drain(messages - taken);
        }
        return received.sum;
    }

    private void drain() {
        int tries = 0;
        while (!closed) {
            if (queue.drain(AsyncHop.BATCH) > 0) {
                received.publish();
                tries = 0;
            } else {
                pause(tries++);
            }
        }
    }

    void close() throws InterruptedException {
        closed = true;
        if (consumer != null) {
            consumer.join();
        }
    }

    /** Counts what arrives; published once a batch, so that it costs every queue the same and next to nothing. */
    private static final class Received implements LongConsumer {
        private long sum;
        private long count;
        private volatile long published;

        @Override
        public void accept(final long value) {
            sum += value;
            count++;
        }

        void publish() {
            published = count;
        }

        long count() {
            return published;
        }
    }
}
