package io.penstock.examples.report;

import io.penstock.examples.report.CallReport.CurvePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page that compares distributions by their percentiles, in the looks of the call's report: one file, needing no other, in light and dark.
 * Filled from top to bottom. One thread.
 */
public final class CurvesPage {
    private static final int STYLES = 6;
    /** A limit so much below the greatest value is too near the axis to be told from it. */
    private static final double MOST_TIMES = 8;
    private final String title;
    private final String subtitle;
    private final Svg notes = new Svg();
    private final Svg body = new Svg();
    private final Svg charts = new Svg();
    private String section = "";
    private String footer = "What nobody saw counts with the time until something newer was seen. p99: 99 of 100 were no worse.";

    /**
     * A distribution.
     *
     * @param name   tells it from the others.
     * @param points percentiles in ascending order, 100 = the greatest.
     */
    public record Curve(String name, List<CurvePoint> points) {
    }

    /**
     * Values over time.
     *
     * @param name   tells it from the others.
     * @param values one for each step of time, from 0 on; NaN = nothing was measured.
     */
    public record Line(String name, double[] values) {
    }

    /**
     * An empty page.
     *
     * @param title    headline.
     * @param subtitle a line below.
     */
    public CurvesPage(final String title, final String subtitle) {
        this.title = title;
        this.subtitle = subtitle;
    }

    /**
     * Adds a remark at the top.
     *
     * @param text one line.
     */
    public void note(final String text) {
        notes.add("<li>%s</li>", text);
    }

    /**
     * Begins a section; what follows belongs to it.
     *
     * @param name headline.
     */
    public void section(final String name) {
        endSection();
        section = name;
    }

    /**
     * Adds a chart with a curve for each distribution, each nine of the percentiles as wide as the one before.
     *
     * @param name     headline.
     * @param means    what is shown.
     * @param curves   at least one with points.
     * @param limitsMs lines across, where the curves come near them.
     */
    public void chart(final String name, final String means, final List<Curve> curves, final double... limitsMs) {
        final LineChart chart = new LineChart("ms").title(name + " by percentile");
        final double greatest = curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(CurvePoint::ms).max().orElse(0);
        for (final double limit : limitsMs) {
            if (limit * MOST_TIMES > greatest) {
                chart.limit(limit, Figures.with(limit, "ms"));
            }
        }
        final Svg legend = new Svg();
        double highest = 90;
        int style = 0;
        for (final Curve curve : curves) {
            final List<LineChart.Point> points = new ArrayList<>();
            for (final CurvePoint point : curve.points()) {
                points.add(new LineChart.Point(point.percentile(), point.ms()));
                highest = point.percentile() < 100 ? Math.max(highest, point.percentile()) : highest;
            }
            final String colour = "c" + (style++ % STYLES + 1);
            chart.line(curve.name(), colour, points);
            legend.add("<span><i class=\"%s\"></i>%s</span>", colour, curve.name());
        }
        charts.add("<div class=\"panel\"><h3>%s</h3><p class=\"small\">%s</p><div class=\"legend\">%s</div>", name, means, legend);
        if (chart.isEmpty()) {
            charts.raw("<p class=\"small\">Nothing was measured.</p></div>");
        } else {
            charts.add("%s</div>", chart.draw(Axis.percentiles(highest), p -> p >= 100 ? "the worst" : "percentile " + p));
        }
    }

    /**
     * Adds a chart of values over time.
     *
     * @param name    headline.
     * @param means   what is shown.
     * @param unit    of the values.
     * @param atLeast so far the axis reaches, whatever the values.
     * @param stepS   seconds from one value to the next.
     * @param lines   all of one length.
     */
    public void overTime(final String name, final String means, final String unit, final double atLeast, final double stepS,
                         final List<Line> lines) {
        final LineChart chart = new LineChart(unit).title(name + " over time").atLeast(atLeast);
        final Svg legend = new Svg();
        double seconds = stepS;
        int style = 0;
        for (final Line line : lines) {
            final List<LineChart.Point> points = new ArrayList<>();
            for (int i = 0; i < line.values().length; i++) {
                points.add(new LineChart.Point(i * stepS, line.values()[i]));
            }
            seconds = Math.max(seconds, line.values().length * stepS);
            final String colour = "c" + (style++ % STYLES + 1);
            chart.line(line.name(), colour, points);
            legend.add("<span><i class=\"%s\"></i>%s</span>", colour, line.name());
        }
        charts.add("<div class=\"panel\"><h3>%s</h3><p class=\"small\">%s</p><div class=\"legend\">%s</div>", name, means, legend);
        if (chart.isEmpty()) {
            charts.raw("<p class=\"small\">Nothing was measured.</p></div>");
        } else {
            charts.add("%s</div>", chart.draw(Axis.exact(0, seconds, 6, " s"), at -> Svg.number(at) + " s"));
        }
    }

    /**
     * Changes the line at the end.
     *
     * @param text one line.
     */
    public void footer(final String text) {
        footer = text;
    }

    /**
     * Adds a list of names with what they mean.
     *
     * @param texts by name.
     */
    public void described(final Map<String, String> texts) {
        charts.raw("<div class=\"panel\"><h3>What ran</h3><table class=\"texts\">");
        texts.forEach((name, text) -> charts.add("<tr><td>%s</td><td>%s</td></tr>", name, text));
        charts.raw("</table></div>");
    }

    /**
     * Adds a table.
     *
     * @param means what is in it.
     * @param rows  the first one holds the heads.
     */
    public void table(final String means, final List<List<String>> rows) {
        charts.add("<div class=\"panel wide\"><p class=\"small\">%s</p><div class=\"scroll\"><table class=\"dense-table\">", means);
        String tag = "th";
        for (final List<String> row : rows) {
            charts.raw("<tr>");
            for (final String cell : row) {
                charts.raw("<" + tag + ">").raw(Svg.escape(cell)).raw("</" + tag + ">");
            }
            charts.raw("</tr>");
            tag = "td";
        }
        charts.raw("</table></div></div>");
    }

    /**
     * Adds what was measured on.
     *
     * @param facts by name.
     */
    public void facts(final Map<String, String> facts) {
        section("Machine");
        charts.raw("<div class=\"panel wide\"><table class=\"texts\">");
        facts.forEach((name, value) -> charts.add("<tr><th>%s</th><td>%s</td></tr>", name, value));
        charts.raw("</table></div>");
        endSection();
    }

    private void endSection() {
        final String inside = charts.toString();
        if (!inside.isEmpty()) {
            body.add("<section><h2>%s</h2><div class=\"two\">", section).raw(inside).raw("</div></section>\n");
            charts.clear();
        }
    }

    /**
     * Writes the page.
     *
     * @param file made or overwritten.
     * @throws IOException if it cannot be written.
     */
    public void write(final Path file) throws IOException {
        Files.writeString(file, html());
    }

    String html() {
        endSection();
        return Page.html(title, subtitle, notes.toString(), body.toString(), footer);
    }
}
