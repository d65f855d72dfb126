package io.penstock.rtc.moderate;

import io.penstock.format.MediaKind;
import java.time.Instant;

/**
 * What a moderator looks at or listens to: a picture that a participant showed, or the last seconds of what it said.
 *
 * @param room         name of the room.
 * @param participant  whose.
 * @param track        number of the track.
 * @param kind         picture or sound.
 * @param at           when it came: of sound, the end.
 * @param mediaType    {@code image/png}, {@code image/jpeg} or {@code audio/wav}.
 * @param bytes        the whole file; not to be changed.
 * @param width        of the picture in pixels; 0 for sound.
 * @param height       of the picture in pixels; 0 for sound.
 * @param rtpTimestamp of the picture, or of the last packet of sound, as the participant sent it.
 */
public record Evidence(String room, String participant, int track, MediaKind kind, Instant at, String mediaType, byte[] bytes, int width,
                       int height, int rtpTimestamp) { }
