package io.penstock.rtc.forward;

import java.util.Arrays;

/** The last packets of a stream, by sequence number, to be sent again. One thread; allocates nothing. */
final class PacketRing {
    static final int KEYFRAME_START = 1;
    static final int DISCARDABLE = 2;
    static final int LAST_OF_FRAME = 4;
    private static final long NONE = Long.MIN_VALUE;

    private final byte[] bytes;
    private final int slotBytes;
    private final int mask;
    private final long[] sequences;
    private final int[] lengths;
    private final int[] timestamps;
    private final byte[] flags;
    private final short[] headers;

    /**
     * Creates a ring.
     *
     * @param packets   how many, a power of two.
     * @param slotBytes room for each.
     */
    PacketRing(final int packets, final int slotBytes) {
        bytes = new byte[packets * slotBytes];
        this.slotBytes = slotBytes;
        mask = packets - 1;
        sequences = new long[packets];
        lengths = new int[packets];
        timestamps = new int[packets];
        flags = new byte[packets];
        headers = new short[packets];
        clear();
    }

    int capacity() {
        return mask + 1;
    }

    void put(final long sequence, final byte[] packet, final int offset, final int length, final int headerBytes, final int timestamp,
             final int packetFlags) {
        final int i = (int) sequence & mask;
        System.arraycopy(packet, offset, bytes, i * slotBytes, length);
        sequences[i] = sequence;
        lengths[i] = length;
        headers[i] = (short) headerBytes;
        timestamps[i] = timestamp;
        flags[i] = (byte) packetFlags;
    }

    boolean has(final long sequence) {
        return sequences[(int) sequence & mask] == sequence;
    }

    byte[] array() {
        return bytes;
    }

    int offset(final long sequence) {
        return ((int) sequence & mask) * slotBytes;
    }

    int length(final long sequence) {
        return lengths[(int) sequence & mask];
    }

    /** Bytes before the payload. */
    int headerBytes(final long sequence) {
        return headers[(int) sequence & mask] & 0xFFFF;
    }

    int timestamp(final long sequence) {
        return timestamps[(int) sequence & mask];
    }

    boolean is(final long sequence, final int flag) {
        return (flags[(int) sequence & mask] & flag) != 0;
    }

    void clear() {
        Arrays.fill(sequences, NONE);
    }
}
