package io.penstock.benchmarks.peers;

import io.penstock.benchmarks.peers.Comparison.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes one Markdown table of what was compared: a row for each question and peer, the peer's figure divided by Penstock's as the ratio. */
final class CompareTable {
    private static final double CALM_STEAL = 0.1;
    private static final double CALM_FOREIGN = 0.2;
    private static final String HEAD = """
        | measured | Penstock | peer | its figure | ratio | runs; steal, other load (cores, worst) | includes |
        |---|---|---|---|---|---|---|
        """;

    private final Runs runs;
    private final Map<String, String> absent;

    /**
     * Creates a maker.
     *
     * @param runs   what was measured.
     * @param absent programs that are not installed, and what to say of each.
     */
    CompareTable(final Runs runs, final Map<String, String> absent) {
        this.runs = runs;
        this.absent = absent;
    }

    /** The table; questions whose case was not run at all are left out. */
    String markdown(final List<Comparison> comparisons) {
        final StringBuilder table = new StringBuilder(HEAD);
        for (final Comparison comparison : comparisons) {
            final Set<String> cases = comparison.peers().stream().map(Peer::runs).collect(Collectors.toSet());
            if (runs.count(comparison.ours()) == 0 && cases.stream().allMatch(name -> runs.count(name) == 0)) {
                continue;
            }
            rows(comparison, table);
        }
        return table.toString();
    }

    private void rows(final Comparison comparison, final StringBuilder table) {
        final double[] ours = runs.median(comparison.ours(), comparison.reading());
        boolean first = true;
        for (final Peer peer : comparison.peers()) {
            final List<String> cells = new ArrayList<>(List.of(comparison.question(), figure(ours), peer.name()));
            if (runs.count(peer.runs()) == 0) {
                cells.addAll(List.of(absent.getOrDefault(peer.program(), "no figure"), "–", "–"));
            } else {
                final double[] theirs = runs.median(peer.runs(), peer.reading());
                cells.addAll(List.of(figure(theirs), ratio(theirs, ours), calm(comparison.ours(), peer.runs())));
            }
            cells.add((first ? "Penstock: " + comparison.includes() + ". " + peer.name() + ": " : "") + peer.includes());
            first = false;
            table.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
    }

    private String calm(final String ours, final String theirs) {
        final Runs.Calm worst = runs.count(ours) == 0 ? runs.calm(theirs) : runs.calm(ours).worst(runs.calm(theirs));
        final boolean disturbed = worst.steal() > CALM_STEAL || worst.foreign() > CALM_FOREIGN;
        return String.format(Locale.ROOT, "%d; %s, %s%s", runs.count(theirs), share(worst.steal()), share(worst.foreign()),
            disturbed ? " **(disturbed)**" : "");
    }

    private static String share(final double cores) {
        return Double.isNaN(cores) ? "unknown" : String.format(Locale.ROOT, "%.2f", cores);
    }

    static String figure(final double... parts) {
        return IntStream.range(0, parts.length).mapToObj(i -> number(parts[i])).collect(Collectors.joining(" / "));
    }

    static String ratio(final double[] theirs, final double[] ours) {
        return IntStream.range(0, Math.min(theirs.length, ours.length))
            .mapToObj(i -> Double.isFinite(theirs[i] / ours[i]) && ours[i] > 0 ? number(theirs[i] / ours[i]) + "×" : "–")
            .collect(Collectors.joining(" / "));
    }

    /** Three digits that count. */
    static String number(final double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        final double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    /** For what is written about the table; kept beside the code that computes it. */
    static List<String> legend() {
        return List.of(
            "Ratio: the peer's figure divided by Penstock's; above 1 Penstock is faster or cheaper. Medians of the runs, which were interleaved.",
            "Two figures in a cell are p50 / p99, of the worse direction.");
    }
}
