package io.penstock.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page with what encoders reach over the bit rate, a chart for each measure and a line for each encoder, in the looks of the call's report: one
 * file, needing no other, in light and dark. One thread.
 */
public final class RatesPage {
    private static final int STYLES = 6;
    private static final double MARGIN = 0.05;
    private final String title;
    private final String subtitle;
    private final Svg notes = new Svg();
    private final Svg tables = new Svg();
    private final Map<String, Chart> charts = new LinkedHashMap<>();

    private record Chart(String unit, Map<String, List<LineChart.Point>> lines) {
    }

    /**
     * An empty page.
     *
     * @param title    headline.
     * @param subtitle a line below.
     */
    public RatesPage(final String title, final String subtitle) {
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
     * Adds a line to the chart of a measure, which is made if there is none yet.
     *
     * @param measure what is shown.
     * @param unit    its unit, or nothing.
     * @param encoder whose line it is.
     * @param kbps    rates, positive.
     * @param values  of the measure, one for each rate.
     */
    public void curve(final String measure, final String unit, final String encoder, final double[] kbps, final double[] values) {
        final List<LineChart.Point> points = new ArrayList<>();
        for (int i = 0; i < kbps.length; i++) {
            points.add(new LineChart.Point(kbps[i], values[i]));
        }
        points.sort(Comparator.comparingDouble(LineChart.Point::x));
        charts.computeIfAbsent(measure, name -> new Chart(unit, new LinkedHashMap<>())).lines().put(encoder, points);
    }

    /**
     * Adds a table below the charts.
     *
     * @param means what is in it.
     * @param rows  the first one holds the heads.
     */
    public void table(final String means, final List<List<String>> rows) {
        tables.add("<div class=\"panel wide\"><p class=\"small\">%s</p><div class=\"scroll\"><table class=\"dense-table\">", means);
        String tag = "th";
        for (final List<String> row : rows) {
            tables.raw("<tr>");
            for (final String cell : row) {
                tables.raw("<" + tag + ">").raw(Svg.escape(cell)).raw("</" + tag + ">");
            }
            tables.raw("</tr>");
            tag = "td";
        }
        tables.raw("</table></div></div>");
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
        final Svg body = new Svg().raw("<section><h2>Over the bit rate</h2><div class=\"two\">");
        charts.forEach((measure, chart) -> draw(body, measure, chart));
        body.raw("</div></section>\n");
        final String below = tables.toString();
        if (!below.isEmpty()) {
            body.raw("<section><h2>In figures</h2>").raw(below).raw("</section>\n");
        }
        return Page.html(title, subtitle, notes.toString(), body.toString(), "Rates are those that came out, on a logarithmic axis.");
    }

    private static void draw(final Svg body, final String measure, final Chart chart) {
        final LineChart lines = new LineChart(chart.unit()).title(measure + " over the bit rate");
        final Svg legend = new Svg();
        int style = 0;
        for (final Map.Entry<String, List<LineChart.Point>> line : chart.lines().entrySet()) {
            final String colour = "c" + (style++ % STYLES + 1);
            lines.line(line.getKey(), colour, line.getValue());
            legend.add("<span><i class=\"%s\"></i>%s</span>", colour, line.getKey());
        }
        body.add("<div class=\"panel\"><h3>%s</h3><div class=\"legend\">%s</div>", measure, legend);
        if (lines.isEmpty()) {
            body.raw("<p class=\"small\">Nothing was measured.</p></div>");
            return;
        }
        final double[] y = chart.lines().values().stream().flatMap(List::stream).filter(p -> p.y() != null).mapToDouble(LineChart.Point::y).sorted()
            .toArray();
        final double[] x = chart.lines().values().stream().flatMap(List::stream).mapToDouble(LineChart.Point::x).sorted().toArray();
        final double low = y[0];
        final double high = y[y.length - 1];
        // Where everything is far from zero, zero would press the lines flat.
        if (low > high / 2) {
            final double margin = Math.max((high - low) * MARGIN, high * 1e-3);
            lines.range(low - margin, high + margin);
        }
        body.add("%s</div>", lines.draw(rates(x[0], x[x.length - 1]), kbps -> Figures.with(kbps, "kbps")));
    }

    /** A logarithmic axis with marks at 1, 2 and 5. */
    private static Axis rates(final double least, final double most) {
        final double from = Math.log(Math.max(least, 1e-3) * (1 - MARGIN));
        final double to = Math.log(Math.max(most, 1e-3) * (1 + MARGIN));
        final List<Axis.Tick> ticks = new ArrayList<>();
        for (double decade = 1e-3; decade < 1e9; decade *= 10) {
            for (final int step : new int[] {1, 2, 5}) {
                final double at = decade * step;
                if (Math.log(at) >= from && Math.log(at) <= to) {
                    ticks.add(new Axis.Tick(at, Figures.short3(at) + " kbps"));
                }
            }
        }
        return new Axis(kbps -> (Math.log(Math.max(kbps, 1e-3)) - from) / (to - from), ticks);
    }
}
