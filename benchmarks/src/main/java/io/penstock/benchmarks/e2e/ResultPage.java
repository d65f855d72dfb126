package io.penstock.benchmarks.e2e;

import io.penstock.examples.report.CallReport.CurvePoint;
import io.penstock.examples.report.CurvesPage;
import io.penstock.examples.report.CurvesPage.Curve;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Results for people. */
final class ResultPage {
    private static final double[] PERCENTILES = {0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 100};
    private static final long LEAST_BEHIND = 1;
    private static final double STOLEN = 0.1;
    private static final double GOOD_MS = 200;
    private static final double BEARABLE_MS = 500;
    /** What the engine may add with a codec that costs nothing. */
    private static final double ADDED_MS = 2;

    private ResultPage() {
    }

    static CurvesPage of(final Machine machine, final List<Result> results, final List<String> verdicts) {
        final CurvesPage page = new CurvesPage("Latency from end to end", machine.facts().get("date") + " · from the intended time of capture to "
            + "rendering, by the stamp in the picture and the marks in the sound");
        verdicts.forEach(page::note);
        results.stream().filter(result -> result.steal() != null && result.steal() > STOLEN).forEach(result -> page.note(String.format(Locale.ROOT,
            "%s: %.0f %% of the processors was stolen by other machines on the same host", result.scenario().name(), 100 * result.steal())));
        for (final Map.Entry<String, List<Result>> group : groups(results).entrySet()) {
            page.section(group.getKey());
            page.chart("Picture", "what nobody saw included", curves(group.getValue(), result -> result.video().corrected()),
                GOOD_MS, BEARABLE_MS);
            page.chart("Sound", "marks that nobody heard included", curves(group.getValue(), result -> result.audio().corrected()),
                GOOD_MS, BEARABLE_MS);
            page.chart("Added by the engine", "without codecs, pacing, link and intended hold", curves(group.getValue(), Result::added), ADDED_MS);
            page.described(described(group.getValue()));
        }
        page.section("In figures");
        page.table("Milliseconds; all runs of a scenario together", new ResultTable(results).rows());
        page.facts(machine.facts());
        return page;
    }

    /** Scenarios by the question that they belong to; what all are compared with comes first in each. */
    private static Map<String, List<Result>> groups(final List<Result> results) {
        final Map<String, List<Result>> groups = new LinkedHashMap<>();
        results.forEach(result -> groups.computeIfAbsent(result.scenario().group(), name -> new ArrayList<>()).add(result));
        for (final Map.Entry<String, List<Result>> group : groups.entrySet()) {
            if (!group.getKey().equals(Scenario.CODECS)) {
                final List<Result> compared = results.stream().filter(result -> result.scenario().group().equals(Scenario.CODECS)
                    && result.scenario().processes() == 1 && group.getValue().stream().anyMatch(other -> isLike(result, other))).toList();
                group.getValue().addAll(0, compared);
            }
        }
        return groups;
    }

    private static boolean isLike(final Result base, final Result other) {
        return base.scenario().setup().codec() == other.scenario().setup().codec();
    }

    private static Map<String, String> described(final List<Result> results) {
        final Map<String, String> texts = new LinkedHashMap<>();
        results.forEach(result -> texts.put(result.scenario().name(), result.scenario().described()));
        return texts;
    }

    private static List<Curve> curves(final List<Result> results, final Function<Result, Histogram> part) {
        return results.stream().map(result -> new Curve(result.scenario().name(), points(part.apply(result)))).toList();
    }

    /** Percentiles with at least one sample beyond them, and the greatest. */
    private static List<CurvePoint> points(final Histogram histogram) {
        final List<CurvePoint> points = new ArrayList<>();
        for (final double percentile : PERCENTILES) {
            final double behind = histogram.getTotalCount() * (100 - percentile) / 100;
            if (histogram.getTotalCount() > 0 && (percentile == 100 || behind >= LEAST_BEHIND)) {
                points.add(new CurvePoint(percentile, Result.ms(histogram, percentile)));
            }
        }
        return points;
    }
}
