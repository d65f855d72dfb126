package io.penstock.rtc.statistics;

/**
 * The network and media quality of one participant at a moment. Immutable; written as JSON as it is.
 *
 * @param participant id, at most 256 characters.
 * @param atMs        when, milliseconds since 1970 by the clock of who wrote it.
 * @param up          from the participant to the server; null is taken for unknown.
 * @param down        from the server to the participant; null is taken for unknown.
 */
public record ParticipantQuality(String participant, long atMs, DirectionQuality up, DirectionQuality down) {
    /**
     * Checks the ranges.
     *
     * @param participant see the record
     * @param atMs        see the record
     * @param up          see the record
     * @param down        see the record
     * @throws IllegalArgumentException if the id is missing or too long.
     */
    public ParticipantQuality {
        if (participant == null || participant.length() > Figures.MAX_ID_CHARS) {
            throw new IllegalArgumentException("quality of " + (participant == null ? "nobody" : participant.length() + " characters")
                + ": accepted are ids of at most " + Figures.MAX_ID_CHARS + " characters");
        }
        up = up == null ? DirectionQuality.UNKNOWN : up;
        down = down == null ? DirectionQuality.UNKNOWN : down;
    }
}
