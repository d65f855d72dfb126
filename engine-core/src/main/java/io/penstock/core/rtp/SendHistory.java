package io.penstock.core.rtp;

import io.penstock.frame.Frame;

/** Packets that were sent, retained and not copied, by sequence number: so many and for so long. One thread. */
final class SendHistory {
    private final int mask;
    private final long keepNs;
    private final Frame[] frames;
    private final int[] sequences;
    private final long[] sentNs;
    /** When a packet was sent again first in a bunch of requests for it, and how often since. */
    private final long[] bunchNs;
    private final int[] bunched;
    private int count;
    private int oldest;
    private int next;

    /** Capacity must be a power of two. */
    SendHistory(final int capacity, final long keepNs) {
        mask = capacity - 1;
        this.keepNs = keepNs;
        frames = new Frame[capacity];
        sequences = new int[capacity];
        sentNs = new long[capacity];
        bunchNs = new long[capacity];
        bunched = new int[capacity];
    }

    /** Keeps a packet. */
    void add(final int sequence, final Frame packet, final long nowNs) {
        expire(nowNs);
        if (count > 0 && (sequence - next & 0xFFFF) > mask) {
            clear(); // a jump of the numbers: what was before is not asked for any more
        }
        if (count == 0) {
            oldest = sequence;
            next = sequence;
        }
        while (next != sequence) {
            place(next, null, nowNs); // an edge before this shed it
        }
        packet.retain();
        place(sequence, packet, nowNs);
    }

    private void place(final int sequence, final Frame packet, final long nowNs) {
        if (count > mask) {
            drop();
        }
        final int i = sequence & mask;
        frames[i] = packet;
        sequences[i] = sequence;
        sentNs[i] = nowNs;
        bunched[i] = 0;
        next = sequence + 1 & 0xFFFF;
        count++;
    }

    /** Gives back what was kept long enough. */
    void expire(final long nowNs) {
        while (count > 0 && nowNs - sentNs[oldest & mask] > keepNs) {
            drop();
        }
    }

    private void drop() {
        final int i = oldest & mask;
        if (frames[i] != null) {
            frames[i].release();
            frames[i] = null;
        }
        oldest = oldest + 1 & 0xFFFF;
        count--;
    }

    /** Returns the packet; null when it is not there (any more). */
    Frame find(final int sequence) {
        final int i = sequence & mask;
        return frames[i] != null && sequences[i] == sequence ? frames[i] : null;
    }

    /** How often a kept packet was sent again within a time from the first of these. */
    int resends(final int sequence, final long nowNs, final long withinNs) {
        final int i = sequence & mask;
        return nowNs - bunchNs[i] < withinNs ? bunched[i] : 0;
    }

    void resent(final int sequence, final long nowNs, final long withinNs) {
        final int i = sequence & mask;
        final int before = resends(sequence, nowNs, withinNs);
        bunched[i] = before + 1;
        bunchNs[i] = before == 0 ? nowNs : bunchNs[i];
    }

    /** When the oldest is to be given back. */
    long expiryNs() {
        return count == 0 ? Long.MAX_VALUE : sentNs[oldest & mask] + keepNs + 1;
    }

    void clear() {
        while (count > 0) {
            drop();
        }
    }
}
