package io.penstock.rtc.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.rtc.room.RoomEvent;

/** Is told what a {@link RoomClient} hears. Called by the client's thread, one call after another: return soon. */
public interface RoomClientListener {
    /**
     * In the room, at first or again.
     *
     * @param joined what the server said: who one is, the room, and where media goes.
     */
    default void joined(final JoinedRoom joined) {
    }

    /**
     * Something has happened in the room; the client's {@link RoomClient#room()} has it already.
     *
     * @param event what.
     */
    default void event(final RoomEvent event) {
    }

    /**
     * Somebody sends a track, or sent one before one came.
     *
     * @param track which.
     */
    default void track(final RemoteTrack track) {
    }

    /**
     * A track has ended.
     *
     * @param track number.
     */
    default void trackEnded(final int track) {
    }

    /**
     * Whether anybody wants an encoding that one publishes.
     *
     * @param track   number.
     * @param layer   which encoding.
     * @param watched whether.
     */
    default void watched(final int track, final int layer, final boolean watched) {
    }

    /**
     * Somebody else speaks now.
     *
     * @param participant id; null = nobody.
     */
    default void speaker(final String participant) {
    }

    /**
     * How well it goes for a participant: as it says, and as the server measures. In rooms of more than 50 only hosts hear of others.
     *
     * @param participant id.
     * @param report      figures, those of {@link io.penstock.rtc.statistics.QualitySummary}; a newer server may tell more.
     */
    default void quality(final String participant, final JsonNode report) {
    }

    /**
     * The connection was lost; the client tries to come back.
     *
     * @param words why.
     */
    default void disconnected(final String words) {
    }

    /**
     * It is over: left, put out, refused, or not able to come back.
     *
     * @param reason for programs.
     * @param words  for people.
     */
    default void ended(final String reason, final String words) {
    }
}
