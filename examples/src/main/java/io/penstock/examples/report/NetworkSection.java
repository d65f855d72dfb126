package io.penstock.examples.report;

import io.penstock.examples.report.CallReport.Network;
import io.penstock.examples.report.CallReport.NetworkPoint;
import io.penstock.examples.report.LineChart.Point;
import java.util.List;
import java.util.function.Function;

/** What each end sent into the network, what the network did to it, and what was done about that. */
final class NetworkSection {
    private NetworkSection() {
    }

    static Svg of(final List<Network> networks) {
        final Svg html = new Svg();
        if (networks.stream().allMatch(network -> network.points().isEmpty())) {
            return html;
        }
        html.raw("<section><h2>The network</h2><div class=\"two\">");
        table(html, networks);
        for (final Network network : networks) {
            if (!network.points().isEmpty()) {
                charts(html, network);
            }
        }
        return html.raw("</div></section>\n");
    }

    private static void table(final Svg html, final List<Network> networks) {
        html.raw("<div class=\"panel wide\"><table><tr><th></th>");
        networks.forEach(network -> html.add("<th>from %s</th>", network.end()));
        html.raw("</tr>");
        networks.stream().flatMap(network -> network.figures().keySet().stream()).distinct().forEach(name -> {
            html.add("<tr><td>%s</td>", name);
            for (final Network network : networks) {
                final Double value = network.figures().get(name);
                html.add("<td>%s</td>", value == null ? "–" : value == Math.rint(value) ? Figures.count(value.longValue()) : Figures.short3(value));
            }
            html.raw("</tr>");
        });
        html.raw("</table></div>");
    }

    private static void charts(final Svg html, final Network network) {
        final String end = network.end();
        panel(html, network, "Rates from " + end, "kbit/s, headers included; the encoder's without", new LineChart("kbps")
            .title("rates from " + end)
            .line("may be sent", "c1", points(network, NetworkPoint::estimateKbps)).line("is sent", "c2", points(network, NetworkPoint::sentKbps))
            .line("arrives", "c3", points(network, NetworkPoint::arrivedKbps))
            .line("the encoder may fill", "c4", points(network, NetworkPoint::encoderKbps)),
            "may be sent", "is sent", "arrives", "the encoder may fill");
        panel(html, network, "Loss and repair from " + end, "percent of packets lost; percent of picture bytes that repair", new LineChart("%")
            .title("loss and repair from " + end).line("lost", "c2", points(network, NetworkPoint::lossPercent))
            .line("repair", "c1", points(network, NetworkPoint::repairPercent)), "repair", "lost");
        panel(html, network, "Delays from " + end, "milliseconds", new LineChart("ms").title("delays from " + end)
            .line("round trip", "c1", points(network, NetworkPoint::rttMs)).line("queue on the way, estimated", "c2",
                points(network, NetworkPoint::queueMs)).line("queue of the link", "c3", points(network, NetworkPoint::linkQueueMs))
            .line("waits to be sent", "c4", points(network, NetworkPoint::waitingMs)),
            "round trip", "queue on the way, estimated", "queue of the link", "waits to be sent");
        if (network.points().stream().anyMatch(point -> point.skewMs() != null && point.skewMs() != 0)) {
            panel(html, network, "Lip sync, from " + end, "milliseconds that sound is later than its picture", new LineChart("ms")
                .title("skew from " + end).range(lowest(network), highest(network)).line("skew", "c1", points(network, NetworkPoint::skewMs)),
                "skew");
        }
    }

    private static double lowest(final Network network) {
        return network.points().stream().mapToDouble(point -> point.skewMs() == null ? 0 : point.skewMs()).min().orElse(0) - 5;
    }

    private static double highest(final Network network) {
        return network.points().stream().mapToDouble(point -> point.skewMs() == null ? 0 : point.skewMs()).max().orElse(0) + 5;
    }

    private static void panel(final Svg html, final Network network, final String title, final String subtitle, final LineChart chart,
                              final String... names) {
        html.add("<div class=\"panel\"><h3>%s</h3><p class=\"small\">%s</p>", title, subtitle).raw("<div class=\"legend\">");
        for (int i = 0; i < names.length; i++) {
            html.add("<span><i class=\"c%s\"></i>%s</span>", i + 1, names[i]);
        }
        final double seconds = network.points().get(network.points().size() - 1).t();
        html.raw("</div>").add("%s</div>", chart.draw(Axis.exact(0, Math.max(1, seconds), 5, " s"), t -> "at " + Figures.with(t, "s")));
    }

    private static List<Point> points(final Network network, final Function<NetworkPoint, Double> figure) {
        return network.points().stream().map(point -> new Point(point.t(), figure.apply(point))).toList();
    }
}
