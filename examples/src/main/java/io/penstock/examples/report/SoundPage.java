package io.penstock.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page that shows sounds one below the other on one scale: to listen to, as spectrograms, and their levels over time. One file, needing no
 * other. One thread.
 */
public final class SoundPage {
    private static final double WIDTH = 1060;
    private static final double HEIGHT = 250;
    private static final double LEFT = 44;
    private static final double RIGHT = 64;
    private static final double TOP = 8;
    private static final double BOTTOM = 26;
    private static final int COLUMNS = 952;
    private static final int ROWS = 216;
    private static final double SHOWN_DB = 90;
    private static final double FLOOR_DBFS = -100;
    private static final int POINTS = 240;
    private static final double LEVEL_SECONDS = 0.02;
    private static final String[] STYLES = {"c1", "c2", "c3", "c4", "c5", "c6"};

    private final String title;
    private final String subtitle;
    private final List<Sound> sounds = new ArrayList<>();
    private final List<String> statistics = new ArrayList<>();
    private final Map<String, LineChart> charts = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Map<String, Svg> legends = new LinkedHashMap<>();

    private record Sound(String name, float[] samples, int rateHz, byte[] wav) {
        double seconds() {
            return samples.length / (double) rateHz;
        }
    }

    /**
     * An empty page.
     *
     * @param title    headline.
     * @param subtitle a line below.
     */
    public SoundPage(final String title, final String subtitle) {
        this.title = title;
        this.subtitle = subtitle;
    }

    /**
     * Adds what was said about the work.
     *
     * @param texts a line each.
     */
    public void statistics(final List<String> texts) {
        statistics.addAll(texts);
    }

    /**
     * Adds a sound.
     *
     * @param name    what it is.
     * @param samples ±1, one channel, at least one sample.
     * @param rateHz  samples per second.
     * @param wav     the same as a WAV file for listening; nothing where it is empty.
     */
    public void sound(final String name, final float[] samples, final int rateHz, final byte[] wav) {
        sounds.add(new Sound(name, samples, rateHz, wav));
    }

    /**
     * Adds a line to a chart over time.
     *
     * @param chart   headline of the chart; lines of one headline share it.
     * @param name    what the line is.
     * @param unit    of the values.
     * @param seconds from one value to the next; the first one is at zero.
     * @param values  NaN where there is none.
     */
    public void line(final String chart, final String name, final String unit, final double seconds, final float[] values) {
        final List<LineChart.Point> points = new ArrayList<>();
        final int step = Math.max(1, (values.length + POINTS - 1) / POINTS);
        for (int i = 0; i < values.length; i += step) {
            double sum = 0;
            final int n = Math.min(step, values.length - i);
            for (int k = 0; k < n; k++) {
                sum += values[i + k];
            }
            points.add(new LineChart.Point(i * seconds, sum / n));
        }
        final int count = lines.merge(chart, 1, Integer::sum);
        final String style = STYLES[(count - 1) % STYLES.length];
        final LineChart drawn = charts.computeIfAbsent(chart, title -> new LineChart(unit).title(title)).line(name, style, points);
        double least = 0;
        double most = 1e-6;
        for (final LineChart.Series series : drawn.series()) {
            for (final LineChart.Point point : series.points()) {
                least = point.y() == null ? least : Math.min(least, point.y());
                most = point.y() == null ? most : Math.max(most, point.y());
            }
        }
        if (least < 0) {
            drawn.range(least, Math.max(most, 0));
        }
        legends.computeIfAbsent(chart, title -> new Svg()).add("<span><i class=\"%s\"></i>%s</span>", style, name);
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
        final double seconds = sounds.stream().mapToDouble(Sound::seconds).max().orElse(1);
        final double topHz = sounds.stream().mapToDouble(s -> s.rateHz() / 2.0).max().orElse(1);
        final Svg body = new Svg();
        if (!statistics.isEmpty()) {
            body.raw("<section><h2>What it did</h2><div class=\"panel\"><table class=\"texts\">");
            statistics.forEach(text -> body.add("<tr><td>%s</td></tr>", text));
            body.raw("</table></div></section>\n");
        }
        spectrograms(body, seconds, topHz);
        body.raw("<section><h2>Over time</h2><div class=\"two\">");
        levels(body, seconds);
        charts.forEach((name, chart) -> panel(body, "panel", name, "", legends.get(name), chart, seconds));
        body.raw("</div></section>\n");
        return Page.html(title, subtitle, "", body.toString(), "Spectrograms: 32 ms under a Hann window, dB of a sine at full scale, one "
            + "colour scale for all. Levels: root mean square, dB of full scale (a sine at full scale has −3).");
    }

