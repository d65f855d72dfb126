package io.penstock.buffer;

import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TRAILER_LENGTH;

import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/** Sends numbered messages through a ring from one thread to another; also run on its own, in a JVM without flags. */
final class RingWithoutUnsafe {
    private static final int MESSAGE_TYPE = 1;
    /** Many times what a starved machine needs; a ring that stops moving ends the loop instead of hanging. */
    private static final long MAX_IDLE_TURNS = 50_000_000L;

    private RingWithoutUnsafe() {
    }

    public static void main(String[] args) throws InterruptedException {
        int messages = Integer.parseInt(args[0]);
        long received = exchange(messages);
        if (received != messages) {
            throw new AssertionError("received " + received + " of " + messages);
        }
    }

    /** Returns how many messages arrived in order and intact before the exchange ended or stopped moving. */
    static long exchange(int messages) throws InterruptedException {
        var ring = new OneToOneRingBuffer(VarHandleBuffer.allocateDirectAligned(4096 + TRAILER_LENGTH, 64));
        Thread producer = new Thread(() -> produce(ring, messages), "producer");
        producer.start();
        long[] next = {0};
        MessageHandler handler = (type, buffer, index, length) -> {
            if (type == MESSAGE_TYPE && length >= 16
                && buffer.getLong(index) == next[0] && buffer.getLong(index + length - 8) == ~next[0]) {
                next[0]++;
            }
        };
        long idle = 0;
        while (next[0] < messages && idle < MAX_IDLE_TURNS) {
            if (ring.read(handler) == 0) {
                idle++;
                Thread.onSpinWait();
                if ((idle & 63) == 0) {
                    Thread.yield();
                }
            } else {
                idle = 0;
            }
        }
        producer.join();
        return next[0];
    }

    private static void produce(OneToOneRingBuffer ring, int messages) {
        long idle = 0;
        for (int i = 0; i < messages && idle < MAX_IDLE_TURNS; ) {
            int length = 16 + i % 5 * 8;
            int index = ring.tryClaim(MESSAGE_TYPE, length);
            if (index < 0) {
                idle++;
                Thread.onSpinWait();
                if ((idle & 63) == 0) {
                    Thread.yield();
                }
                continue;
            }
            ring.buffer().putLong(index, i);
            ring.buffer().putLong(index + length - 8, ~(long) i);
            ring.commit(index);
            idle = 0;
            i++;
        }
    }
}
