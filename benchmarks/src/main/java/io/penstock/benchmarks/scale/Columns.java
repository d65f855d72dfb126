package io.penstock.benchmarks.scale;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table whose columns also line up on a console. */
final class Columns {
    private final List<String[]> rows = new ArrayList<>();

    /**
     * Begins a table.
     *
     * @param heads one for each column; the first column is set left, all others right.
     */
    Columns(final String... heads) {
        rows.add(heads);
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are heads.
     * @return this.
     */
    Columns row(final String... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of " + rows.get(0).length + " columns");
        }
        rows.add(cells);
        return this;
    }

    @Override
    public String toString() {
        final int[] widths = new int[rows.get(0).length];
        for (final String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(Math.max(widths[i], 3), row[i].length());
            }
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i), widths);
            if (i == 0) {
                rule(text, widths);
            }
        }
        return text.toString();
    }

    private static void line(final StringBuilder text, final String[] row, final int[] widths) {
        for (int i = 0; i < row.length; i++) {
            final String blanks = " ".repeat(widths[i] - row[i].length());
            text.append("| ").append(i == 0 ? row[i] + blanks : blanks + row[i]).append(' ');
        }
        text.append("|\n");
    }

    private static void rule(final StringBuilder text, final int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            text.append("| ").append("-".repeat(widths[i] - 1)).append(i == 0 ? '-' : ':').append(' ');
        }
        text.append("|\n");
    }
}
