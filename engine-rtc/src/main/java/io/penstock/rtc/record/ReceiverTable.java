package io.penstock.rtc.record;

import java.util.Arrays;

/** Finds by number who records a track; numbers grow and are never used again, so that a late packet finds nobody. One thread. */
final class ReceiverTable {
    /** Who. */
    record Entry(int number, ParticipantRecording owner, TrackRecording track) { }

    private Entry[] entries = new Entry[64];

    /** Null if there is none. */
    Entry find(final int number) {
        final Entry entry = entries[number & entries.length - 1];
        return entry != null && entry.number() == number ? entry : null;
    }

    void add(final Entry entry) {
        while (entries[entry.number() & entries.length - 1] != null) {
            final Entry[] before = entries;
            entries = new Entry[2 * before.length];
            for (final Entry known : before) {
                if (known != null) {
                    entries[known.number() & entries.length - 1] = known;
                }
            }
        }
        entries[entry.number() & entries.length - 1] = entry;
    }

    void remove(final int number) {
        if (find(number) != null) {
            entries[number & entries.length - 1] = null;
        }
    }

    void removeAll(final ParticipantRecording owner) {
        Arrays.setAll(entries, i -> entries[i] != null && entries[i].owner() == owner ? null : entries[i]);
    }
}
