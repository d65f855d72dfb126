package io.penstock.core.transport;

/** Tells for SSRC and sequence number of an own packet which packet of the transport that was. One thread; bounded. */
final class SentPackets {
    /** Packets of a stream that can be acknowledged: 16 seconds of 2 Mbit/s. */
    private static final int PLACES = 4096;
    private static final int MOST_STREAMS = 16;
    private static final long NONE = -1;

    private final int[] ssrcs = new int[MOST_STREAMS];
    private final long[][] numbers = new long[MOST_STREAMS][];
    private final int[][] sequences = new int[MOST_STREAMS][];
    private int streams;
    private int last;

    /** Remembers a packet. */
    void add(final int ssrc, final int sequence, final long number) {
        final int stream = streamOrNew(ssrc);
        final int i = sequence & PLACES - 1;
        numbers[stream][i] = number;
        sequences[stream][i] = sequence;
    }

    /** Number of a packet; −1 = it was not sent, or long ago. */
    long find(final int ssrc, final int sequence) {
        final int stream = stream(ssrc);
        final int i = sequence & PLACES - 1;
        return stream >= 0 && sequences[stream][i] == sequence ? numbers[stream][i] : NONE;
    }

    /** Whether anything was sent with an SSRC. */
    boolean knows(final int ssrc) {
        return stream(ssrc) >= 0;
    }

    private int stream(final int ssrc) {
        if (last < streams && ssrcs[last] == ssrc) {
            return last;
        }
        for (int i = 0; i < streams; i++) {
            if (ssrcs[i] == ssrc) {
                last = i;
                return i;
            }
        }
        return -1;
    }

    private int streamOrNew(final int ssrc) {
        final int known = stream(ssrc);
        if (known >= 0) {
            return known;
        }
        // Own streams are few; one more than that takes the place of the first.
        final int stream = streams < MOST_STREAMS ? streams++ : 0;
        if (numbers[stream] == null) {
            numbers[stream] = new long[PLACES];
            sequences[stream] = new int[PLACES];
        }
        java.util.Arrays.fill(sequences[stream], -1);
        ssrcs[stream] = ssrc;
        return stream;
    }
}