    private void spectrograms(final Svg body, final double seconds, final double topHz) {
        final List<Spectrogram> all = new ArrayList<>();
        double most = Spectrogram.LOWEST_DB;
        for (final Sound sound : sounds) {
            final Spectrogram made = new Spectrogram(sound.samples(), sound.rateHz(), seconds, topHz, COLUMNS, ROWS);
            all.add(made);
            most = Math.max(most, made.greatestDb());
        }
        final double top = Math.max(-40, Math.min(0, 10 * Math.ceil(most / 10)));
        body.raw("<section><h2>Sound</h2><div class=\"two\">");
        for (int i = 0; i < sounds.size(); i++) {
            final Sound sound = sounds.get(i);
            body.add("<div class=\"panel wide\"><h3>%s</h3><p class=\"small\">%s Hz, %s s</p>", sound.name(), sound.rateHz(), sound.seconds());
            if (sound.wav().length > 0) {
                body.add("<audio controls preload=\"none\" src=\"%s\"></audio>", DataUri.of("audio/wav", sound.wav()));
            }
            body.add("%s</div>", picture(all.get(i), sound.name(), seconds, topHz, top));
        }
        body.raw("</div></section>\n");
    }

    private static Svg picture(final Spectrogram spectrogram, final String name, final double seconds, final double topHz, final double topDb) {
        final double wide = WIDTH - LEFT - RIGHT;
        final double high = HEIGHT - TOP - BOTTOM;
        final Axis time = Axis.exact(0, seconds, 10, " s");
        final Axis pitch = Axis.exact(0, topHz / 1e3, 4, "");
        final Axis level = Axis.exact(topDb - SHOWN_DB, topDb, 5, "");
        final double scaleAt = WIDTH - RIGHT + 14;
        final Svg svg = new Svg().add("<svg class=\"chart\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"Spectrogram: %s\">", WIDTH, HEIGHT, name)
            .add("<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\" href=\"%s\"/>", LEFT, TOP, wide, high,
                DataUri.png(spectrogram.picture(topDb - SHOWN_DB, topDb)))
            .add("<image x=\"%s\" y=\"%s\" width=\"12\" height=\"%s\" preserveAspectRatio=\"none\" href=\"%s\"/>", scaleAt, TOP, high,
                DataUri.png(Spectrogram.scale()));
        for (final Axis.Tick tick : time.ticks()) {
            svg.add("<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>",
                LEFT + wide * time.toUnit().applyAsDouble(tick.at()), HEIGHT - BOTTOM + 17, tick.label());
        }
        for (final Axis.Tick tick : pitch.ticks()) {
            svg.add("<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>", LEFT - 7,
                TOP + high * (1 - pitch.toUnit().applyAsDouble(tick.at())) + 4, tick.label());
        }
        for (final Axis.Tick tick : level.ticks()) {
            svg.add("<text class=\"tick\" x=\"%s\" y=\"%s\" text-anchor=\"start\">%s</text>", scaleAt + 17,
                TOP + high * (1 - level.toUnit().applyAsDouble(tick.at())) + 4, tick.label());
        }
        return svg.add("<text class=\"unit\" x=\"0\" y=\"%s\">kHz</text>", HEIGHT - BOTTOM + 17)
            .add("<text class=\"unit\" x=\"%s\" y=\"%s\" text-anchor=\"end\">dB</text></svg>", WIDTH - 18, HEIGHT - BOTTOM + 17);
    }

    private void levels(final Svg body, final double seconds) {
        final LineChart chart = new LineChart("dB").title("Level over time").range(FLOOR_DBFS, 0).wide();
        final Svg legend = new Svg();
        for (int i = 0; i < sounds.size(); i++) {
            final Sound sound = sounds.get(i);
            final String style = STYLES[i % STYLES.length];
            chart.line(sound.name(), style, level(sound, Math.max(LEVEL_SECONDS, seconds / POINTS)));
            legend.add("<span><i class=\"%s\"></i>%s</span>", style, sound.name());
        }
        panel(body, "panel wide", "Level", "Root mean square, dB of full scale", legend, chart, seconds);
    }

    private static void panel(final Svg body, final String kind, final String name, final String means, final Svg legend,
        final LineChart chart, final double seconds) {
        body.add("<div class=\"%s\"><h3>%s</h3><p class=\"small\">%s</p><div class=\"legend\">%s</div>", kind, name, means, legend);
        if (chart.isEmpty()) {
            body.raw("<p class=\"small\">Nothing was measured.</p></div>");
        } else {
            body.add("%s</div>", chart.draw(Axis.exact(0, seconds, 6, " s"), at -> "at " + Figures.with(at, "s")));
        }
    }

    private static List<LineChart.Point> level(final Sound sound, final double step) {
        final List<LineChart.Point> points = new ArrayList<>();
        final int window = Math.max(1, (int) Math.round(step * sound.rateHz()));
        for (int from = 0; from < sound.samples().length; from += window) {
            double power = 0;
            final int n = Math.min(window, sound.samples().length - from);
            for (int i = 0; i < n; i++) {
                power += (double) sound.samples()[from + i] * sound.samples()[from + i];
            }
            points.add(new LineChart.Point(from / (double) sound.rateHz(), Math.max(FLOOR_DBFS, 10 * Math.log10(power / n + 1e-12))));
        }
        return points;
    }
}
