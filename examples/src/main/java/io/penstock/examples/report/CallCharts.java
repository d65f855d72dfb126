package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.penstock.examples.report.CallReport.AudioDirection;
import io.penstock.examples.report.CallReport.CurvePoint;
import io.penstock.examples.report.CallReport.Flow;
import io.penstock.examples.report.CallReport.Latency;
import io.penstock.examples.report.CallReport.Second;
import io.penstock.examples.report.CallReport.VideoDirection;
import io.penstock.examples.report.LineChart.Point;

/** The charts and tables of a call. */
final class CallCharts {
    private static final double HIGH_CPU = 80;
    private static final Map<String, String> PART_STYLE =
        Map.of("frame", "p6", "encode", "p1", "pace", "p7", "link", "p2", "hold", "p3", "decode", "p4", "engine", "p5");
    private static final Map<String, String> PART_MEANING = Map.of("frame", "length of the frame itself", "encode", "encoding", "pace",
        "paced to what the network takes", "link", "on the link",
        "hold", "held by the jitter buffer", "decode", "decoding", "engine", "added by the engine");

    private final CallReport report;
    private final List<Direction> directions = new ArrayList<>();

    /** One medium in one direction, however the report names it. */
    private record Direction(String name, String style, boolean video, Latency latency, Latency added, List<CurvePoint> curve, Map<String,
        Double> parts,
                             Function<Second, Flow> flow) {
    }

    CallCharts(final CallReport report) {
        this.report = report;
        if (report.video() != null) {
            add("Video A → B", "video-a", report.video().a2b(), Second::videoA2b);
            add("Video B → A", "video-b", report.video().b2a(), Second::videoB2a);
        }
        if (report.audio() != null) {
            add("Audio A → B", "audio-a", report.audio().a2b(), Second::audioA2b);
            add("Audio B → A", "audio-b", report.audio().b2a(), Second::audioB2a);
        }
    }

    private void add(final String name, final String style, final VideoDirection v, final Function<Second, Flow> flow) {
        if (v != null) {
            directions.add(new Direction(name, style, true, v.latencyMs(), v.engineAddedMs(), v.latencyCurve(), v.latencyPartsMs(), flow));
        }
    }

    private void add(final String name, final String style, final AudioDirection a, final Function<Second, Flow> flow) {
        if (a != null) {
            directions.add(new Direction(name, style, false, a.latencyMs(), a.engineAddedMs(), a.latencyCurve(), a.latencyPartsMs(), flow));
        }
    }

    // ---- latency -------------------------------------------------------------------------------------------------------------------------

    Svg latency() {
        final Svg html = new Svg().raw("<div class=\"two\">");
        html.add("%s", overTime("Picture, over time", "median of each second; dashed: its worst", latencyLines(true)))
            .add("%s", overTime("Sound, over time", "median of each second; dashed: its worst", latencyLines(false)));
        html.add("%s", curve());
        return html.add("<div class=\"panel\"><h3>In figures</h3><p class=\"small\">milliseconds, capture to rendering</p>%s</div></div>",
            latencyTable());
    }

    private LineChart latencyLines(final boolean video) {
        final LineChart chart = new LineChart("ms").title("latency over time").limit(Headline.GOOD_MS, "budget 200 ms")
            .limit(Headline.BEARABLE_MS, "500 ms");
        for (final Direction d : directions) {
            if (d.video() == video) {
                chart.line(d.name() + " p99", d.style() + " thin", points(d, Flow::p99)).line(d.name() + " p50", d.style(), points(d,
                    Flow::p50));
            }
        }
        return chart;
    }

    private Svg curve() {
        final LineChart chart = new LineChart("ms").title("latency by percentile").limit(Headline.GOOD_MS,
            "budget 200 ms").limit(Headline.BEARABLE_MS, "500 ms");
        double highest = 90;
        for (final Direction d : directions) {
            final List<Point> points = new ArrayList<>();
            for (final CurvePoint p : d.curve() == null ? List.<CurvePoint>of() : d.curve()) {
                points.add(new Point(p.percentile(), p.ms()));
                highest = p.percentile() < 100 ? Math.max(highest, p.percentile()) : highest;
            }
            chart.line(d.name(), d.style(), points);
        }
        return panel("By percentile", "how bad the worst get: each nine is as wide as the one before", chart,
            chart.draw(Axis.percentiles(highest), p -> p >= 100 ? "the worst" : "percentile " + p));
    }

