package io.penstock.rtc.statistics;

import java.util.List;

/**
 * One direction between a participant and the server. A figure that is not known is -1.
 *
 * @param rttMs       round trip.
 * @param lossPercent packets lost on the way before repair, 0–100.
 * @param bitrateBps  what is sent, bits a second.
 * @param estimateBps what the network is thought to take, bits a second.
 * @param limitation  what keeps the sender from sending more; null is taken for {@link Limitation#NONE}.
 * @param streams     the streams, at most 64; null is taken for none.
 */
public record DirectionQuality(double rttMs, double lossPercent, double bitrateBps, double estimateBps, Limitation limitation,
                               List<StreamQuality> streams) {
    /** Nothing is known. */
    public static final DirectionQuality UNKNOWN =
        new DirectionQuality(Figures.UNKNOWN, Figures.UNKNOWN, Figures.UNKNOWN, Figures.UNKNOWN, Limitation.NONE, List.of());

    private static final double GOOD_MS = 150;
    private static final double FAIR_MS = 300;
    private static final double POOR_MS = 600;

    /** How well a conversation goes over it: the bars that people see. */
    public enum Grade {
        /** Nothing is known. */
        UNKNOWN,
        /** A conversation is hardly possible. */
        BAD,
        /** Pictures stand still often; sound gets through. */
        POOR,
        /** Trouble that one notices. */
        FAIR,
        /** As it should be. */
        GOOD
    }

    /**
     * Checks the ranges.
     *
     * @param rttMs       see the record
     * @param lossPercent see the record
     * @param bitrateBps  see the record
     * @param estimateBps see the record
     * @param limitation  see the record
     * @param streams     see the record
     * @throws IllegalArgumentException if a figure is out of range or not a number, or there are too many streams.
     */
    public DirectionQuality {
        Figures.ms("round trip", rttMs);
        Figures.percent("loss", lossPercent);
        Figures.amount("bitrate", bitrateBps);
        Figures.amount("estimate", estimateBps);
        limitation = limitation == null ? Limitation.NONE : limitation;
        if (streams != null && streams.size() > Figures.MAX_STREAMS) {
            throw new IllegalArgumentException(streams.size() + " streams: accepted are at most " + Figures.MAX_STREAMS);
        }
        streams = streams == null ? List.of() : List.copyOf(streams);
    }

    /**
     * Sums it up in a word: the worst of round trip (150, 300, 600 ms), loss (2, 8, 20 %) and time in stalls (1, 5, 20 %).
     *
     * @return the grade.
     */
    public Grade grade() {
        double stalled = Figures.UNKNOWN;
        for (final StreamQuality stream : streams) {
            stalled = Math.max(stalled, stream.stalls().stalledPercent());
        }
        Grade worst = Grade.UNKNOWN;
        worst = worse(worst, rttMs, GOOD_MS, FAIR_MS, POOR_MS);
        worst = worse(worst, lossPercent, 2, 8, 20);
        return worse(worst, stalled, 1, 5, 20);
    }

    private static Grade worse(final Grade before, final double value, final double good, final double fair, final double poor) {
        if (value < 0) {
            return before;
        }
        final Grade grade = value <= good ? Grade.GOOD : value <= fair ? Grade.FAIR : value <= poor ? Grade.POOR : Grade.BAD;
        return before == Grade.UNKNOWN || grade.compareTo(before) < 0 ? grade : before;
    }
}
