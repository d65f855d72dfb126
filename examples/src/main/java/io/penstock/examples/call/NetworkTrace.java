package io.penstock.examples.call;

import io.penstock.core.transport.TransportStatistics;
import io.penstock.examples.report.CallReport;
import io.penstock.examples.report.CallReport.NetworkPoint;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** What an end sends into the network, looked at four times a second, and summed up. */
final class NetworkTrace {
    private static final double MS = 1e6;
    /** A call finds its rate first. */
    private static final double SETTLED_S = 3;
    private final Side sender;
    private final Side receiver;
    private final DoubleSupplier linkQueueMs;
    private final List<NetworkPoint> points = new ArrayList<>();

    /**
     * A trace.
     *
     * @param sender      the end.
     * @param receiver    the other end; null = elsewhere.
     * @param linkQueueMs queue of the link between; NaN = unknown.
     */
    NetworkTrace(final Side sender, final Side receiver, final DoubleSupplier linkQueueMs) {
        this.sender = sender;
        this.receiver = receiver;
        this.linkQueueMs = linkQueueMs;
    }

    void sample(final double seconds) {
        final TransportStatistics s = sender.network();
        final double queue = linkQueueMs.getAsDouble();
        points.add(new NetworkPoint(seconds, Series.round(s.targetBps() / 1e3), Series.round(s.sentBps() / 1e3),
            Series.round(s.acknowledgedBps() / 1e3), Series.round(s.encoderBps() / 1e3), s.lossPermille() / 10.0, s.repairPermille() / 10.0,
            Series.round(s.rttNs() / MS), Series.round(s.queueDelayNs() / MS), Double.isNaN(queue) ? null : (Double) Series.round(queue),
            Series.round(s.waitingNs() / MS), receiver == null ? null : (Double) Series.round(receiver.skewNs() / MS)));
    }

    CallReport.Network report() {
        final Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("estimate, kbps", mean(NetworkPoint::estimateKbps));
        figures.put("sent, kbps", mean(NetworkPoint::sentKbps));
        figures.put("packets lost on the way, %", mean(NetworkPoint::lossPercent));
        figures.put("round trip, ms", mean(NetworkPoint::rttMs));
        final TransportStatistics s = sender.network();
        figures.put("packets sent", (double) s.packets());
        figures.put("of these sent again", (double) s.retransmissions());
        figures.put("of these protection", (double) s.repairPackets());
        figures.put("of these probes", (double) s.paddingPackets());
        if (receiver != null) {
            received(figures);
        }
        return new CallReport.Network(sender.name().toUpperCase(java.util.Locale.ROOT), figures, List.copyOf(points));
    }

    private void received(final Map<String, Double> figures) {
        final Graph graph = receiver.graphs().get(1);
        final GraphSnapshot snapshot = graph.snapshot();
        figures.put("picture packets asked for again", counter(snapshot, "jitter-video", "nacked"));
        figures.put("recovered by sending again", counter(snapshot, "jitter-video", "recovered"));
        figures.put("recovered by protection", counter(snapshot, "fec", "restored"));
        figures.put("sound packets recovered by repetition", counter(snapshot, "red", "restored"));
        figures.put("pictures given up", counter(snapshot, "jitter-video", "dropped.incomplete"));
        figures.put("freezes (three mean distances, and 150 ms more)", counter(snapshot, "jitter-video", "freezes"));
        figures.put("pauses above 200 ms", counter(snapshot, "jitter-video", "stalls"));
        figures.put("skew of sound and picture, 95 % below, ms", percentile95(point -> point.skewMs() == null ? 0 : Math.abs(point.skewMs())));
        if (points.stream().anyMatch(point -> point.linkQueueMs() != null)) {
            figures.put("queue of the link, 95 % below, ms", percentile95(point -> point.linkQueueMs() == null ? 0 : point.linkQueueMs()));
        }
    }

    private static double counter(final GraphSnapshot snapshot, final String stage, final String name) {
        return snapshot.stages().stream().filter(stats -> stats.name().equals(stage)).findFirst()
            .map(stats -> stats.counters().getOrDefault(name, 0L)).orElse(0L);
    }

    private double mean(final ToDoubleFunction<NetworkPoint> figure) {
        return Series.round(points.stream().filter(point -> point.t() >= SETTLED_S).mapToDouble(figure).average().orElse(0));
    }

    private double percentile95(final ToDoubleFunction<NetworkPoint> figure) {
        final double[] sorted = points.stream().filter(point -> point.t() >= SETTLED_S).mapToDouble(figure).sorted().toArray();
        return sorted.length == 0 ? 0 : Series.round(sorted[Math.min(sorted.length - 1, (int) Math.ceil(0.95 * sorted.length))]);
    }
}
