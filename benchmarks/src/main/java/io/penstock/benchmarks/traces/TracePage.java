package io.penstock.benchmarks.traces;

import io.penstock.examples.report.CurvesPage;
import io.penstock.examples.report.CurvesPage.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results for people: the table, and for each trace delay and what was missing over time. */
final class TracePage {
    private static final double STEP_S = Series.WINDOW_NS / 1e9;
    /** Pictures a window, were all of them shown. */
    private static final double FRAMES = 30 * STEP_S;
    private static final double PERCENT = 100;
    private static final double LEAST_MS = 50;
    private static final double LEAST_PERCENT = 10;

    private TracePage() {
    }

    static CurvesPage of(final String settings, final List<TraceResult> results, final TraceComparison comparison) {
        final CurvesPage page = new CurvesPage("Jitter buffers on bad links", results.size() + " traces in virtual time · " + settings);
        comparison.lines().forEach(page::note);
        page.footer("Delays are counted from when a packet was sent. p95: 95 of 100 were no worse.");
        page.section("In figures");
        final TraceTable table = new TraceTable(results, comparison);
        page.table("Sound: delays in milliseconds from sent to played" + marks(comparison), table.rows(true));
        page.table("Pictures: delays in milliseconds from sent to shown" + marks(comparison), table.rows(false));
        for (final TraceResult result : results) {
            page.section(result.name() + ": " + result.described());
            page.overTime("Delay", said(result), "ms", LEAST_MS, STEP_S, lines(result, TraceResult.SOUND_WAY, TraceResult.SOUND_DELAY,
                TraceResult.PICTURE_WAY, TraceResult.PICTURE_DELAY, TraceResult.SKEW));
            final List<Line> missing = new ArrayList<>(lines(result, TraceResult.CONCEALED));
            if (result.series().containsKey(TraceResult.SHOWN)) {
                missing.add(new Line("pictures not shown", Arrays.stream(result.series().get(TraceResult.SHOWN))
                    .map(shown -> PERCENT * Math.max(0, 1 - shown / FRAMES)).toArray()));
            }
            page.overTime("Made up or missing", missed(result), "%", LEAST_PERCENT, STEP_S, missing);
        }
        page.section("What is measured");
        final Map<String, String> described = new LinkedHashMap<>();
        for (final Figure figure : Figure.values()) {
            described.put((figure.isOfSound() ? "sound, " : "pictures, ") + figure.head, figure.described.replaceFirst("^\\w+: ", ""));
        }
        page.described(described);
        return page;
    }

    private static String marks(final TraceComparison comparison) {
        return comparison.lines().isEmpty() ? "" : "; ! = worse than before, + = better";
    }

    private static List<Line> lines(final TraceResult result, final String... names) {
        return Arrays.stream(names).filter(result.series()::containsKey).map(name -> new Line(name, result.series().get(name))).toList();
    }

    private static String said(final TraceResult result) {
        return String.format(Locale.ROOT, "sound %s, 95 of 100 within %s ms; pictures %s, 95 of 100 within %s ms",
            TraceTable.shown(result.figure(Figure.SOUND_MEAN)), TraceTable.shown(result.figure(Figure.SOUND_P95)),
            TraceTable.shown(result.figure(Figure.PICTURE_MEAN)), TraceTable.shown(result.figure(Figure.PICTURE_P95)));
    }

    private static String missed(final TraceResult result) {
        return String.format(Locale.ROOT, "%s %% of the sound made up, %s %% stretched; %s %% of the pictures shown, %s freezes",
            TraceTable.shown(result.figure(Figure.SOUND_CONCEALED)), TraceTable.shown(result.figure(Figure.SOUND_STRETCHED)),
            TraceTable.shown(result.figure(Figure.PICTURE_SHOWN)), TraceTable.shown(result.figure(Figure.PICTURE_FREEZES)));
    }
}
