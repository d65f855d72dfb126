package io.penstock.rtc.signal;

import io.penstock.rtc.room.Role;
import java.time.Instant;

/**
 * Who may come into a room, and as what: what a host program says of its user to a server of rooms.
 *
 * @param room      name of the room.
 * @param id        of the participant, unique in the room.
 * @param name      shown to others.
 * @param role      as what.
 * @param notBefore from when.
 * @param expires   until when; whoever is in stays in.
 */
public record Token(String room, String id, String name, Role role, Instant notBefore, Instant expires) {
    /** Longest id and longest name of a room, characters. */
    public static final int LONGEST_ID = 64;
    /** Longest name of a participant, characters. */
    public static final int LONGEST_NAME = 128;

    /**
     * Checks lengths and times.
     *
     * @param room      name of the room.
     * @param id        of the participant.
     * @param name      shown to others.
     * @param role      as what.
     * @param notBefore from when.
     * @param expires   until when.
     */
    public Token {
        if (!isId(room) || !isId(id)) {
            throw new SignalException("token-invalid", "a room and a participant are named by 1–" + LONGEST_ID
                + " letters, digits and . _ - @ : characters");
        }
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new SignalException("token-invalid", "a name has 1–" + LONGEST_NAME + " characters, none of them control characters");
        }
        if (role == null || notBefore == null || expires == null || !expires.isAfter(notBefore)) {
            throw new SignalException("token-invalid", "a token has a role, a beginning and a later end");
        }
    }

    private static boolean isId(final String id) {
        return id != null && !id.isEmpty() && id.length() <= LONGEST_ID
            && id.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "._-@:".indexOf(c) >= 0));
    }
}
