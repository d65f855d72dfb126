package io.penstock.core.run;

import io.penstock.core.MetricsLevel;
import io.penstock.core.edge.DropReason;
import io.penstock.core.edge.EdgeStatistics;
import io.penstock.core.metrics.CounterType;
import io.penstock.core.metrics.EngineCounter;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.core.metrics.LatencyRecorder;
import io.penstock.error.EngineException;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.LatencyReport;
import io.penstock.stage.Counter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the counters and recorders of one graph as its metrics level asks, and frees them together. */
final class MetricsFactory {
    private final EngineCounters counters;
    private final MetricsLevel level;
    private final String graph;
    private final List<EngineCounter> allocated = new CopyOnWriteArrayList<>();
    private final List<LatencyRecorder> own = new CopyOnWriteArrayList<>();
    private final List<LatencyRecorder> recorders;
    private boolean warned;

    MetricsFactory(final EngineCounters counters, final MetricsLevel level, final String graph) {
        this(counters, level, graph, new CopyOnWriteArrayList<>());
    }

    private MetricsFactory(final EngineCounters counters, final MetricsLevel level, final String graph, final List<LatencyRecorder> recorders) {
        this.recorders = recorders;
        this.counters = counters;
        this.level = level;
        this.graph = graph;
    }

    /** For a part that comes and goes while the graph runs: what it makes is freed with the part, and reported with the graph until then. */
    MetricsFactory part() {
        return new MetricsFactory(counters, level, graph, recorders);
    }

    boolean isTimed() {
        return level == MetricsLevel.STAGE;
    }

    Counter counter(final CounterType type, final String label) {
        if (level == MetricsLevel.OFF) {
            return new PlainCounter();
        }
        try {
            final EngineCounter counter = counters.allocate(type, graph, label);
            allocated.add(counter);
            return counter;
        } catch (final EngineException e) {
            if (e.category() != EngineException.Category.RESOURCE) {
                throw e;
            }
            if (!warned) {
                warned = true;
                System.getLogger("io.penstock.metrics").log(System.Logger.Level.WARNING, "graph \"" + graph + "\": " + e.getMessage()
                    + " (this one, and others that find no room, stay private to the process)");
            }
            return new PlainCounter();
        }
    }

    Counter stageIn(final String stage) {
        return counter(CounterType.STAGE_IN, stage);
    }

    Counter stageOut(final String stage) {
        return counter(CounterType.STAGE_OUT, stage);
    }

    Counter stageErrors(final String stage) {
        return counter(CounterType.STAGE_ERRORS, stage);
    }

    Counter stageBusy(final String stage) {
        return isTimed() ? counter(CounterType.STAGE_BUSY_NS, stage) : new PlainCounter();
    }

    Counter stageRestarts(final String stage) {
        return new PlainCounter();
    }

    Counter stageRepaired(final String stage) {
        return counter(CounterType.STAGE_TIMESTAMPS_REPAIRED, stage);
    }

    Counter stageCustom(final String stage, final String name) {
        return counter(CounterType.STAGE_CUSTOM, stage + ": " + name);
    }

    LatencyRecorder endToEnd(final String sink) {
        return level == MetricsLevel.OFF ? null : remember(LatencyRecorder.coarse(LatencyReport.Kind.END_TO_END, sink));
    }

    LatencyRecorder inside(final String stage) {
        return isTimed() ? remember(LatencyRecorder.coarse(LatencyReport.Kind.STAGE, stage)) : null;
    }

    LatencyRecorder queueTime(final String edge) {
        return isTimed() ? remember(LatencyRecorder.coarse(LatencyReport.Kind.EDGE, edge)) : null;
    }

    private LatencyRecorder remember(final LatencyRecorder recorder) {
        own.add(recorder);
        recorders.add(recorder);
        return recorder;
    }

    EdgeStatistics edge(final String edge, final EdgePolicy.Kind policy) {
        final Set<DropReason> shared = EnumSet.of(DropReason.FLUSHED, DropReason.STOPPED);
        switch (policy) {
            case BLOCK, DROP_NEWEST -> shared.add(DropReason.OVERFLOW);
            case DROP_OLDEST -> shared.addAll(EnumSet.of(DropReason.OVERFLOW, DropReason.LATE, DropReason.TOO_MANY));
            case LATEST -> shared.add(DropReason.SUPERSEDED);
            default -> shared.addAll(EnumSet.of(DropReason.OVERFLOW, DropReason.LATE, DropReason.AWAITING_KEYFRAME, DropReason.DISCARDABLE,
                DropReason.TEMPORAL_LAYER, DropReason.REFERENCE_SHED));
        }
        return new EdgeStatistics(counter(CounterType.EDGE_IN, edge), counter(CounterType.EDGE_OUT, edge),
            counter(CounterType.EDGE_DEPTH_HIGH_WATER, edge),
            reason -> shared.contains(reason) ? counter(CounterType.EDGE_DROPPED, edge + ": " + reason.label()) : new PlainCounter());
    }

    List<LatencyReport.Row> rows() {
        return recorders.stream().map(LatencyRecorder::snapshot).sorted(java.util.Comparator.comparing(LatencyReport.Row::kind)).toList();
    }

    void close() {
        allocated.forEach(EngineCounter::free);
        allocated.clear();
        recorders.removeAll(own);
        own.clear();
    }
}
