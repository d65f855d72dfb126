package io.penstock.core.jitter;

import io.penstock.frame.Frame;

/** Retained RTP packets by running sequence number, within a span of its capacity. */
final class PacketRing {
    private final int mask;
    private final int maxPackets;
    private final Frame[] frames;
    private final long[] sequences;
    private final long[] units;
    private final int[] payloadAt;
    private final int[] payloadLength;
    private final boolean[] marker;
    private int count;
    private long highest;

    PacketRing(final int maxPackets) {
        this.maxPackets = maxPackets;
        // Twice as many places: what is lost takes places as well.
        final int places = Integer.highestOneBit(2 * maxPackets - 1) * 2;
        mask = places - 1;
        frames = new Frame[places];
        sequences = new long[places];
        units = new long[places];
        payloadAt = new int[places];
        payloadLength = new int[places];
        marker = new boolean[places];
    }

    /** How far apart two sequence numbers may lie. */
    int span() {
        return mask + 1;
    }

    boolean isFull() {
        return count == maxPackets;
    }

    int count() {
        return count;
    }

    long highest() {
        return highest;
    }

    boolean contains(final long sequence) {
        final int i = (int) sequence & mask;
        return frames[i] != null && sequences[i] == sequence;
    }

    /** Keeps a packet; its place must be free and there must be room. */
    void put(final PacketIntake from, final Frame packet) {
        final long sequence = from.sequence();
        final int i = (int) sequence & mask;
        packet.retain();
        frames[i] = packet;
        sequences[i] = sequence;
        units[i] = from.units();
        payloadAt[i] = from.payloadAt();
        payloadLength[i] = from.payloadLength();
        marker[i] = from.marker();
        highest = count == 0 ? sequence : Math.max(highest, sequence);
        count++;
    }

    /** First sequence number held from one on; nothing below may be held, and something must be. */
    long first(final long from) {
        for (long sequence = from; sequence <= highest; sequence++) {
            if (contains(sequence)) {
                return sequence;
            }
        }
        throw new IllegalStateException(count + " packets held, none from " + from + " to " + highest);
    }

    Frame frame(final long sequence) {
        return frames[(int) sequence & mask];
    }

    long units(final long sequence) {
        return units[(int) sequence & mask];
    }

    boolean marker(final long sequence) {
        return marker[(int) sequence & mask];
    }

    int payloadOffset(final long sequence) {
        final int i = (int) sequence & mask;
        return frames[i].arrayOffset() + payloadAt[i];
    }

    int payloadLength(final long sequence) {
        return payloadLength[(int) sequence & mask];
    }

    /** Gives back what is held in a range. Returns how many. */
    int remove(final long from, final long to) {
        int removed = 0;
        for (long sequence = from; sequence < to && count > 0; sequence++) {
            if (contains(sequence)) {
                final int i = (int) sequence & mask;
                frames[i].release();
                frames[i] = null;
                count--;
                removed++;
            }
        }
        return removed;
    }

    int clear() {
        final int removed = count;
        for (int i = 0; count > 0; i++) {
            if (frames[i] != null) {
                frames[i].release();
                frames[i] = null;
                count--;
            }
        }
        return removed;
    }
}
