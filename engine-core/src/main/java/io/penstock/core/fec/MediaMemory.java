package io.penstock.core.fec;

import io.penstock.frame.Frame;

/** The last packets of one source, retained, by sequence number. One thread. */
final class MediaMemory {
    /** At 2 Mbit/s two seconds. */
    static final int PLACES = 512;
    /** How far ahead of the newest packet something may be, or behind it. */
    private static final int NEAR = 256;

    private final Frame[] frames = new Frame[PLACES];
    private final long[] sequences = new long[PLACES];
    private boolean started;
    private int ssrc;
    private long highest;

    MediaMemory() {
        java.util.Arrays.fill(sequences, Long.MIN_VALUE);
    }

    void add(final Frame packet, final int source, final int sequence16) {
        if (!started || source != ssrc || Math.abs(unwrap(sequence16) - highest) >= PLACES) {
            clear();
            started = true;
            ssrc = source;
            highest = (1L << 32) + sequence16;
        }
        final long sequence = unwrap(sequence16);
        final int i = place(sequence);
        highest = Math.max(highest, sequence);
        if (frames[i] != null) {
            frames[i].release();
        }
        packet.retain();
        frames[i] = packet;
        sequences[i] = sequence;
    }

    /** A packet was restored: it is not kept, but not missing either. */
    void restored(final int sequence16) {
        final long sequence = unwrap(sequence16);
        final int i = place(sequence);
        if (frames[i] != null) {
            frames[i].release();
            frames[i] = null;
        }
        sequences[i] = sequence;
        highest = Math.max(highest, sequence);
    }

    private long unwrap(final int sequence16) {
        return highest + (short) (sequence16 - (int) highest);
    }

    private static int place(final long sequence) {
        return (int) sequence & PLACES - 1;
    }

    /** Whether a sequence number is of this source and of now. */
    boolean isNear(final int source, final int sequence16) {
        return started && source == ssrc && Math.abs(unwrap(sequence16) - highest) <= NEAR;
    }

    boolean isOf(final int source) {
        return started && source == ssrc;
    }

    /** Whether a packet is there, or was restored. */
    boolean has(final int sequence16) {
        final long sequence = unwrap(sequence16);
        return sequences[place(sequence)] == sequence;
    }

    /** The packet; null when it is not kept. */
    Frame frame(final int sequence16) {
        return has(sequence16) ? frames[place(unwrap(sequence16))] : null;
    }

    void clear() {
        for (int i = 0; i < PLACES; i++) {
            if (frames[i] != null) {
                frames[i].release();
                frames[i] = null;
            }
            sequences[i] = Long.MIN_VALUE;
        }
        started = false;
    }
}
