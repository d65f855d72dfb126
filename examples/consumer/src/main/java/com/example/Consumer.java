package com.example;

import io.penstock.buffer.VarHandleBuffer;

import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A host that gives no JVM flag. */
public final class Consumer {
    private Consumer() {
    }

    public static void main(String[] args) {
        var ring = new OneToOneRingBuffer(VarHandleBuffer.allocateDirectAligned(4096 + RingBufferDescriptor.TRAILER_LENGTH, 64));
        int index = ring.tryClaim(1, 8);
        ring.buffer().putLong(index, 42);
        ring.commit(index);
        ring.read((type, buffer, at, length) ->
            System.out.println("Java " + System.getProperty("java.version") + " read " + buffer.getLong(at)));
    }
}
