package io.penstock.benchmarks.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Figures beside those of before. */
final class TraceComparison {
    private static final String WORSE = " !";
    private static final String BETTER = " +";
    private final Map<String, String> marks = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private int worse;
    private int better;
    private int compared;

    /** Nothing to compare with. */
    TraceComparison() {
    }

    /**
     * Compares.
     *
     * @param before           results of before.
     * @param now              results of now; those of the same name are compared.
     * @param tolerancePercent by how much a figure may get worse.
     */
    TraceComparison(final List<TraceResult> before, final List<TraceResult> now, final double tolerancePercent) {
        for (final TraceResult result : now) {
            before.stream().filter(other -> other.name().equals(result.name())).findFirst()
                .ifPresent(other -> compare(other, result, tolerancePercent));
        }
    }

    private void compare(final TraceResult before, final TraceResult now, final double tolerancePercent) {
        compared++;
        for (final Figure figure : Figure.values()) {
            final double was = before.figure(figure);
            final double is = now.figure(figure);
            final boolean isWorse = figure.isWorse(was, is, tolerancePercent);
            if (isWorse || figure.isBetter(was, is, tolerancePercent)) {
                worse += isWorse ? 1 : 0;
                better += isWorse ? 0 : 1;
                marks.put(now.name() + ' ' + figure, isWorse ? WORSE : BETTER);
                lines.add(String.format(Locale.ROOT, "%-6s %-20s %s, %s: %s, was %s", isWorse ? "WORSE" : "better", now.name(),
                    figure.isOfSound() ? "sound" : "pictures", figure.head, TraceTable.shown(is), TraceTable.shown(was)));
            }
        }
    }

    /** What to write behind a figure. */
    String mark(final String trace, final Figure figure) {
        return marks.getOrDefault(trace + ' ' + figure, "");
    }

    /** A line for each figure that changed. */
    List<String> lines() {
        return lines;
    }

    int worse() {
        return worse;
    }

    /** All in one line. */
    String summary(final double tolerancePercent) {
        return compared + (compared == 1 ? " trace" : " traces") + " compared: " + worse + " figures worse, " + better + " better, by more than "
            + TraceTable.shown(tolerancePercent) + " %";
    }
}
