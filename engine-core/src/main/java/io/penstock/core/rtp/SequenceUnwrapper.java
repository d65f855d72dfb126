package io.penstock.core.rtp;

/**
 * Makes 16-bit sequence numbers into running ones: each is taken as the nearest to the highest seen, so that up to 32767 lost or reordered
 * packets keep their place. The first is between 0 and 65535, and later ones may go below zero.
 */
public final class SequenceUnwrapper {
    private boolean started;
    private long highest;

    /** One that has seen nothing. */
    public SequenceUnwrapper() {
    }

    /**
     * Unwraps.
     *
     * @param sequence the low 16 bits count.
     * @return the running number.
     */
    public long unwrap(final int sequence) {
        if (!started) {
            started = true;
            highest = sequence & 0xFFFF;
            return highest;
        }
        final long number = highest + (short) (sequence - (int) highest);
        highest = Math.max(highest, number);
        return number;
    }

    /**
     * Highest running number so far.
     *
     * @return the number; 0 before the first.
     */
    public long highest() {
        return highest;
    }

    /** Forgets the past. */
    public void reset() {
        started = false;
        highest = 0;
    }
}
