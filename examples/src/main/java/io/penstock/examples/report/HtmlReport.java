package io.penstock.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a call down as one HTML page for people: no other file is needed to show it, on screens of any size, in light and dark, and in print.
 * The charts are plain SVG made here: they take their colours from the page, so that they follow its scheme, which pictures made by a charting
 * library over {@code java.awt} do not.
 */
public final class HtmlReport {
    /** A snapshot larger than this stays a file beside the report. */
    private static final long LARGEST_INLINE_PICTURE = 1_500_000;

    private static final Map<String, String> FILES = Map.of("video", "what B saw and heard", "sound", "what B heard", "snapshot",
        "a picture as B saw it");

    private final CallReport report;
    private final Path folder;
    private final Svg html = new Svg();

    private HtmlReport(final CallReport report, final Path folder) {
        this.report = report;
        this.folder = folder;
    }

    /**
     * Writes the page.
     *
     * @param report what to write.
     * @param file   made or overwritten; the files that the report names are looked for beside it.
     * @throws IOException if the file cannot be written.
     */
    public static void write(final CallReport report, final Path file) throws IOException {
        final Path folder = file.toAbsolutePath().getParent();
        Files.writeString(file, new HtmlReport(report, folder).page());
    }

    /**
     * The page as text, without a snapshot.
     *
     * @param report what to write.
     * @return HTML.
     */
    static String toHtml(final CallReport report) {
        return new HtmlReport(report, null).page();
    }

    private String page() {
        final Headline headline = Headline.of(report);
        html.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .add("<title>%s</title><style>%s</style></head><body><main>\n", report.title(), new Svg().raw(resource("report.css")))
            .add("<header><div><h1>%s</h1><p class=\"sub\">%s</p></div>%s</header>\n", report.title(), subtitle(), headline.verdict());
        notes();
        html.add("%s\n", headline.draw());
        final CallCharts charts = new CallCharts(report);
        html.add("<section><h2>Latency</h2>%s</section>\n", charts.latency());
        html.add("<section><h2>Where the time goes</h2>%s</section>\n", charts.parts());
        html.add("<section><h2>Rates and losses</h2>%s</section>\n", charts.rates());
        html.add("%s", NetworkSection.of(orEmpty(report.network())));
        html.add("%s", TreatmentSection.of(orEmpty(report.treatments())));
        html.add("%s", EncoderSection.of(report.comparison()));
        seen();
        final List<CallReport.GraphPart> graphs = orEmpty(report.graphs());
        for (int i = 0; i < graphs.size(); i++) {
            // The other end of the call looks much the same.
            graph(graphs.get(i), i < 2);
        }
        pools();
        about();
        return html.add("<footer>Latency is measured from the stamp in the picture and the marker in the sound, so no clock of the engine can "
            + "flatter it. p99: 99 of 100 samples were no worse.</footer></main><div id=\"tip\" hidden></div><script>%s</script></body></html>\n",
            new Svg().raw(resource("report.js"))).toString();
    }

    private String subtitle() {
        final String role = switch (Objects.toString(report.role(), "")) {
            case "listen" -> "the end that was called (B)";
            case "connect" -> "the end that called (A)";
            default -> "both ends in one process";
        };
        return report.date() + " · " + Figures.short3(report.seconds()) + " s · " + role + " · codecs warmed up for "
            + Figures.short3(report.warmUpMs() / 1000) + " s before";
    }

    private void notes() {
        if (!orEmpty(report.notes()).isEmpty()) {
            html.raw("<ul class=\"notes\">");
            report.notes().forEach(note -> html.add("<li>%s</li>", note));
            html.raw("</ul>\n");
        }
    }

    private void seen() {
        final List<Map.Entry<String, String>> files = new ArrayList<>(report.files() == null ? Map.<String, String>of().entrySet()
            : report.files().entrySet());
        if (files.isEmpty()) {
            return;
        }
        html.raw("<section><h2>What was received</h2><div class=\"panel seen\">");
        for (final Map.Entry<String, String> file : files) {
            final String picture = picture(file.getValue());
            if (picture != null) {
                html.add("<img alt=\"%s\" src=\"data:image/png;base64,%s\">", file.getKey(), picture);
                break;
            }
        }
        html.raw("<table class=\"texts files\"><tr><th>file</th><th>what it is</th></tr>");
        files.forEach(file -> html.add("<tr><td><a href=\"%s\">%s</a></td><td>%s</td></tr>", file.getValue(), file.getValue(),
            file.getKey()));
        html.raw("</table></div></section>\n");
    }

    /** The snapshot as text, or null where there is none. */
    private String picture(final String name) {
        if (folder == null || !name.endsWith(".png")) {
            return null;
        }
        try {
            final Path file = folder.resolve(name);
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST_INLINE_PICTURE
                ? Base64.getEncoder().encodeToString(Files.readAllBytes(file)) : null;
        } catch (final IOException unreadable) {
            // The link to the file is still there.
            return null;
        }
    }

