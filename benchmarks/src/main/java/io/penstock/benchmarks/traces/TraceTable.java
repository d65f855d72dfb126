package io.penstock.benchmarks.traces;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Results as columns of text: sound, then pictures, a line a trace. */
final class TraceTable {
    private static final double SMALL = 9.95;
    private final List<TraceResult> results;
    private final TraceComparison comparison;

    /** A table; what has changed against figures of before is marked. */
    TraceTable(final List<TraceResult> results, final TraceComparison comparison) {
        this.results = results;
        this.comparison = comparison;
    }

    /** Heads and cells, the first row being the heads. */
    List<List<String>> rows(final boolean sound) {
        final List<Figure> columns = Arrays.stream(Figure.values()).filter(figure -> figure.isOfSound() == sound).toList();
        final List<List<String>> rows = new ArrayList<>();
        final List<String> head = new ArrayList<>(List.of(sound ? "sound" : "pictures"));
        columns.forEach(figure -> head.add(figure.head));
        rows.add(head);
        for (final TraceResult result : results) {
            final List<String> row = new ArrayList<>(List.of(result.name()));
            columns.forEach(figure -> row.add(shown(result.figure(figure)) + comparison.mark(result.name(), figure)));
            rows.add(row);
        }
        return rows;
    }

    static String shown(final double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        final String shown = String.format(Locale.ROOT, Math.abs(value) < SMALL ? "%.2f" : "%.1f", value);
        return shown.contains(".") ? shown.replaceFirst("\\.?0+$", "") : shown;
    }

    void print(final PrintWriter out) {
        print(out, rows(true));
        out.println();
        print(out, rows(false));
        out.println();
        out.println("Milliseconds from when a packet was sent, its way over the network included. Rows and columns are explained in docs/traces.md.");
        out.flush();
    }

    private static void print(final PrintWriter out, final List<List<String>> rows) {
        final int[] widths = new int[rows.get(0).size()];
        for (final List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (final List<String> row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(String.format(i == 0 ? "%-" + widths[i] + "s  " : "%" + widths[i] + "s  ", row.get(i)));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
