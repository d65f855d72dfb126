package io.penstock.core.metrics;

import io.penstock.graph.LatencyReport;

import java.util.Objects;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * A histogram of durations: one thread records, without waiting or allocating; any thread takes snapshots.
 *
 * <p>Values from 0 to 60 s; what lies outside counts as the nearest bound, so that a stalled machine shows as a long time and never as an
 * error. Percentiles are those of Gil Tene's HdrHistogram: the highest value that counts as equal to the one asked for.
 */
public final class LatencyRecorder {
    /** Longest duration told apart from longer ones. */
    public static final long MAX_NS = 60_000_000_000L;

    /** Below the cost of reading the clock twice, nothing is told apart. */
    private static final long UNIT_NS = 32;

    private final LatencyReport.Kind kind;
    private final String name;
    private final SingleWriterRecorder recorder;
    private final Histogram total;
    private Histogram interval;

    private LatencyRecorder(final LatencyReport.Kind kind, final String name, final int digits) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.name = Objects.requireNonNull(name, "name");
        recorder = new SingleWriterRecorder(UNIT_NS, MAX_NS, digits);
        total = new Histogram(UNIT_NS, MAX_NS, digits);
    }

    /**
     * Within 1 %, in about 80 KB: for stages and edges.
     *
     * @param kind what is measured.
     * @param name stage or edge, for the report.
     * @return the recorder.
     */
    public static LatencyRecorder coarse(final LatencyReport.Kind kind, final String name) {
        return new LatencyRecorder(kind, name, 2);
    }

    /**
     * Within 0.1 %, in about 600 KB: for end-to-end latency.
     *
     * @param kind what is measured.
     * @param name sink, for the report.
     * @return the recorder.
     */
    public static LatencyRecorder fine(final LatencyReport.Kind kind, final String name) {
        return new LatencyRecorder(kind, name, 3);
    }

    /**
     * Records a duration. The one writing thread only.
     *
     * @param ns nanoseconds; saturates at 0 and {@link #MAX_NS}.
     */
    public void record(final long ns) {
        recorder.recordValue(Math.max(0, Math.min(MAX_NS, ns)));
    }

    /**
     * All that was recorded since the start or the last {@link #reset()}. Any thread.
     *
     * @return count, median, 99th percentile and greatest; zeros when nothing was recorded.
     */
    public synchronized LatencyReport.Row snapshot() {
        collect();
        final long count = total.getTotalCount();
        return count == 0 ? new LatencyReport.Row(kind, name, 0, 0, 0, 0)
            : new LatencyReport.Row(kind, name, count, total.getValueAtPercentile(50), total.getValueAtPercentile(99), total.getMaxValue());
    }

    /**
     * One point of the distribution. Any thread.
     *
     * @param percentile 0–100.
     * @return nanoseconds; 0 when nothing was recorded.
     */
    public synchronized long valueNs(final double percentile) {
        collect();
        return total.getTotalCount() == 0 ? 0 : total.getValueAtPercentile(percentile);
    }

    /** Forgets what was recorded, warm-up for instance. Any thread; what is being recorded meanwhile may fall on either side. */
    public synchronized void reset() {
        collect();
        total.reset();
    }

    private void collect() {
        interval = recorder.getIntervalHistogram(interval);
        total.add(interval);
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }
}
