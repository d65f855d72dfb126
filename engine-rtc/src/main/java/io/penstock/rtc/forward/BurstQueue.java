package io.penstock.rtc.forward;

/** Packets that wait for their turn towards one peer: what is sent again, and what a newcomer has missed. One thread; bounded. */
final class BurstQueue {
    private static final int PLACES = 512;

    private final OutTrack[] tracks = new OutTrack[PLACES];
    private final InLayer[] layers = new InLayer[PLACES];
    private final long[] sequences = new long[PLACES];
    private final boolean[] repeats = new boolean[PLACES];
    private int first;
    private int size;
    private long dropped;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(final OutTrack track, final InLayer layer, final long sequence, final boolean repeat) {
        if (size == PLACES) {
            dropped++;
            return;
        }
        final int i = first + size++ & PLACES - 1;
        tracks[i] = track;
        layers[i] = layer;
        sequences[i] = sequence;
        repeats[i] = repeat;
        if (!repeat) {
            track.queued(1);
        }
    }

    /** Sends the oldest. */
    void sendFirst(final long nowNs) {
        final int i = first;
        first = first + 1 & PLACES - 1;
        size--;
        final OutTrack track = tracks[i];
        tracks[i] = null;
        if (track == null) {
            return;
        }
        if (repeats[i]) {
            track.repeat((int) sequences[i], nowNs);
        } else {
            track.queued(-1);
            track.send(layers[i], sequences[i], nowNs);
        }
    }

    /** Forgets what waits of a track. */
    void remove(final OutTrack track) {
        for (int n = 0; n < size; n++) {
            final int i = first + n & PLACES - 1;
            if (tracks[i] == track) {
                tracks[i] = null;
                if (!repeats[i]) {
                    track.queued(-1);
                }
            }
        }
    }

    long dropped() {
        return dropped;
    }
}
