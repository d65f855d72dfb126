package io.penstock.rtc.server;

import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.ForwardStatistics;
import io.penstock.rtc.statistics.DirectionQuality;
import io.penstock.rtc.statistics.Limitation;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.StallQuality;
import io.penstock.rtc.statistics.StreamQuality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well it goes for one participant: its own last report, and what the server measures. Where both know a figure, the server's counts; who
 * lies hurts its own picture only. Any thread.
 */
final class MemberQuality {
    /** A report says what was; after five of a client's usual intervals it does not say what is. */
    private static final long STALE_NS = 10_000_000_000L;
    private static final double MOST_MS = 3_600_000;
    private static final int SPARE_STREAMS = 16;
    private static final int MOST_STREAMS = 64;
    private static final double PERMILLE_TO_PERCENT = 0.1;

    private final String participant;
    private final int peer;
    private final Map<Integer, RateWindow> sent = new HashMap<>();
    private final RateWindow received = new RateWindow();
    private ParticipantQuality report;
    private long reportedNs;

    MemberQuality(final String participant, final int peer) {
        this.participant = participant;
        this.peer = peer;
    }

    int peer() {
        return peer;
    }

    synchronized void reported(final ParticipantQuality own, final long nowNs) {
        report = own;
        reportedNs = nowNs;
    }

    /** All that is known now. */
    synchronized ParticipantQuality merged(final ForwardStatistics measured, final long nowNs, final long atMs) {
        if (report != null && nowNs - reportedNs > STALE_NS) {
            report = null;
        }
        final DirectionQuality up = up(measured, report == null ? DirectionQuality.UNKNOWN : report.up(), nowNs);
        final DirectionQuality down = down(measured, report == null ? DirectionQuality.UNKNOWN : report.down(), nowNs);
        final ParticipantQuality all = new ParticipantQuality(participant, atMs, up, down);
        if (report != null) { // what is left out is not kept either
            report = new ParticipantQuality(participant, report.atMs(), with(report.up(), List.of()), with(report.down(), down.streams()));
        }
        return all;
    }

    private static DirectionQuality with(final DirectionQuality own, final List<StreamQuality> streams) {
        return new DirectionQuality(own.rttMs(), own.lossPercent(), own.bitrateBps(), own.estimateBps(), own.limitation(), streams);
    }

    private DirectionQuality up(final ForwardStatistics measured, final DirectionQuality own, final long nowNs) {
        final Map<Integer, List<ForwardStatistics.Published>> tracks = new LinkedHashMap<>();
        measured.sent().forEach(layer -> tracks.computeIfAbsent(layer.track(), track -> new ArrayList<>()).add(layer));
        sent.keySet().retainAll(tracks.keySet());
        final List<StreamQuality> streams = new ArrayList<>();
        double bitrate = 0;
        double loss = StreamQuality.UNKNOWN;
        for (final Map.Entry<Integer, List<ForwardStatistics.Published>> track : tracks.entrySet()) {
            final StreamQuality stream = stream(track.getKey(), track.getValue(), nowNs);
            streams.add(stream);
            bitrate += stream.bitrateBps();
            loss = Math.max(loss, stream.lossPercent());
        }
        return new DirectionQuality(known(ms(measured.rttMs()), own.rttMs()), known(loss, own.lossPercent()),
            streams.isEmpty() ? own.bitrateBps() : bitrate, own.estimateBps(), own.limitation(), streams);
    }

    private StreamQuality stream(final int track, final List<ForwardStatistics.Published> layers, final long nowNs) {
        final MediaKind kind = layers.get(0).kind();
        long packets = 0;
        long lost = 0;
        double bitrate = 0;
        double jitterMs = StreamQuality.UNKNOWN;
        for (final ForwardStatistics.Published layer : layers) {
            packets += layer.packets();
            lost += layer.lost() + layer.repaired();
            bitrate += layer.bitsPerSecond();
            jitterMs = Math.max(jitterMs, layer.packets() > 0 ? Math.min(MOST_MS, layer.jitterMs()) : StreamQuality.UNKNOWN);
        }
        final RateWindow window = sent.computeIfAbsent(track, number -> new RateWindow());
        window.sample(packets, lost, nowNs);
        return new StreamQuality(track, kind, bitrate, StreamQuality.UNKNOWN, window.otherPercent(), tenths(jitterMs), StreamQuality.UNKNOWN,
            StreamQuality.UNKNOWN, StallQuality.NONE);
    }

    private DirectionQuality down(final ForwardStatistics measured, final DirectionQuality own, final long nowNs) {
        received.sample(measured.bytesOut(), 0, nowNs);
        final boolean reports = measured.targetBps() > 0;
        final boolean held = measured.received().stream().anyMatch(track -> track.layer() >= 0 && !track.whole());
        final int most = Math.min(MOST_STREAMS, measured.received().size() + SPARE_STREAMS);
        final List<StreamQuality> streams = own.streams().size() <= most ? own.streams() : own.streams().subList(0, most);
        return new DirectionQuality(known(ms(measured.rttMs()), own.rttMs()),
            reports ? tenths(Math.min(100, measured.lossDownPermille() * PERMILLE_TO_PERCENT)) : own.lossPercent(),
            known(8 * received.perSecond(), own.bitrateBps()), reports ? measured.targetBps() : own.estimateBps(),
            held ? Limitation.BANDWIDTH : own.limitation(), streams);
    }

    /** Round trips are what a peer's reports make them: what cannot be is not known. */
    private static double ms(final double value) {
        return value > 0 && value <= MOST_MS ? tenths(value) : StreamQuality.UNKNOWN;
    }

    private static double known(final double measured, final double said) {
        return measured >= 0 ? measured : said;
    }

    private static double tenths(final double value) {
        return Math.round(value * 10) / 10.0;
    }
}
