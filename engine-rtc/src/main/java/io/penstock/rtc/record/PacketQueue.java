package io.penstock.rtc.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Packets on their way from the thread that forwards to the one that writes: one thread puts, one takes, nobody waits. A full queue refuses.
 * <pre>
 * record, 8-byte aligned:  0 i32 bytes of the record   4 i32 receiver   8 i64 arrival   16 i64 NTP or 0   24 i32 RTP time or −1   28 i32 length
 * 32 packet
 * </pre>
 */
final class PacketQueue {
    /** Receives what was put. */
    interface Consumer {
        /** A packet; the array is borrowed. */
        void packet(int receiver, byte[] a, int offset, int length, long arrivalNs);

        /** A sender report. */
        void senderClock(int receiver, long ntp, int rtpTimestamp, long nowNs);
    }

    private static final int HEADER = 32;
    private static final int PADDING = -1;
    private static final int REPORT = -1;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle TAIL;
    private static final VarHandle HEAD;

    static {
        try {
            TAIL = MethodHandles.lookup().findVarHandle(PacketQueue.class, "tail", long.class);
            HEAD = MethodHandles.lookup().findVarHandle(PacketQueue.class, "head", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] ring;
    private final int mask;
    private long tail;
    private long head;

    /** Room for a power of two of bytes. */
    PacketQueue(final int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is no power of two");
        }
        ring = new byte[capacity];
        mask = capacity - 1;
    }

    boolean packet(final int receiver, final byte[] a, final int offset, final int length, final long arrivalNs) {
        final int size = HEADER + length + 7 & ~7;
        final int at = claim(size);
        if (at < 0) {
            return false;
        }
        header(at, receiver, arrivalNs, 0, 0, length);
        System.arraycopy(a, offset, ring, at + HEADER, length);
        commit(at, size);
        return true;
    }

    boolean senderClock(final int receiver, final long ntp, final int rtpTimestamp, final long nowNs) {
        final int at = claim(HEADER);
        if (at < 0) {
            return false;
        }
        header(at, receiver, nowNs, ntp, rtpTimestamp, REPORT);
        commit(at, HEADER);
        return true;
    }

    private void header(final int at, final int receiver, final long timeNs, final long ntp, final int rtp, final int length) {
        INT.set(ring, at + 4, receiver);
        LONG.set(ring, at + 8, timeNs);
        LONG.set(ring, at + 16, ntp);
        INT.set(ring, at + 24, rtp);
        INT.set(ring, at + 28, length);
    }

    /** Where a record may be written; −1 if there is no room. Records do not wrap: the rest before the end is padding. */
    private int claim(final int size) {
        final long free = ring.length - (tail - (long) HEAD.getAcquire(this));
        final int at = (int) tail & mask;
        final int toEnd = ring.length - at;
        if (size <= toEnd) {
            return size <= free ? at : -1;
        }
        if (toEnd + (long) size > free) {
            return -1;
        }
        INT.set(ring, at, toEnd);
        INT.set(ring, at + 4, PADDING);
        TAIL.setRelease(this, tail + toEnd);
        return 0;
    }

    private void commit(final int at, final int size) {
        INT.set(ring, at, size);
        TAIL.setRelease(this, tail + size);
    }

    /** Gives what is there, at most {@code limit} records; how many. */
    int drain(final Consumer to, final int limit) {
        final long end = (long) TAIL.getAcquire(this);
        int done = 0;
        while (head < end && done < limit) {
            final int at = (int) head & mask;
            final int size = (int) INT.get(ring, at);
            final int receiver = (int) INT.get(ring, at + 4);
            if (receiver != PADDING) {
                done++;
                final int length = (int) INT.get(ring, at + 28);
                if (length == REPORT) {
                    to.senderClock(receiver, (long) LONG.get(ring, at + 16), (int) INT.get(ring, at + 24), (long) LONG.get(ring, at + 8));
                } else {
                    to.packet(receiver, ring, at + HEADER, length, (long) LONG.get(ring, at + 8));
                }
            }
            HEAD.setRelease(this, head + size);
        }
        return done;
    }
}