    private Svg latencyTable() {
        final Svg html = new Svg().raw("<div class=\"scroll\"><table><tr><th></th><th>p50</th><th>p99</th><th>max</th><th>samples</th>"
            + "<th>engine p50</th><th>p99</th></tr>");
        for (final Direction d : directions) {
            final Latency l = d.latency();
            final Latency e = d.added();
            html.add("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", d.name(),
                Figures.short3(l == null ? null : l.p50()), Figures.short3(l == null ? null : l.p99()), Figures.short3(l == null ? null
                    : l.max()),
                l == null ? Figures.NONE : Figures.count(l.n()), Figures.short3(e == null ? null : e.p50()), Figures.short3(e == null
                    ? null : e.p99()));
        }
        return html.raw("</table></div>");
    }

    // ---- parts ---------------------------------------------------------------------------------------------------------------------------

    Svg parts() {
        final Bars bars = new Bars("ms");
        final List<String> used = new ArrayList<>();
        for (final Direction d : directions) {
            final List<Bars.Part> parts = new ArrayList<>();
            double sum = 0;
            for (final Map.Entry<String, Double> part : d.parts() == null ? List.<Map.Entry<String, Double>>of()
                : List.copyOf(d.parts().entrySet())) {
                if (part.getValue() != null) {
                    parts.add(new Bars.Part(PART_MEANING.getOrDefault(part.getKey(), part.getKey()), PART_STYLE.getOrDefault(part.getKey(),
                        "p2"), part.getValue()));
                    sum += Math.max(0, part.getValue());
                    if (!used.contains(part.getKey())) {
                        used.add(part.getKey());
                    }
                }
            }
            if (!parts.isEmpty()) {
                bars.bar(d.name(), Figures.with(sum, "ms"), parts);
            }
        }
        if (bars.isEmpty()) {
            return new Svg().raw("<p class=\"small\">Not measured at this end alone.</p>");
        }
        final Svg html = new Svg().raw("<div class=\"panel\"><h3>From capture to rendering, on average</h3><div class=\"legend\">");
        used.forEach(part -> html.add("<span><i class=\"%s\"></i>%s</span>", PART_STYLE.getOrDefault(part, "p2"),
            PART_MEANING.getOrDefault(part, part)));
        return html.add("</div>%s</div>", bars.draw());
    }

    // ---- rates ---------------------------------------------------------------------------------------------------------------------------

    Svg rates() {
        final LineChart kbps = new LineChart("kbit/s").title("bit rate over time");
        final LineChart fps = new LineChart("fps").title("frame rate over time").atLeast(1);
        final LineChart lost = new LineChart("packets").title("packets lost over time").atLeast(4).columns();
        for (final Direction d : directions) {
            kbps.line(d.name(), d.style(), points(d, Flow::kbps));
            lost.line(d.name(), d.style(), points(d, f -> (double) f.lost()));
            if (d.video()) {
                fps.line(d.name(), d.style(), points(d, Flow::fps));
            }
        }
        final List<Point> load = new ArrayList<>();
        timeline().forEach(s -> load.add(new Point(s.t(), s.cpuLoad() == null ? null : Double.valueOf(s.cpuLoad() * 100))));
        final LineChart cpu = new LineChart("%").title("load of the processors over time").line("all processors", "cpu", load).ceiling(100)
            .limit(HIGH_CPU, "80 %");
        return new Svg().raw("<div class=\"two\">").add("%s", overTime("Sent", "with RTP, UDP and IP headers", kbps))
            .add("%s", overTime("Frames shown", "pictures a second", fps)).add("%s", overTime("Packets lost", "on the way or too late",
                lost))
            .add("%s", overTime("Processors", "everything on the machine together", cpu))
            .add("<div class=\"panel wide\"><h3>Dropped by the engine, and why</h3>%s</div>", dropped()).add("%s</div>", traffic());
    }

