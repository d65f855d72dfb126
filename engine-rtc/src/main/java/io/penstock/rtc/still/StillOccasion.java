package io.penstock.rtc.still;

import java.time.Instant;
import java.util.Objects;

/**
 * When, where and by whom a still was taken.
 *
 * @param claim        what it belongs to, such as a claim number.
 * @param label        what it shows, in words.
 * @param takenBy      who asked for it.
 * @param room         name of the room.
 * @param participant  whose camera it is of.
 * @param track        number of its track.
 * @param takenAt      when the picture came to the server, by the server's clock.
 * @param mediaTimeMs  the same as place in the recordings of the room, milliseconds; −1 = it was not recorded.
 * @param rtpTimestamp of the picture, as its sender gave it.
 */
public record StillOccasion(String claim, String label, String takenBy, String room, String participant, int track, Instant takenAt,
                            long mediaTimeMs, int rtpTimestamp) {
    /**
     * Nothing may be missing.
     *
     * @param claim        see the record
     * @param label        see the record
     * @param takenBy      see the record
     * @param room         see the record
     * @param participant  see the record
     * @param track        see the record
     * @param takenAt      see the record
     * @param mediaTimeMs  see the record
     * @param rtpTimestamp see the record
     */
    public StillOccasion {
        Objects.requireNonNull(claim, "claim");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(takenBy, "takenBy");
        Objects.requireNonNull(room, "room");
        Objects.requireNonNull(participant, "participant");
        Objects.requireNonNull(takenAt, "takenAt");
    }
}
