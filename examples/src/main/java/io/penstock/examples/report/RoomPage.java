package io.penstock.examples.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page about a room: tables, lines over time, who had the floor, and what happened; in the looks of the call's report. One thread. */
public final class RoomPage {
    private static final int STYLES = 6;
    private static final int TICKS = 8;
    private static final double MOST_MS = 1000;
    private static final int THUMBNAIL = 480;
    private final String title;
    private final String subtitle;
    private final Svg notes = new Svg();
    private final Map<String, Map<String, List<LineChart.Point>>> charts = new LinkedHashMap<>();
    private final Svg tables = new Svg();
    private final Svg spans = new Svg();
    private final Svg lines = new Svg();
    private final Svg pictures = new Svg();

    /**
     * Something that lasted.
     *
     * @param name of whom.
     * @param from seconds.
     * @param to   seconds.
     */
    public record Span(String name, double from, double to) { }

    /**
     * An empty page.
     *
     * @param title    headline.
     * @param subtitle a line below.
     */
    public RoomPage(final String title, final String subtitle) {
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
     * Adds a point to a line over time, in milliseconds; the chart and the line are made if they are not there yet.
     *
     * @param chart  what it shows.
     * @param line   whose.
     * @param second when.
     * @param ms     value; null = there is none.
     */
    public void point(final String chart, final String line, final double second, final Double ms) {
        charts.computeIfAbsent(chart, name -> new LinkedHashMap<>()).computeIfAbsent(line, name -> new ArrayList<>())
            .add(new LineChart.Point(second, ms == null ? null : Math.min(ms, MOST_MS)));
    }

    /**
     * Adds a table.
     *
     * @param means what is in it.
     * @param rows  the first one holds the heads.
     */
    public void table(final String means, final List<List<String>> rows) {
        tables.add("<div class=\"panel wide\"><h3>%s</h3><div class=\"scroll\"><table class=\"dense-table\">", means);
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
     * Shows who did something when.
     *
     * @param means   what.
     * @param seconds length of the whole.
     * @param all     in order.
     */
    public void spans(final String means, final double seconds, final List<Span> all) {
        final List<String> names = all.stream().map(Span::name).distinct().toList();
        final int rowHeight = 26;
        final int left = 110;
        final int width = 860;
        spans.add("<div class=\"panel wide\"><h3>%s</h3><svg viewBox=\"0 0 %s %s\" role=\"img\">", means, (double) (left + width + 20),
            (double) (names.size() * rowHeight + 24));
        for (int i = 0; i < names.size(); i++) {
            spans.add("<text x=\"0\" y=\"%s\" style=\"font-size:13px;fill:currentColor\">%s</text>", (double) (i * rowHeight + 17), names.get(i));
        }
        for (final Span span : all) {
            final int row = names.indexOf(span.name());
            spans.add("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"16\" rx=\"3\" style=\"fill:var(--p%s)\"><title>%s: %s–%s s</title></rect>",
                left + width * span.from() / seconds, (double) (row * rowHeight + 5), Math.max(1, width * (span.to() - span.from()) / seconds),
                row % STYLES + 1, span.name(), span.from(), span.to());
        }
        final double step = Math.max(1, Math.ceil(seconds / TICKS / 5) * 5);
        for (double at = 0; at <= seconds; at += step) {
            spans.add("<text x=\"%s\" y=\"%s\" style=\"font-size:11px;fill:currentColor\" text-anchor=\"middle\">%s s</text>",
                left + width * at / seconds, (double) (names.size() * rowHeight + 18), at);
        }
        spans.raw("</svg></div>");
    }

    /**
     * Adds a picture with what there is to say of it; the page holds it, made smaller.
     *
     * @param title   headline.
     * @param image   the picture.
     * @param caption lines below.
     */
    public void picture(final String title, final BufferedImage image, final List<String> caption) {
        final int width = Math.min(THUMBNAIL, image.getWidth());
        final BufferedImage small = new BufferedImage(width, Math.max(1, image.getHeight() * width / image.getWidth()), BufferedImage.TYPE_INT_RGB);
        final Graphics2D g = small.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.drawImage(image, 0, 0, small.getWidth(), small.getHeight(), null);
        g.dispose();
        pictures.add("<div class=\"panel\"><h3>%s</h3><img alt=\"%s\" style=\"width:100%;border-radius:8px\" src=\"%s\">",
            title, title, DataUri.png(small));
        caption.forEach(line -> pictures.add("<p class=\"small\" style=\"margin:4px 0 0;overflow-wrap:anywhere\">%s</p>", line));
        pictures.raw("</div>");
    }

    /**
     * Adds lines of text at the end.
     *
     * @param means what they are.
     * @param text  the lines.
     */
    public void lines(final String means, final List<String> text) {
        lines.add("<section><h2>%s</h2><div class=\"panel wide\"><pre class=\"small\" style=\"white-space:pre-wrap\">", means);
        text.forEach(line -> lines.add("%s", line).raw("\n"));
        lines.raw("</pre></div></section>");
    }

    /**
     * Writes the page.
     *
     * @param file made or overwritten.
     * @throws IOException if it cannot be written.
     */
    public void write(final Path file) throws IOException {
        final Svg body = new Svg();
        if (!pictures.toString().isEmpty()) {
            body.raw("<section><h2>Pictures</h2><div class=\"two\">").raw(pictures.toString()).raw("</div></section>\n");
        }
        body.raw("<section><h2>In figures</h2>").raw(tables.toString()).raw("</section>\n<section><h2>Over time</h2>")
            .raw(spans.toString()).raw("<div class=\"two\">");
        charts.forEach((name, series) -> draw(body, name, series));
        body.raw("</div></section>\n").raw(lines.toString());
        Files.writeString(file, Page.html(title, subtitle, notes.toString(), body.toString(), "Values above a second are drawn at a second."));
    }

    private static void draw(final Svg body, final String name, final Map<String, List<LineChart.Point>> series) {
        final LineChart chart = new LineChart("ms").title(name);
        final Svg legend = new Svg();
        int style = 0;
        double last = 2;
        for (final Map.Entry<String, List<LineChart.Point>> line : series.entrySet()) {
            final String colour = "c" + (style++ % STYLES + 1);
            chart.line(line.getKey(), colour, line.getValue());
            legend.add("<span><i class=\"%s\"></i>%s</span>", colour, line.getKey());
            last = Math.max(last, line.getValue().stream().mapToDouble(LineChart.Point::x).max().orElse(2));
        }
        body.add("<div class=\"panel\"><h3>%s</h3><div class=\"legend\">%s</div>", name, legend);
        body.raw(chart.isEmpty() ? "<p class=\"small\">Nothing was measured.</p>"
            : chart.draw(Axis.exact(0, last, TICKS, " s"), at -> Svg.number(at) + " s").toString());
        body.raw("</div>");
    }
}