    private void graph(final CallReport.GraphPart graph, final boolean open) {
        html.add("<section><details class=\"part\"%s><summary><h2>Graph “%s”</h2></summary><div class=\"panel\">",
            new Svg().raw(open ? " open" : ""), graph.name());
        if (graph.dot() != null && !graph.dot().isBlank()) {
            html.raw("<div class=\"legend\"><span><svg viewBox=\"0 0 22 8\"><path class=\"edge\" d=\"M0 4H20\"/></svg>"
                    + "a direct call in one thread</span>"
                    + "<span><svg viewBox=\"0 0 22 8\"><path class=\"edge queue\" d=\"M0 4H20\"/></svg>"
                    + "a queue between threads, and when it drops</span></div>")
                .add("<div class=\"scroll\">%s</div>", GraphPicture.draw(graph.name(), graph.dot()));
        }
        stages(graph);
        if (graph.describe() != null && !graph.describe().isBlank()) {
            html.add("<details><summary>The plan in full</summary><pre>%s</pre></details>",
                new Svg().raw(Svg.escape(graph.describe()).replace("&#10;", "\n")));
        }
        html.raw("</div></details></section>\n");
    }

    private void stages(final CallReport.GraphPart graph) {
        final Bars bars = new Bars("ms");
        final double least = orEmpty(graph.rows()).stream().filter(HtmlReport::isPart).mapToDouble(CallReport.StageRow::p99Ms).max().orElse(0) / 100;
        int small = 0;
        for (final CallReport.StageRow row : orEmpty(graph.rows())) {
            if (isPart(row) && row.p99Ms() < least) {
                small++;
            } else if (isPart(row)) {
                final String style = "stage".equals(row.kind()) ? "p1" : "p5";
                bars.bar(row.name(), Figures.short3(row.p50Ms()) + " · " + Figures.short3(row.p99Ms()) + " ms",
                    List.of(new Bars.Part("p50", style, row.p50Ms()), new Bars.Part("from p50 to p99", style + " half",
                        row.p99Ms() - row.p50Ms())));
            }
        }
        if (!bars.isEmpty()) {
            html.add("<h3 style=\"margin-top:18px\">Time in each stage and queue</h3><div class=\"legend\"><span><i class=\"p1\"></i>stage</span>"
                + "<span><i class=\"p5\"></i>queue</span><span>dark to p50, pale to p99</span></div><div class=\"dense\">%s</div>",
                    bars.draw());
            if (small > 0) {
                html.add("<p class=\"small\">%s more, each below %s</p>", small, Figures.with(least, "ms"));
            }
        }
    }

    private static boolean isPart(final CallReport.StageRow row) {
        return !row.kind().startsWith("end") && row.n() > 0;
    }

    private void pools() {
        final CallReport.EngineCost engine = report.engine();
        if (engine == null || orEmpty(engine.pools()).isEmpty()) {
            return;
        }
        html.raw("<section><h2>Memory of the engine</h2><div class=\"panel\">")
            .add("<p class=\"small\">Frames live in pools that are made before the call and never grow. "
                + "The engine allocated %s a frame, codecs %s.</p>",
                Figures.with(engine.allocatedBytesPerFrame(), "bytes"), Figures.with(engine.codecBytesPerFrame(), "bytes"))
            .add("<details%s><summary>%s pools</summary>", new Svg().raw(engine.pools().size() > 8 ? "" : " open"), engine.pools().size())
            .raw("<div class=\"scroll\"><table><tr><th>pool</th><th>slots</th><th>most in use</th><th>copies</th></tr>");
        engine.pools().forEach(pool -> html.add("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", pool.name(),
            Figures.count(pool.slots()),
            Figures.count(pool.highWater()), Figures.count(pool.copies())));
        html.raw("</table></div></details></div></section>\n");
    }

    private void about() {
        html.raw("<section><h2>Machine and options</h2><div class=\"two\"><div class=\"panel\"><table class=\"texts\">");
        final CallReport.Machine machine = report.machine();
        if (machine != null) {
            row("processor", machine.model() + ", " + machine.cores() + (machine.cores() == 1 ? " core" : " cores"));
            row("system", machine.system());
            row("Java", machine.jvm());
            row("heap, greatest", Figures.count(machine.heapMb()) + " MB");
            row("timer slack", Figures.with(machine.timerSlackUs(), "µs") + "; waits end late by " + Figures.with(machine.waitsLateUs(), "µs"));
            row("garbage collection", Figures.count(machine.gcMs()) + " ms in all");
        }
        html.raw("</table></div><div class=\"panel\"><table class=\"texts\">");
        if (report.options() != null) {
            report.options().forEach(this::row);
        }
        html.raw("</table></div></div></section>\n");
    }

    private void row(final String name, final String value) {
        html.add("<tr><th>%s</th><td>%s</td></tr>", name, Objects.toString(value, Figures.NONE));
    }

    private static <T> List<T> orEmpty(final List<T> list) {
        return list == null ? List.of() : list;
    }

    static String resource(final String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
