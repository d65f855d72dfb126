package io.penstock.core.transport;

import io.penstock.frame.Frame;

/** Packets of one kind that wait to be sent, retained, in order. One thread. */
final class PacketLane {
    private final Frame[] frames;
    private final int[] ports;
    private final long[] sinceNs;
    private final int mask;
    private int head;
    private int count;
    private long bytes;

    /** Capacity must be a power of two. */
    PacketLane(final int capacity) {
        frames = new Frame[capacity];
        ports = new int[capacity];
        sinceNs = new long[capacity];
        mask = capacity - 1;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count > mask;
    }

    int count() {
        return count;
    }

    /** Bytes that wait, with IP and UDP headers. */
    long bytes() {
        return bytes;
    }

    void add(final Frame frame, final int port, final long nowNs) {
        frame.retain();
        final int i = head + count++ & mask;
        frames[i] = frame;
        ports[i] = port;
        sinceNs[i] = nowNs;
        bytes += frame.length() + TransportSender.IP_AND_UDP_BYTES;
    }

    Frame first() {
        return frames[head];
    }

    int firstPort() {
        return ports[head];
    }

    /** Since when the first waits; there must be one. */
    long firstSinceNs() {
        return sinceNs[head];
    }

    /** Takes the first out; the caller releases it. */
    Frame remove() {
        final Frame frame = frames[head];
        frames[head] = null;
        head = head + 1 & mask;
        count--;
        bytes -= frame.length() + TransportSender.IP_AND_UDP_BYTES;
        return frame;
    }

    int clear() {
        final int dropped = count;
        while (count > 0) {
            remove().release();
        }
        return dropped;
    }
}