    private Svg dropped() {
        final Map<String, Long> reasons = report.engine() == null || report.engine().droppedByReason() == null ? Map.of()
            : report.engine().droppedByReason();
        final Bars bars = new Bars("");
        reasons.entrySet().stream().filter(e -> e.getValue() > 0).sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
            .forEach(e -> bars.bar(e.getKey(), Figures.count(e.getValue()), List.of(new Bars.Part(e.getKey(), "p5", e.getValue()))));
        return bars.isEmpty() ? new Svg().raw("<p class=\"small\">Nothing was dropped.</p>") : bars.draw();
    }

    private Svg traffic() {
        final Svg html = new Svg().raw("<div class=\"panel wide\"><h3>Traffic</h3><div class=\"scroll\"><table><tr><th></th><th>frames sent</th>"
            + "<th>rendered</th><th>packets</th><th>lost</th><th>kbit/s</th><th>compression</th><th>freezes or concealed</th>"
            + "<th>encode ms</th><th>decode ms</th></tr>");
        if (report.video() != null) {
            traffic(html, "Video A → B", report.video().a2b());
            traffic(html, "Video B → A", report.video().b2a());
        }
        if (report.audio() != null) {
            traffic(html, "Audio A → B", report.audio().a2b());
            traffic(html, "Audio B → A", report.audio().b2a());
        }
        return html.raw("</table></div></div>");
    }

    private static void traffic(final Svg html, final String name, final VideoDirection v) {
        if (v != null) {
            cells(html, name, v.framesSent(), v.framesRendered(), v.packetsSent(), v.packetsLost(), v.kbps(), v.compressionRatio(),
                v.freezeCount(), v.codecMs());
        }
    }

    private static void traffic(final Svg html, final String name, final AudioDirection a) {
        if (a != null) {
            cells(html, name, a.framesSent(), a.framesPlayed(), a.packetsSent(), a.packetsLost(), a.kbps(), a.compressionRatio(),
                a.concealed(), a.codecMs());
        }
    }

    private static void cells(final Svg html, final String name, final Long sent, final Long rendered, final Long packets, final Long lost,
        final Double kbps,
                              final Double ratio, final Long broken, final CallReport.CodecTime codec) {
        html.add("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
            name,
            Figures.count(sent), Figures.count(rendered), Figures.count(packets), Figures.count(lost), Figures.short3(kbps),
            Figures.with(ratio, ": 1"), Figures.count(broken), Figures.short3(codec == null ? null : codec.encode()),
            Figures.short3(codec == null ? null : codec.decode()));
    }

    // ---- common --------------------------------------------------------------------------------------------------------------------------

    private List<Second> timeline() {
        return report.timeline() == null ? List.of() : report.timeline();
    }

    private List<Point> points(final Direction d, final Function<Flow, Double> figure) {
        final List<Point> points = new ArrayList<>();
        for (final Second second : timeline()) {
            final Flow flow = d.flow().apply(second);
            points.add(new Point(second.t(), flow == null ? null : figure.apply(flow)));
        }
        return points;
    }

    private Svg overTime(final String title, final String sub, final LineChart chart) {
        final double first = timeline().stream().mapToDouble(Second::t).min().orElse(0);
        final double last = timeline().stream().mapToDouble(Second::t).max().orElse(1);
        return panel(title, sub, chart, chart.draw(Axis.exact(Math.min(first, last - 1), last, 8, " s"), t -> "second "
            + Figures.short3(t)));
    }

    private static Svg panel(final String title, final String sub, final LineChart chart, final Svg drawn) {
        final Svg html = new Svg().add("<div class=\"panel\"><h3>%s</h3><p class=\"small\" style=\"margin:0\">%s</p>", title, sub);
        if (chart.isEmpty()) {
            return html.raw("<p class=\"small\" style=\"margin-top:12px\">Not measured here.</p></div>");
        }
        html.raw("<div class=\"legend\">");
        for (final LineChart.Series s : chart.series()) {
            if (!s.style().endsWith("thin")) {
                html.add("<span><svg viewBox=\"0 0 22 8\"><path class=\"line %s\" d=\"M1 4H21\"/></svg>%s</span>", s.style(),
                    s.name().replace(" p50", ""));
            }
        }
        return html.add("</div>%s</div>", drawn);
    }
}
