package io.penstock.rtc.server;

import io.penstock.rtc.forward.ForwardListener;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What the forwarder sees, on its thread: told to who watches speakers, and to the rooms. */
final class Heard implements ForwardListener {
    private final SpeakerWatch speakers;
    private final Map<Integer, RoomServer.Place> peers;
    private final BiConsumer<String, Consumer<ServedRoom>> inRoom;

    Heard(final SpeakerWatch speakers, final Map<Integer, RoomServer.Place> peers, final BiConsumer<String, Consumer<ServedRoom>> inRoom) {
        this.speakers = speakers;
        this.peers = peers;
        this.inRoom = inRoom;
    }

    @Override
    public void level(final int peer, final int track, final int levelDbov, final boolean voice, final long nowNs) {
        speakers.level(peer, levelDbov, nowNs);
    }

    @Override
    public void watched(final int peer, final int track, final int layer, final boolean watched) {
        final RoomServer.Place place = peers.get(peer);
        if (place != null) {
            inRoom.accept(place.room(), room -> room.watched(track, layer, watched));
        }
    }
}
