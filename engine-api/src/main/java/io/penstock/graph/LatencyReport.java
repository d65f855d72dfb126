package io.penstock.graph;

import io.penstock.clock.Timebase;
import java.util.List;
import java.util.Locale;

/**
 * Declared and measured latency of a graph.
 *
 * @param declaredMinNs least declared delay over all paths from a source to a sink.
 * @param declaredMaxNs greatest declared delay.
 * @param rows          measured: a row a sink (end to end, from {@code captureNs}), a row a stage (time inside), a row an edge
 *                      (time queued).
 */
public record LatencyReport(long declaredMinNs, long declaredMaxNs, List<Row> rows) {
    /**
     * Copies the list.
     *
     * @param declaredMinNs see the record
     * @param declaredMaxNs see the record
     * @param rows see the record
     */
    public LatencyReport {
        rows = List.copyOf(rows);
    }

    /** What a row measures. */
    public enum Kind {
        /** From capture to the entry of a sink. */
        END_TO_END,
        /** Time spent inside a stage. */
        STAGE,
        /** Time spent in an asynchronous edge. */
        EDGE
    }

    /**
     * One measurement.
     *
     * @param kind  what it measures.
     * @param name  sink, stage or edge.
     * @param count samples.
     * @param p50Ns median in nanoseconds.
     * @param p99Ns 99th percentile in nanoseconds.
     * @param maxNs greatest in nanoseconds.
     */
    public record Row(Kind kind, String name, long count, long p50Ns, long p99Ns, long maxNs) {
    }

    /**
     * A table for people.
     *
     * @return many lines.
     */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "declared %.1f–%.1f ms%n", Timebase.toMs(declaredMinNs),
            Timebase.toMs(declaredMaxNs)));
        text.append(String.format(Locale.ROOT, "%-12s %-32s %10s %10s %10s %10s%n", "", "", "n", "p50 ms", "p99 ms", "max ms"));
        for (final Row row : rows) {
            text.append(String.format(Locale.ROOT, "%-12s %-32s %10d %10.3f %10.3f %10.3f%n",
                row.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '), row.name(), row.count(), Timebase.toMs(row.p50Ns()),
                Timebase.toMs(row.p99Ns()), Timebase.toMs(row.maxNs())));
        }
        return text.toString();
    }
}
