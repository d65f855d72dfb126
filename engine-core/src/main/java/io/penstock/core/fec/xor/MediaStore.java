package io.penstock.core.fec.xor;

/** Copies of the last packets of one source, by sequence number. One thread. */
final class MediaStore {
    /** At 2 Mbit/s two seconds; a parity spans half of it at most. */
    static final int PLACES = 512;

    private final byte[] bytes = new byte[PLACES * XorSymbol.LONGEST_PACKET];
    private final int[] lengths = new int[PLACES];
    private final long[] sequences = new long[PLACES];
    private boolean started;
    private int ssrc;
    private long highest;

    MediaStore() {
        clear();
    }

    /** Whether it goes on where the packets before were; false = all of before is forgotten. */
    boolean follow(final int source, final int sequence16) {
        final boolean follows = started && source == ssrc && Math.abs(unwrap(sequence16) - highest) < PLACES;
        if (!follows) {
            clear();
            started = true;
            ssrc = source;
            highest = (1L << 32) + sequence16;
        }
        return follows;
    }

    /** Keeps a copy. Returns the whole sequence number; −1 = was there before, or is too long to be kept. */
    long add(final byte[] packet, final int at, final int length, final int sequence16) {
        final long sequence = unwrap(sequence16);
        if (has(sequence) || length > XorSymbol.LONGEST_PACKET) {
            return -1;
        }
        final int place = place(sequence);
        System.arraycopy(packet, at, bytes, place * XorSymbol.LONGEST_PACKET, length);
        lengths[place] = length;
        sequences[place] = sequence;
        highest = Math.max(highest, sequence);
        return sequence;
    }

    boolean isOf(final int source) {
        return started && source == ssrc;
    }

    int ssrc() {
        return ssrc;
    }

    long highest() {
        return highest;
    }

    long unwrap(final int sequence16) {
        return highest + (short) (sequence16 - (int) highest);
    }

    boolean has(final long sequence) {
        return sequences[place(sequence)] == sequence;
    }

    byte[] array() {
        return bytes;
    }

    int offset(final long sequence) {
        return place(sequence) * XorSymbol.LONGEST_PACKET;
    }

    int length(final long sequence) {
        return lengths[place(sequence)];
    }

    private static int place(final long sequence) {
        return (int) sequence & PLACES - 1;
    }

    void clear() {
        java.util.Arrays.fill(sequences, Long.MIN_VALUE);
        started = false;
    }
}
