package io.penstock.rtc.forward;

import java.util.Arrays;

/** What was sent to a peer with one SSRC: which packet each sequence number was, and which packet of the path. One thread; allocates nothing. */
final class OutHistory {
    private static final int NONE = -1;

    private final int mask;
    private final int[] sequences;
    private final long[] numbers;
    private final long[] sources;
    private final InLayer[] layers;
    private final int[] timestamps;
    private final long[] repeatedNs;

    /**
     * Creates a history.
     *
     * @param places packets that are remembered, a power of two.
     */
    OutHistory(final int places) {
        mask = places - 1;
        sequences = new int[places];
        numbers = new long[places];
        sources = new long[places];
        layers = new InLayer[places];
        timestamps = new int[places];
        repeatedNs = new long[places];
        Arrays.fill(sequences, NONE);
    }

    /** Notes a packet. */
    void add(final int sequence, final long number, final InLayer layer, final long source, final int timestamp) {
        final int i = sequence & mask;
        sequences[i] = sequence & 0xFFFF;
        numbers[i] = number;
        layers[i] = layer;
        sources[i] = source;
        timestamps[i] = timestamp;
        repeatedNs[i] = 0;
    }

    /** Where a sequence number stands; −1 = it was not sent, or long ago. */
    int find(final int sequence) {
        final int i = sequence & mask;
        return sequences[i] == (sequence & 0xFFFF) ? i : NONE;
    }

    long number(final int place) {
        return numbers[place];
    }

    InLayer layer(final int place) {
        return layers[place];
    }

    long source(final int place) {
        return sources[place];
    }

    int timestamp(final int place) {
        return timestamps[place];
    }

    /** When it was sent again; 0 = not yet. */
    long repeatedNs(final int place) {
        return repeatedNs[place];
    }

    void repeated(final int place, final long nowNs) {
        repeatedNs[place] = nowNs;
    }

    /** What was sent of an encoding is not sent again. When it was sent is kept, for what is said of its arrival. */
    void forget(final InLayer layer) {
        for (int i = 0; i < layers.length; i++) {
            if (layers[i] == layer) {
                layers[i] = null;
            }
        }
    }
}
