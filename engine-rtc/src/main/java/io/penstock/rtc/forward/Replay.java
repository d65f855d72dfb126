package io.penstock.rtc.forward;

/**
 * Timestamps of what is sent to a newcomer of the time before it came: close together and as of now, so that it is shown at once, and what comes
 * next is not taken for early. One thread.
 */
final class Replay {
    /** A second becomes 31 ms; frames stay apart. */
    private static final int SHIFT = 5;

    private long last = Long.MIN_VALUE;
    private int now;

    /** Everything up to a packet is of before. */
    void begin(final long lastSequence, final int lastTimestamp) {
        last = lastSequence;
        now = lastTimestamp;
    }

    void end() {
        last = Long.MIN_VALUE;
    }

    /** The timestamp that a packet gets. */
    int timestamp(final long sequence, final int timestamp) {
        return sequence > last ? timestamp : now - (now - timestamp >> SHIFT);
    }
}
