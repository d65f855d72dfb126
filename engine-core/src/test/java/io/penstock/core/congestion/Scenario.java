package io.penstock.core.congestion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs flows over a link in virtual time, with changes at given seconds, and keeps figures of every 10 ms. */
final class Scenario {
    private static final long STEP_NS = 500_000L;
    private static final int SAMPLE_STEPS = 20;

    private record Change(double atSeconds, Runnable action) { }

    final SimulatedLink link;
    final List<SimulatedFlow> flows = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final SimulatedLink back;
    private final long seed;
    private double seconds;
    private double[] queueMs = new double[0];
    private double[][] sentBytes;
    private double[][] arrivedBytes;
    private double[][] targets;

    Scenario(final long seed, final long rateBps) {
        this.seed = seed;
        link = new SimulatedLink(seed, rateBps);
        back = new SimulatedLink(seed + 1, 10_000_000);
    }

    SimulatedLink back() {
        return back;
    }

    SimulatedFlow flow(final int startBps, final int maxBps, final double atSeconds) {
        final SimulatedFlow flow = new SimulatedFlow(seed + 10 + flows.size(), new BandwidthEstimator(startBps, 50_000, maxBps), link, back,
            (long) (atSeconds * 1e9));
        flows.add(flow);
        return flow;
    }

    Scenario at(final double atSeconds, final Runnable action) {
        changes.add(new Change(atSeconds, action));
        return this;
    }

    Scenario run(final double forSeconds) {
        seconds = forSeconds;
        final int samples = (int) (forSeconds * 100);
        queueMs = new double[samples];
        sentBytes = new double[flows.size()][samples];
        arrivedBytes = new double[flows.size()][samples];
        targets = new double[flows.size()][samples];
        int next = 0;
        for (int s = 0; s < samples * SAMPLE_STEPS; s++) {
            final long nowNs = s * STEP_NS;
            while (next < changes.size() && changes.get(next).atSeconds * 1e9 <= nowNs) {
                changes.get(next++).action.run();
            }
            for (final SimulatedFlow flow : flows) {
                flow.step(nowNs);
            }
            if (s % SAMPLE_STEPS == 0) {
                final int i = s / SAMPLE_STEPS;
                queueMs[i] = link.queueNs(nowNs) / 1e6;
                for (int f = 0; f < flows.size(); f++) {
                    sentBytes[f][i] = flows.get(f).sentBytes;
                    arrivedBytes[f][i] = flows.get(f).arrivedBytes;
                    targets[f][i] = flows.get(f).estimator.targetBps();
                }
            }
        }
        return this;
    }

    private int index(final double atSeconds) {
        return Math.min(queueMs.length - 1, (int) (atSeconds * 100));
    }

    double queueMs(final double from, final double to, final double quantile) {
        final double[] part = Arrays.copyOfRange(queueMs, index(from), index(to));
        Arrays.sort(part);
        return part[(int) Math.min(part.length - 1, quantile * part.length)];
    }

    double sentKbps(final int flow, final double from, final double to) {
        return (sentBytes[flow][index(to)] - sentBytes[flow][index(from)]) * 8 / 1000 / (to - from);
    }

    double arrivedKbps(final int flow, final double from, final double to) {
        return (arrivedBytes[flow][index(to)] - arrivedBytes[flow][index(from)]) * 8 / 1000 / (to - from);
    }

    double targetKbps(final int flow, final double at) {
        return targets[flow][index(at)] / 1000;
    }

    double meanTargetKbps(final int flow, final double from, final double to) {
        return Arrays.stream(targets[flow], index(from), index(to)).average().orElse(0) / 1000;
    }

    double leastTargetKbps(final int flow, final double from, final double to) {
        return Arrays.stream(targets[flow], index(from), index(to)).min().orElse(0) / 1000;
    }

    /** When the target first was so high after this time, in seconds after it; infinity = never. */
    double reachedAfter(final int flow, final double from, final double kbps) {
        for (int i = index(from); i < queueMs.length; i++) {
            if (targets[flow][i] >= kbps * 1000) {
                return i / 100.0 - from;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** A second a line, for the eye. */
    String trace() {
        final StringBuilder text = new StringBuilder();
        for (int t = 0; t < (int) seconds; t++) {
            text.append(String.format("%3d s queue p50 %4.0f max %4.0f", t, queueMs(t, t + 1, 0.5), queueMs(t, t + 1, 1)));
            for (int f = 0; f < flows.size(); f++) {
                text.append(String.format(" | target %5.0f least %5.0f sent %5.0f arrived %5.0f", meanTargetKbps(f, t, t + 1),
                    leastTargetKbps(f, t, t + 1), sentKbps(f, t, t + 1), arrivedKbps(f, t, t + 1)));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
