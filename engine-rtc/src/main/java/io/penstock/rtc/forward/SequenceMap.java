package io.penstock.rtc.forward;

/**
 * Sequence numbers of a stream as a receiver sees it, from which packets were left out on purpose: numbers stay dense, so that only what the
 * network lost looks lost. Packets that come late find the numbers that were left for them. One thread; allocates nothing.
 */
final class SequenceMap {
    /** Places where the distance changed that are remembered: beyond them late packets are too late. */
    private static final int CHANGES = 64;
    static final long TOO_LATE = Long.MIN_VALUE;

    private final long[] from = new long[CHANGES];
    private final long[] distance = new long[CHANGES];
    /** What was left out before the change: from here to {@link #from}. */
    private final long[] skipped = new long[CHANGES];
    private int changes;
    private long highest;
    private long highestOut;

    /**
     * Starts, or goes on with another stream: its packet {@code first} is the next that the receiver sees.
     *
     * @param first source sequence number.
     * @param out   the number it gets.
     */
    void begin(final long first, final long out) {
        changes = 0;
        add(first, first - out, first);
        highest = first - 1;
        highestOut = out - 1;
    }

    private void add(final long sequence, final long value, final long skippedFrom) {
        final int i = changes++ % CHANGES;
        from[i] = sequence;
        distance[i] = value;
        skipped[i] = skippedFrom;
    }

    long highest() {
        return highest;
    }

    long highestOut() {
        return highestOut;
    }

    /**
     * A packet is sent.
     *
     * @param sequence source sequence number.
     * @return the number it gets; {@link #TOO_LATE} = none was left for it.
     */
    long map(final long sequence) {
        for (int i = changes - 1; i >= 0 && i >= changes - CHANGES; i--) {
            if (sequence >= from[i % CHANGES]) {
                final long out = sequence - distance[i % CHANGES];
                highest = Math.max(highest, sequence);
                highestOut = Math.max(highestOut, out);
                return out;
            }
            if (sequence >= skipped[i % CHANGES]) {
                return TOO_LATE;
            }
        }
        return TOO_LATE;
    }

    /**
     * Packets behind the highest one are left out.
     *
     * @param last the last of them; all between are left out with it.
     */
    void skip(final long last) {
        final int i = (changes - 1) % CHANGES;
        final long count = last - highest;
        if (from[i] == highest + 1 && changes > 1) { // nothing was sent since the last change: one change serves for both
            from[i] = last + 1;
            distance[i] += count;
        } else {
            add(last + 1, distance[i] + count, highest + 1);
        }
        highest = last;
    }
}
