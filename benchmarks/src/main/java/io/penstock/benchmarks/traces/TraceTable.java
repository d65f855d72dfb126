package io.penstock.benchmarks.traces;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Results as a table, a line a trace: in short of both, or all of sound or of pictures. */
final class TraceTable {
    private static final double SMALL = 9.95;
    private final List<TraceResult> results;
    private final TraceComparison comparison;

    /** A table; what has changed against figures of before is marked. */
    TraceTable(final List<TraceResult> results, final TraceComparison comparison) {
        this.results = results;
        this.comparison = comparison;
    }

    /** All figures of sound or of pictures: heads and cells, the first row being the heads. */
    List<List<String>> rows(final boolean sound) {
        return rows(sound ? "sound" : "pictures", Arrays.stream(Figure.values()).filter(figure -> figure.isOfSound() == sound).toList());
    }

    private List<List<String>> rows(final String corner, final List<Figure> columns) {
        final List<List<String>> rows = new ArrayList<>();
        final List<String> head = new ArrayList<>(List.of(corner));
        columns.forEach(figure -> head.add(figure.head));
        rows.add(head);
        for (final TraceResult result : results) {
            final List<String> row = new ArrayList<>(List.of(result.name()));
            columns.forEach(figure -> row.add(shown(result.figure(figure)) + comparison.mark(result.name(), figure)));
            rows.add(row);
        }
        return rows;
    }

    private static List<Figure> inShort() {
        return Arrays.stream(Figure.values()).filter(Figure::isInShort).toList();
    }

    static String shown(final double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        final String shown = String.format(Locale.ROOT, Math.abs(value) < SMALL ? "%.2f" : "%.1f", value);
        return shown.contains(".") ? shown.replaceFirst("\\.?0+$", "") : shown;
    }

    void print(final PrintWriter out) {
        final List<Figure> columns = inShort();
        final List<List<String>> rows = rows("", columns);
        final int[] widths = new int[rows.get(0).size()];
        for (final List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        final StringBuilder groups = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            final boolean begins = i > 0 && (i == 1 || columns.get(i - 1).isOfSound() != columns.get(i - 2).isOfSound());
            groups.append(begins ? (columns.get(i - 1).isOfSound() ? "sound " : "| pictures ") : "");
            final int end = Arrays.stream(widths, 0, i + 1).sum() + 2 * i + (i > 0 && !columns.get(i - 1).isOfSound() ? 2 : 0);
            groups.append((begins || groups.length() > 0 ? "-" : " ").repeat(Math.max(0, end + 2 - groups.length())));
        }
        out.println(groups.toString().stripTrailing());
        for (final List<String> row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                final boolean bar = i > 1 && !columns.get(i - 1).isOfSound() && columns.get(i - 2).isOfSound();
                line.append(bar ? "| " : "").append(String.format(i == 0 ? "%-" + widths[i] + "s  " : "%" + widths[i] + "s  ", row.get(i)));
            }
            out.println(line.toString().stripTrailing());
        }
        out.println("mean, p95, p99: milliseconds from when a packet was sent, its way over the network included. docs/traces.md explains the rest.");
        results.stream().filter(result -> result.figure(Figure.PICTURE_UNDECODABLE) > 0).forEach(result -> out.println(result.name()
            + ": UNDECODABLE pictures were put out: " + shown(result.figure(Figure.PICTURE_UNDECODABLE))));
        out.flush();
    }

    /** The table for a page of documentation. */
    String markdown(final String settings) {
        final List<Figure> columns = inShort();
        final StringBuilder text = new StringBuilder("`traces`, " + settings + ".\n\n");
        final List<List<String>> rows = rows("trace", columns);
        for (int i = 1; i <= columns.size(); i++) {
            rows.get(0).set(i, (columns.get(i - 1).isOfSound() ? "sound " : "pictures ") + columns.get(i - 1).head);
        }
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            text.append(i == 0 ? "|---" + "|--:".repeat(columns.size()) + "|\n" : "");
        }
        return text.toString();
    }
}
