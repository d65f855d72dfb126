package io.penstock.core.plan;

import io.penstock.clock.Timebase;
import io.penstock.format.Format;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Problem;
import io.penstock.stage.Latency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Adds up declared latency over all paths from a source to a sink. A queue adds 0 to the longest time a frame can wait in it: its age
 * bound, or else what its count bound lasts.
 */
final class LatencyPlanner {
    private static final int MOST_NAMED = 3;

    private record Part(String name, long ns) {
    }

    private final Wiring wiring;
    private final Format[][] formats;
    private final long[] least;
    private final long[] greatest;
    private final Wiring.Link[] worst;

    private LatencyPlanner(final Wiring wiring, final Format[][] formats) {
        this.wiring = wiring;
        this.formats = formats;
        least = new long[wiring.nodes().size()];
        greatest = new long[wiring.nodes().size()];
        worst = new Wiring.Link[wiring.nodes().size()];
    }

    static Latency plan(final Wiring wiring, final Format[][] formats, final long budgetNs, final List<Problem> problems) {
        return new LatencyPlanner(wiring, formats).plan(budgetNs, problems);
    }

    private Latency plan(final long budgetNs, final List<Problem> problems) {
        final boolean[] done = new boolean[wiring.nodes().size()];
        long min = Long.MAX_VALUE;
        long max = 0;
        int last = -1;
        for (final int node : wiring.order()) {
            done[node] = true;
            arrive(node, done);
            if (wiring.node(node).spec().outputs().isEmpty()) {
                min = Math.min(min, least[node]);
                if (last < 0 || greatest[node] > max) {
                    max = greatest[node];
                    last = node;
                }
            }
        }
        if (budgetNs > 0 && max > budgetNs) {
            problems.add(overrun(last, max, budgetNs));
        }
        return last < 0 ? Latency.ZERO : new Latency(min, max);
    }

    private void arrive(final int node, final boolean[] done) {
        long min = Long.MAX_VALUE;
        for (final Wiring.Link link : wiring.into(node)) {
            // a link that closes a cycle brings back what was counted already
            if (link == null || link.from() == node || !done[link.from()]) {
                continue;
            }
            min = Math.min(min, least[link.from()]);
            final long max = add(greatest[link.from()], waitNs(link));
            if (worst[node] == null || max > greatest[node]) {
                greatest[node] = max;
                worst[node] = link;
            }
        }
        final Latency own = wiring.node(node).spec().latency();
        least[node] = add(min == Long.MAX_VALUE ? 0 : min, own.minNs());
        greatest[node] = add(greatest[node], own.maxNs());
    }

    private long waitNs(final Wiring.Link link) {
        final EdgePolicy policy = link.policy();
        return policy == null ? 0 : waitNs(policy, formats[link.from()][link.fromPort()]);
    }

    /** Longest time a frame can wait in a queue; 0 where nothing bounds it but the consumer. */
    static long waitNs(final EdgePolicy policy, final Format format) {
        final long frameNs = format == null ? 0 : format.frameNs();
        final long byCount = policy.maxCount() == 0 || frameNs == 0 ? Long.MAX_VALUE : frameNs * policy.maxCount();
        final long byAge = policy.maxAge().isZero() ? Long.MAX_VALUE : EdgeSizing.maxAgeNs(policy);
        final long wait = Math.min(byCount, byAge);
        return wait == Long.MAX_VALUE ? 0 : wait;
    }

    private Problem overrun(final int sink, final long max, final long budgetNs) {
        final List<Part> parts = new ArrayList<>();
        int node = sink;
        while (true) {
            parts.add(new Part(wiring.node(node).name(), wiring.node(node).spec().latency().maxNs()));
            final Wiring.Link link = worst[node];
            if (link == null) {
                break;
            }
            parts.add(new Part("edge " + wiring.node(link.from()).name() + '→' + wiring.node(link.to()).name(), waitNs(link)));
            node = link.from();
        }
        final String largest = parts.stream().filter(part -> part.ns() > 0).sorted(Comparator.comparingLong(Part::ns).reversed())
            .limit(MOST_NAMED).map(part -> part.name() + ' ' + ms(part.ns())).collect(Collectors.joining(", "));
        return new Problem(Problem.Kind.LATENCY, "latency", "declared " + ms(max) + " > budget " + ms(budgetNs) + " on the way to \""
            + wiring.node(sink).name() + "\". Largest: " + largest + '.', "shorten the largest, or raise .latencyBudget(...)");
    }

    static String ms(final long ns) {
        final double ms = Timebase.toMs(ns);
        return (ms == Math.rint(ms) ? Long.toString((long) ms) : String.format(Locale.ROOT, "%.1f", ms)) + " ms";
    }

    private static long add(final long a, final long b) {
        final long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
