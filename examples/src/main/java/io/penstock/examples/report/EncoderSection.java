package io.penstock.examples.report;

import io.penstock.examples.report.CallReport.Comparison;
import io.penstock.examples.report.CallReport.EncodedPicture;
import io.penstock.examples.report.CallReport.EncoderFigures;
import io.penstock.examples.report.LineChart.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The encoders of pictures held against each other: figures, what the first one gains over the others, and curves. */
final class EncoderSection {
    private static final String[] STYLES = {"c1", "c2", "c3", "c4"};

    /** Levels have no zero to begin from. */
    private static final double STEP_DB = 5;

    private EncoderSection() {
    }

    static Svg of(final Comparison comparison) {
        final Svg html = new Svg();
        if (comparison == null || comparison.encoders() == null || comparison.encoders().isEmpty()) {
            return html;
        }
        html.raw("<section><h2>Encoders compared</h2><div class=\"two\"><div class=\"panel wide\">")
            .add("<p class=\"small\">After the call each encoder was given the same %s of its pictures, by turns, and the same target: %s. "
                + "PSNR is that of the luma that a decoder shows; time is that of one thread. Matched: once more, with the target at which it "
                + "spends what the other one spent.</p>", comparison.frames(),
                Figures.with(comparison.kbps(), "kbit/s"))
            .raw("<div class=\"scroll\"><table><tr><th></th><th>PSNR</th><th>kbit/s</th><th>CPU a frame</th><th>encoding p50</th><th>p99</th>"
                + "<th>allocated a frame</th><th>left out</th></tr>");
        comparison.encoders().forEach(encoder -> row(html, encoder));
        html.raw("</table></div>");
        final EncoderFigures used = comparison.encoders().get(0);
        final EncoderFigures last = comparison.encoders().get(comparison.encoders().size() - 1);
        html.raw("<div style=\"margin-top:14px\">");
        comparison.encoders().stream().skip(1).limit(1).forEach(other -> gain(html, used, other));
        comparison.encoders().stream().filter(other -> !last.encoder().startsWith(other.encoder())).forEach(other -> gain(html, last, other));
        html.raw("</div>");
        html.raw("</div>");
        html.add("%s", chart(comparison, "Picture quality", "luma PSNR of what is shown, picture by picture", "dB", false, EncodedPicture::psnrDb));
        html.add("%s", chart(comparison, "Time to encode", "each picture, milliseconds", "ms", false, EncodedPicture::encodeMs));
        return html.add("%s</div></section>\n", chart(comparison, "Size", "each picture, kilobits", "kbit", true, EncodedPicture::kbit));
    }

    private static void row(final Svg html, final EncoderFigures encoder) {
        html.add("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", encoder.encoder(),
            Figures.with(encoder.psnrDb(), "dB"), Figures.short3(encoder.kbps()), Figures.with(encoder.cpuMsPerFrame(), "ms"),
            Figures.with(encoder.encodeMs() == null ? null : encoder.encodeMs().p50(), "ms"),
            Figures.with(encoder.encodeMs() == null ? null : encoder.encodeMs().p99(), "ms"),
            Figures.with(encoder.allocatedBytesPerFrame(), "bytes"), Figures.count(encoder.skipped()));
    }

    private static void gain(final Svg html, final EncoderFigures used, final EncoderFigures other) {
        final Double db = used.psnrDb() == null || other.psnrDb() == null ? null : Double.valueOf(used.psnrDb() - other.psnrDb());
        html.add("<p>%s against %s: <b>%s</b> of PSNR, with %s of its bits, %s of its processor time and %s of its median time to encode.</p>",
            used.encoder(), other.encoder(), db == null ? Figures.NONE : (db >= 0 ? "+" : "−") + Figures.with(Math.abs(db), "dB"),
            share(used.kbps(), other.kbps()), share(used.cpuMsPerFrame(), other.cpuMsPerFrame()),
            share(used.encodeMs() == null ? null : used.encodeMs().p50(), other.encodeMs() == null ? null : other.encodeMs().p50()));
    }

    private static String share(final Double part, final Double whole) {
        return part == null || whole == null || whole <= 0 ? Figures.NONE : Figures.percent(part / whole);
    }

    private static Svg chart(final Comparison comparison, final String title, final String sub, final String unit,
                             final boolean wide, final ToDoubleFunction<EncodedPicture> figure) {
        final LineChart chart = wide ? new LineChart(unit).title(title).wide() : new LineChart(unit).title(title);
        final Svg html = new Svg().add("<div class=\"panel%s\"><h3>%s</h3><p class=\"small\" style=\"margin:0\">%s</p><div class=\"legend\">",
            wide ? " wide" : "", title, sub);
        double last = 1;
        double lowest = Double.MAX_VALUE;
        double highest = -Double.MAX_VALUE;
        for (int i = 0; i < comparison.encoders().size(); i++) {
            final EncoderFigures encoder = comparison.encoders().get(i);
            final String style = STYLES[i % STYLES.length];
            final List<EncodedPicture> pictures = encoder.pictures() == null ? List.of() : encoder.pictures();
            chart.line(encoder.encoder(), style, pictures.stream().map(p -> new Point(p.t(), figure.applyAsDouble(p))).toList());
            last = Math.max(last, pictures.stream().mapToDouble(EncodedPicture::t).max().orElse(0));
            lowest = Math.min(lowest, pictures.stream().mapToDouble(figure).min().orElse(lowest));
            highest = Math.max(highest, pictures.stream().mapToDouble(figure).max().orElse(highest));
            html.add("<span><svg viewBox=\"0 0 22 8\"><path class=\"line %s\" d=\"M1 4H21\"/></svg>%s</span>", style, encoder.encoder());
        }
        if (unit.equals("dB") && lowest <= highest) {
            chart.range(STEP_DB * Math.floor(lowest / STEP_DB), STEP_DB * Math.ceil(highest / STEP_DB + 0.01));
        }
        return html.add("</div>%s</div>", chart.draw(Axis.exact(0, last, 8, " s"), t -> "at " + Figures.with(t, "s")));
    }
}
