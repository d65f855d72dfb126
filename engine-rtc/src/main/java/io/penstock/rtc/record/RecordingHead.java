package io.penstock.rtc.record;

import java.time.Instant;
import java.util.List;

/**
 * What a recording says about itself at its beginning; sealed with it.
 *
 * @param id           identifier of the recording, unique; a UUID does.
 * @param room         room that is recorded.
 * @param subject      whose sound and pictures these are; {@code mix} for all together.
 * @param startedAt    when it began.
 * @param retainUntil  when it is to be deleted; null = nothing is said.
 * @param participants who is in the room; not to be changed.
 * @param consents     who has agreed to be recorded, or not; not to be changed.
 */
public record RecordingHead(String id, String room, String subject, Instant startedAt, Instant retainUntil, List<Participant> participants,
                            List<Consent> consents) {
    /**
     * Somebody in the room.
     *
     * @param id   who.
     * @param name as shown to others.
     * @param role as what.
     */
    public record Participant(String id, String name, String role) { }

    /**
     * A word about being recorded.
     *
     * @param id    whose.
     * @param given yes, or no.
     * @param at    when.
     */
    public record Consent(String id, boolean given, Instant at) { }
}
