package io.penstock.rtc.record;

import java.time.Instant;

/**
 * Something that happened while a recording ran; it is sealed with the fragment that follows.
 *
 * @param at     when.
 * @param kind   what, in a word: {@link #CONSENT}, {@link #FLOOR}, {@link #LOSS}, or the application's own.
 * @param who    participant; empty if none.
 * @param detail words.
 */
public record RecordingNote(Instant at, String kind, String who, String detail) {
    /** Somebody agreed to be recorded ({@code given}), or took it back ({@code withdrawn}). */
    public static final String CONSENT = "consent";
    /** Somebody has the floor from now on. */
    public static final String FLOOR = "floor";
    /** Sound or pictures are missing in the file, since they never arrived. */
    public static final String LOSS = "loss";
}
