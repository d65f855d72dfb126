package io.penstock.core.fec.xor;

/**
 * Where in a sequence repair packets were, between media: whoever puts pictures together would take their numbers for lost packets. So each is
 * replaced by an empty packet of the picture that follows, which is why it waits until the packet behind it is known. One thread.
 */
final class RepairPlaces {
    private static final int PLACES = 512;

    private final long[] sequences = new long[PLACES];
    private final int[] timestamps = new int[PLACES];
    private final boolean[] waits = new boolean[PLACES];
    private long highest;
    private boolean started;

    RepairPlaces() {
        clear();
    }

    /** Timestamp of media. */
    void media(final int sequence16, final int timestamp) {
        put(sequence16, timestamp, false);
    }

    /** A repair packet was here. */
    void repair(final int sequence16) {
        final long sequence = unwrap(sequence16);
        if (!started || sequences[place(sequence)] != sequence) {
            put(sequence16, 0, true);
        }
    }

    private void put(final int sequence16, final int timestamp, final boolean repair) {
        if (!started || Math.abs(unwrap(sequence16) - highest) >= PLACES) {
            clear();
            started = true;
            highest = (1L << 32) + sequence16;
        }
        final long sequence = unwrap(sequence16);
        final int place = place(sequence);
        highest = Math.max(highest, sequence);
        sequences[place] = sequence;
        timestamps[place] = timestamp;
        waits[place] = repair;
    }

    /**
     * Takes a repair packet whose successor is known.
     *
     * @param around 16 bits: what came last.
     * @return its sequence number, 16 bits; −1 = none. {@link #timestamp} is that of the packet behind it.
     */
    int take(final int around) {
        long sequence = unwrap(around);
        if (waits(sequence)) {
            if (!known(sequence + 1)) {
                return -1;
            }
        } else if (known(sequence) && waits(sequence - 1)) {
            sequence--;
        } else {
            return -1;
        }
        final int place = place(sequence);
        timestamps[place] = timestamps[place(sequence + 1)];
        waits[place] = false;
        return (int) sequence & 0xFFFF;
    }

    int timestamp(final int sequence16) {
        return timestamps[place(unwrap(sequence16))];
    }

    private boolean has(final long sequence) {
        return sequences[place(sequence)] == sequence;
    }

    private boolean waits(final long sequence) {
        return has(sequence) && waits[place(sequence)];
    }

    private boolean known(final long sequence) {
        return has(sequence) && !waits[place(sequence)];
    }

    private long unwrap(final int sequence16) {
        return highest + (short) (sequence16 - (int) highest);
    }

    private static int place(final long sequence) {
        return (int) sequence & PLACES - 1;
    }

    void clear() {
        java.util.Arrays.fill(sequences, Long.MIN_VALUE);
        started = false;
    }
}
