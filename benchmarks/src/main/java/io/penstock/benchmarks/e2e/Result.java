package io.penstock.benchmarks.e2e;

import io.penstock.examples.call.CallFigures;
import io.penstock.examples.call.CallFigures.Medium;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A scenario with the figures of its runs.
 *
 * @param scenario what ran.
 * @param runs     each run, in order.
 */
record Result(Scenario scenario, List<CallFigures> runs) {
    private static final double NS_PER_MS = 1e6;

    Result(final Scenario scenario) {
        this(scenario, new ArrayList<>());
    }

    Medium video() {
        return runs.stream().map(CallFigures::video).reduce(Medium::plus).orElseThrow();
    }

    Medium audio() {
        return runs.stream().map(CallFigures::audio).reduce(Medium::plus).orElseThrow();
    }

    /** What the engine added, to pictures and to sound. */
    Histogram added() {
        final Histogram both = video().engine().copy();
        both.add(audio().engine());
        return both;
    }

    double cores() {
        return runs.stream().mapToDouble(run -> run.load().cores()).average().orElse(0);
    }

    /** The run that suffered most; null where the system does not tell. */
    Double steal() {
        return runs.stream().map(run -> run.load().stolen()).filter(java.util.Objects::nonNull).max(Double::compare).orElse(null);
    }

    Double busy() {
        return runs.stream().map(run -> run.load().busy()).filter(java.util.Objects::nonNull).max(Double::compare).orElse(null);
    }

    Double bytesAFrame() {
        return runs.stream().map(run -> run.load().bytesAFrame()).filter(java.util.Objects::nonNull).max(Double::compare).orElse(null);
    }

    double warmUpS() {
        return runs.stream().mapToDouble(CallFigures::warmUpS).max().orElse(0);
    }

    /** The worse of picture and sound in the worst run, what was not seen included, milliseconds. */
    double worstP99Ms() {
        return runs.stream().mapToDouble(run -> Math.max(ms(run.video().corrected(), 99), ms(run.audio().corrected(), 99))).max().orElse(0);
    }

    /** Whether there is anything to judge. */
    boolean isComplete() {
        return runs.stream().allMatch(run -> run.video().seen().getTotalCount() > 0 && run.audio().seen().getTotalCount() > 0);
    }

    /** A percentile in milliseconds; NaN without samples. */
    static double ms(final Histogram histogram, final double percentile) {
        return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile) / NS_PER_MS;
    }
}
