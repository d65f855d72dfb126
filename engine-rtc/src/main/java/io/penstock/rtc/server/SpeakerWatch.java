package io.penstock.rtc.server;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Brings the levels that the forwarder sees to the rooms that they belong to, see {@link RoomSpeech}: of those who may be heard, and of nobody else.
 * The forwarder's thread finds a room without waiting or allocating; rooms add and remove from their threads.
 */
final class SpeakerWatch {
    private static final int BUCKETS = 1 << 12;
    private static final long MS = 1_000_000L;

    private final AtomicReferenceArray<Voice> buckets = new AtomicReferenceArray<>(BUCKETS);

    /** A peer that may be heard, and the next one in its bucket. */
    record Voice(int peer, String participant, RoomSpeech room, Voice next) { }

    /** One who may be heard from now on. */
    synchronized void add(final int peer, final String participant, final RoomSpeech room) {
        remove(peer);
        buckets.set(bucket(peer), new Voice(peer, participant, room, buckets.get(bucket(peer))));
    }

    /** One who may not be heard any more. Null if it was none. */
    synchronized Voice remove(final int peer) {
        final Voice gone = find(peer);
        if (gone != null) {
            Voice rest = null;
            for (Voice voice = buckets.get(bucket(peer)); voice != null; voice = voice.next) {
                rest = voice.peer == peer ? rest : new Voice(voice.peer, voice.participant, voice.room, rest);
            }
            buckets.set(bucket(peer), rest);
        }
        return gone;
    }

    /** Null if it may not be heard. Any thread. */
    Voice find(final int peer) {
        Voice voice = buckets.get(bucket(peer));
        while (voice != null && voice.peer != peer) {
            voice = voice.next;
        }
        return voice;
    }

    /** A packet of sound came. On the forwarder's thread. */
    void level(final int peer, final int levelDbov, final long nowNs) {
        final Voice voice = find(peer);
        if (voice != null) {
            voice.room.level(peer, levelDbov, Math.floorDiv(nowNs, MS));
        }
    }

    private static int bucket(final int peer) {
        return peer & BUCKETS - 1;
    }
}
