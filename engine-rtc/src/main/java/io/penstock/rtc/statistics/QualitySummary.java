package io.penstock.rtc.statistics;

/**
 * The quality of one participant in a few figures: what the others in a room are told of it. Immutable; written as JSON as it is.
 *
 * @param atMs when, milliseconds since 1970 by the server's clock.
 * @param up   from the participant to the server.
 * @param down from the server to the participant.
 */
public record QualitySummary(long atMs, DirectionSummary up, DirectionSummary down) {
    /**
     * Sums both directions up.
     *
     * @param quality with all streams.
     * @return the summary.
     */
    public static QualitySummary of(final ParticipantQuality quality) {
        return new QualitySummary(quality.atMs(), DirectionSummary.of(quality.up()), DirectionSummary.of(quality.down()));
    }
}
