package io.penstock.rtc.statistics;

import io.penstock.rtc.statistics.DirectionQuality.Grade;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One direction in a few figures, the worst of its streams: of the same size however many there are, so that many can be told. A figure
 * that is not known is -1.
 *
 * @param grade          in a word.
 * @param rttMs          round trip.
 * @param lossPercent    packets lost on the way before repair.
 * @param bitrateBps     what is sent, bits a second.
 * @param estimateBps    what the network is thought to take, bits a second.
 * @param limitation     what keeps the sender from sending more.
 * @param jitterBufferMs longest wait in a jitter buffer.
 * @param endToEndMs     longest way from capture to playout.
 * @param freezes        of all streams so far, see {@link StallQuality#freezes}.
 * @param stalls         of all streams so far, above 200 ms.
 * @param stalledPercent most time of the last minute that a stream spent in stalls.
 * @param causes         of the stalls of all streams so far.
 */
public record DirectionSummary(Grade grade, double rttMs, double lossPercent, double bitrateBps, double estimateBps, Limitation limitation,
                               double jitterBufferMs, double endToEndMs, long freezes, long stalls, double stalledPercent,
                               Map<FreezeCause, Long> causes) {
    /**
     * Copies the causes.
     *
     * @param grade          see the record
     * @param rttMs          see the record
     * @param lossPercent    see the record
     * @param bitrateBps     see the record
     * @param estimateBps    see the record
     * @param limitation     see the record
     * @param jitterBufferMs see the record
     * @param endToEndMs     see the record
     * @param freezes        see the record
     * @param stalls         see the record
     * @param stalledPercent see the record
     * @param causes         see the record
     */
    public DirectionSummary {
        final Map<FreezeCause, Long> copy = new EnumMap<>(FreezeCause.class);
        copy.putAll(causes);
        causes = Collections.unmodifiableMap(copy);
    }

    /**
     * Sums a direction up.
     *
     * @param way with all its streams.
     * @return the summary.
     */
    public static DirectionSummary of(final DirectionQuality way) {
        double jitterBufferMs = Figures.UNKNOWN;
        double endToEndMs = Figures.UNKNOWN;
        double stalledPercent = Figures.UNKNOWN;
        long freezes = 0;
        long stalls = 0;
        final Map<FreezeCause, Long> causes = new EnumMap<>(FreezeCause.class);
        for (final StreamQuality stream : way.streams()) {
            jitterBufferMs = Math.max(jitterBufferMs, stream.jitterBufferMs());
            endToEndMs = Math.max(endToEndMs, stream.endToEndMs());
            stalledPercent = Math.max(stalledPercent, stream.stalls().stalledPercent());
            freezes += Math.max(0, stream.stalls().freezes());
            stalls += Math.max(0, stream.stalls().stalls());
            stream.stalls().causes().forEach((cause, count) -> causes.merge(cause, Math.max(0, count), Long::sum));
        }
        return new DirectionSummary(way.grade(), way.rttMs(), way.lossPercent(), way.bitrateBps(), way.estimateBps(), way.limitation(),
            jitterBufferMs, endToEndMs, freezes, stalls, stalledPercent, causes);
    }
}
