package io.penstock.rtc.server;

import io.penstock.rtc.statistics.DirectionQuality;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.StallQuality;
import io.penstock.rtc.statistics.StreamQuality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last minutes of every participant's figures, for graphs: bounded, whoever comes and goes. Guarded by its owner. */
final class QualityHistory {
    /** Two minutes of seconds. */
    static final int LENGTH = 120;
    /** Rooms have as many participants as they like; only so many are drawn. */
    static final int MOST_PARTICIPANTS = 500;

    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    /**
     * What is drawn of a moment; -1 where unknown.
     *
     * @param atMs     when.
     * @param rtt      milliseconds.
     * @param lossUp   percent.
     * @param lossDown percent.
     * @param kbpsUp   kbit/s.
     * @param kbpsDown kbit/s.
     * @param delay    from end to end, milliseconds.
     * @param stalled  percent of the time.
     */
    record Point(long atMs, double rtt, double lossUp, double lossDown, double kbpsUp, double kbpsDown, double delay, double stalled) { }


    void add(final ServerStatus status) {
        final Set<String> here = new HashSet<>();
        for (final RoomStatus room : status.rooms()) {
            for (final MemberStatus member : room.members()) {
                final String key = key(room.id(), member.id());
                here.add(key);
                if (member.quality() != null && (lines.containsKey(key) || lines.size() < MOST_PARTICIPANTS)) {
                    add(lines.computeIfAbsent(key, unused -> new ArrayList<>()), point(status.atMs(), member.quality()));
                }
            }
        }
        lines.keySet().retainAll(here);
    }

    private static void add(final List<Point> points, final Point point) {
        if (points.size() == LENGTH) {
            points.remove(0);
        }
        points.add(point);
    }

    /** One text for both: the page makes it likewise. */
    static String key(final String room, final String participant) {
        return room + '\n' + participant;
    }

    private static Point point(final long atMs, final ParticipantQuality quality) {
        double delayMs = StreamQuality.UNKNOWN;
        double stalled = StreamQuality.UNKNOWN;
        for (final StreamQuality stream : quality.down().streams()) {
            delayMs = Math.max(delayMs, stream.endToEndMs());
            final StallQuality stalls = stream.stalls();
            stalled = Math.max(stalled, stalls.stalledPercent());
        }
        return new Point(atMs, Math.max(quality.up().rttMs(), quality.down().rttMs()), quality.up().lossPercent(), quality.down().lossPercent(),
            kbps(quality.up()), kbps(quality.down()), delayMs, stalled);
    }

    private static double kbps(final DirectionQuality way) {
        return way.bitrateBps() < 0 ? StreamQuality.UNKNOWN : Math.round(way.bitrateBps() / 1000);
    }

    /** A copy: the lines grow while it is written. */
    Map<String, List<Point>> copy() {
        final Map<String, List<Point>> copy = new LinkedHashMap<>();
        lines.forEach((key, points) -> copy.put(key, List.copyOf(points)));
        return copy;
    }
}
