package io.penstock.core.run;

import io.penstock.core.metrics.LatencyRecorder;
import io.penstock.stage.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What is measured about one stage. */
final class NodeMetrics {
    final Counter framesIn;
    final Counter framesOut;
    final Counter errors;
    final Counter busyNs;
    final Counter restarts;
    final Counter repaired;
    /** Capture to sink; null unless this is a sink and latency is measured. */
    final LatencyRecorder endToEnd;
    final LatencyRecorder inside;
    /** Whether time inside the stage is measured. */
    final boolean timed;
    private final Function<String, Counter> custom;
    private final Map<String, Counter> named = new ConcurrentHashMap<>();

    NodeMetrics(final MetricsFactory factory, final String stage, final boolean isSink) {
        framesIn = factory.stageIn(stage);
        framesOut = factory.stageOut(stage);
        errors = factory.stageErrors(stage);
        busyNs = factory.stageBusy(stage);
        restarts = factory.stageRestarts(stage);
        repaired = factory.stageRepaired(stage);
        custom = name -> factory.stageCustom(stage, name);
        endToEnd = isSink ? factory.endToEnd(stage) : null;
        inside = factory.inside(stage);
        timed = inside != null;
    }

    /** Frames that came while the stage was down. */
    Counter skipped() {
        return named("dropped.stage-down");
    }

    Counter named(final String name) {
        return named.computeIfAbsent(name, custom);
    }

    Map<String, Counter> named() {
        return named;
    }

    void busy(final long ns) {
        busyNs.add(ns);
        inside.record(ns);
    }
}
