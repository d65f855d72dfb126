package io.penstock.rtc.moderate;

import io.penstock.rtc.forward.TrackSpec;
import java.util.Objects;

/**
 * Whom a tap looks at.
 *
 * @param room        name of the room.
 * @param participant id.
 * @param track       what it publishes.
 */
public record Subject(String room, String participant, TrackSpec track) {
    /**
     * Nothing may be missing.
     *
     * @param room        see the record
     * @param participant see the record
     * @param track       see the record
     */
    public Subject {
        Objects.requireNonNull(room, "room");
        Objects.requireNonNull(participant, "participant");
        Objects.requireNonNull(track, "track");
    }
}
