package io.penstock.examples.report;

import io.penstock.examples.report.CallReport.EchoPoint;
import io.penstock.examples.report.CallReport.StageCost;
import io.penstock.examples.report.CallReport.Treatment;
import io.penstock.examples.report.LineChart.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was done to sound and picture before they were sent: what it cost, and what became of the echo. */
final class TreatmentSection {
    private static final double FLOOR_DB = -100;

    private TreatmentSection() {
    }

    static Svg of(final List<Treatment> treatments) {
        final Svg html = new Svg();
        if (treatments.isEmpty()) {
            return html;
        }
        html.raw("<section><h2>Before the encoder</h2><div class=\"two\"><div class=\"panel wide\"><table><tr><th></th><th>of a core</th>"
            + "<th>a frame</th><th>frames</th><th>latency added</th><th>echo lowered by</th></tr>");
        for (final Treatment treatment : treatments) {
            row(html, "Voice processor at " + treatment.end(), treatment.voice(), treatment.voiceAddedMs(), treatment.echoLoweredDb());
            row(html, "Beauty filter at " + treatment.end(), treatment.beauty(), 0.0, null);
            if (treatment.voice() == null && !treatment.echo().isEmpty()) {
                row(html, "Untreated sound at " + treatment.end(), new StageCost(0, 0, 0), 0.0, treatment.echoLoweredDb());
            }
        }
        html.raw("</table><p class=\"small\">Echo: what is sent against what the microphone hears, gains included, where only the other side "
            + "speaks, in the second half of the call.</p></div>");
        treatments.stream().filter(treatment -> !treatment.echo().isEmpty()).forEach(treatment -> echo(html, treatment));
        return html.raw("</div></section>\n");
    }

    private static void row(final Svg html, final String name, final StageCost cost, final Double addedMs, final Double echoDb) {
        if (cost != null) {
            html.add("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", name,
                Figures.with(cost.corePercent(), "%"), Figures.with(cost.msPerFrame(), "ms"), Figures.count(cost.frames()),
                Figures.with(addedMs, "ms"), Figures.with(echoDb, "dB"));
        }
    }

    private static void echo(final Svg html, final Treatment treatment) {
        final LineChart chart = new LineChart("dB").title("Levels at " + treatment.end()).range(FLOOR_DB, 0).wide()
            .line("said into the microphone", "c3", points(treatment, EchoPoint::spoken))
            .line("heard by the microphone", "c2", points(treatment, EchoPoint::heard))
            .line("sent", "c1", points(treatment, EchoPoint::sent));
        final double seconds = treatment.echo().get(treatment.echo().size() - 1).t();
        html.add("<div class=\"panel wide\"><h3>Echo at %s, before and after</h3><p class=\"small\">dB of full scale: where nothing is said, "
            + "what is heard is echo</p>", treatment.end())
            .raw("<div class=\"legend\"><span><i class=\"c3\"></i>said</span><span><i class=\"c2\"></i>heard by the microphone</span>"
                + "<span><i class=\"c1\"></i>sent</span></div>")
            .add("%s</div>", chart.draw(Axis.exact(0, Math.max(1, seconds), 10, " s"), t -> "at " + Figures.with(t, "s")));
    }

    private static List<Point> points(final Treatment treatment, final ToDoubleFunction<EchoPoint> figure) {
        return treatment.echo().stream().map(point -> new Point(point.t(), figure.applyAsDouble(point))).toList();
    }
}
