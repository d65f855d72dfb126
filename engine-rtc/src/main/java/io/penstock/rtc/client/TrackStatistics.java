package io.penstock.rtc.client;

import io.penstock.format.MediaKind;
import io.penstock.rtc.statistics.FreezeCause;
import io.penstock.rtc.statistics.StreamCounts;
import java.util.List;
import java.util.Map;

/**
 * How a track arrives.
 *
 * @param track     number.
 * @param owner     id of the participant.
 * @param kind      sound or pictures.
 * @param counts    what was counted, and delays of the moment; {@code endToEndNs} is true as far as the wall clocks of both ends agree.
 * @param concealed packets of sound that were made up.
 * @param skewNs    by how much sound is played later than the picture; 0 while unknown, or where there is one of them only.
 * @param stalls    times in which the picture stood still, the newest.
 * @param causes    how many of the times in which the picture stood still on the screen had which cause.
 */
public record TrackStatistics(int track, String owner, MediaKind kind, StreamCounts counts, long concealed, long skewNs, List<Stall> stalls,
                              Map<FreezeCause, Long> causes) {
    /**
     * Copies the collections.
     *
     * @param track     see the record
     * @param owner     see the record
     * @param kind      see the record
     * @param counts    see the record
     * @param concealed see the record
     * @param skewNs    see the record
     * @param stalls    see the record
     * @param causes    see the record
     */
    public TrackStatistics {
        stalls = List.copyOf(stalls);
        causes = Map.copyOf(causes);
    }
}
