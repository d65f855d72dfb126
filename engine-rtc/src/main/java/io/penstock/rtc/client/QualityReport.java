package io.penstock.rtc.client;

import io.penstock.clock.MediaClock;
import io.penstock.core.transport.TransportStatistics;
import io.penstock.rtc.statistics.DirectionQuality;
import io.penstock.rtc.statistics.Limitation;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.StreamMeter;
import io.penstock.rtc.statistics.StreamQuality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts what a participant's media say about themselves into the terms of the room's statistics. One thread. */
final class QualityReport {
    private static final int MOST_STREAMS = 64;
    private static final double PERMILLE_TO_PERCENT = 0.1;

    private final MediaClock clock;
    private final Map<Integer, StreamMeter> meters = new HashMap<>();

    QualityReport(final MediaClock clock) {
        this.clock = clock;
    }

    void forget(final int track) {
        meters.remove(track);
    }

    ParticipantQuality of(final String participant, final MediaStatistics media) {
        final long nowNs = clock.nanoTime();
        final double rttMs = media.rttNs() > 0 ? media.rttNs() / 1e6 : StreamQuality.UNKNOWN;
        return new ParticipantQuality(participant, clock.epochNs(nowNs) / 1_000_000, up(rttMs, media.network()), down(rttMs, media, nowNs));
    }

    private static DirectionQuality up(final double rttMs, final TransportStatistics network) {
        final boolean sends = network.packets() > 0;
        return new DirectionQuality(rttMs, sends ? network.lossPermille() * PERMILLE_TO_PERCENT : StreamQuality.UNKNOWN,
            sends ? network.sentBps() : StreamQuality.UNKNOWN, sends ? network.targetBps() : StreamQuality.UNKNOWN,
            sends && network.overusing() ? Limitation.BANDWIDTH : Limitation.NONE, List.of());
    }

    private DirectionQuality down(final double rttMs, final MediaStatistics media, final long nowNs) {
        final List<StreamQuality> streams = new ArrayList<>();
        double bitrate = 0;
        double loss = StreamQuality.UNKNOWN;
        for (final TrackStatistics track : media.received()) {
            if (streams.size() == MOST_STREAMS) {
                break;
            }
            final StreamQuality quality = meters.computeIfAbsent(track.track(), number -> new StreamMeter(number, track.kind()))
                .sample(track.counts(), track.causes(), nowNs);
            streams.add(quality);
            bitrate += Math.max(0, quality.bitrateBps());
            loss = Math.max(loss, quality.lossPercent());
        }
        return new DirectionQuality(rttMs, loss, streams.isEmpty() ? StreamQuality.UNKNOWN : bitrate, StreamQuality.UNKNOWN, Limitation.NONE,
            streams);
    }
}
