package io.penstock.rtc.server;

import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.statistics.ParticipantQuality;

/**
 * Follows what happens on a {@link RoomServer}: recorders, moderators, mixers, audits. Called on the room's thread, in order; return soon.
 */
public interface RoomObserver {
    /**
     * A change in a room.
     *
     * @param room  to be read during the call.
     * @param event what.
     */
    default void event(final Room room, final RoomEvent event) {
    }

    /**
     * A participant sends a track.
     *
     * @param room  to be read during the call.
     * @param owner its id.
     * @param track which; {@link RoomServer#forwarder()} can tap it.
     */
    default void published(final Room room, final String owner, final TrackSpec track) {
    }

    /**
     * A track has ended.
     *
     * @param room  its name.
     * @param owner id of the participant.
     * @param track which.
     */
    default void unpublished(final String room, final String owner, final TrackSpec track) {
    }

    /**
     * Somebody else speaks.
     *
     * @param room        its name.
     * @param participant id; null = nobody.
     */
    default void speaker(final String room, final String participant) {
    }

    /**
     * A participant has told how well it goes for it; on average once a second at most.
     *
     * @param room        to be read during the call.
     * @param participant id.
     * @param quality     what it says and what the server measures, put together.
     */
    default void quality(final Room room, final String participant, final ParticipantQuality quality) {
    }
}
