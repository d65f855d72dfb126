package io.penstock.benchmarks.e2e;

import io.penstock.examples.call.CallFigures.Medium;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Results as columns of text. */
final class ResultTable {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
    private static final List<String> HEAD = List.of("scenario", "", "p50", "p90", "p99", "p99.9", "max", "seen p99", "added p50", "added p99",
        "sent", "shown", "unseen", "freezes", "cores", "steal", "B/frame");
    private final List<List<String>> rows = new ArrayList<>();

    ResultTable(final List<Result> results) {
        rows.add(HEAD);
        for (final Result result : results) {
            row(result, "video", result.video(), result.video().freezes());
            row(result, "audio", result.audio(), -1);
        }
    }

    private void row(final Result result, final String medium, final Medium figures, final long freezes) {
        final boolean first = freezes >= 0;
        final List<String> cells = new ArrayList<>(List.of(first ? result.scenario().name() : "", medium));
        for (final double percentile : PERCENTILES) {
            cells.add(ms(figures.corrected(), percentile));
        }
        cells.add(ms(figures.seen(), 99));
        cells.add(ms(figures.engine(), 50));
        cells.add(ms(figures.engine(), 99));
        cells.add(Long.toString(figures.sent()));
        cells.add(Long.toString(figures.shown()));
        cells.add(Long.toString(figures.unseen()));
        cells.add(first ? Long.toString(freezes) : figures.concealed() + " made up");
        cells.add(first ? String.format(Locale.ROOT, "%.2f", result.cores()) : "");
        cells.add(first && result.steal() != null ? String.format(Locale.ROOT, "%.2f", result.steal()) : "");
        cells.add(first && result.bytesAFrame() != null ? String.format(Locale.ROOT, "%.0f", result.bytesAFrame()) : "");
        rows.add(cells);
    }

    /** Heads and cells, the first row being the heads. */
    List<List<String>> rows() {
        return rows;
    }

    static String ms(final Histogram histogram, final double percentile) {
        final double ms = Result.ms(histogram, percentile);
        return Double.isNaN(ms) ? "-" : String.format(Locale.ROOT, ms < 10 ? "%.2f" : "%.1f", ms);
    }

    void print(final PrintWriter out) {
        final int[] widths = new int[HEAD.size()];
        for (final List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (final List<String> row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(String.format(i < 2 ? "%-" + (widths[i] + 2) + "s" : "%" + Math.max(1, widths[i]) + "s  ", row.get(i)));
            }
            out.println(line.toString().stripTrailing());
        }
        out.println("Milliseconds from the intended time of capture. What nobody saw counts with the time until something newer was seen;");
        out.println("\"seen p99\" leaves it out. \"added\": without codecs, pacing, link and intended hold. "
            + "unseen: pictures, or marks in the sound (10 a");
        out.println("second).");
        out.flush();
    }
}
