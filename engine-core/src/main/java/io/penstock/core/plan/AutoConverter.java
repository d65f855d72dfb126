package io.penstock.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Inserts converters where formats do not meet: behind a queue, so that what is shed is not converted first. */
final class AutoConverter {
    private AutoConverter() {
    }

    /** The graph with converters; the same object if none can help. */
    static GraphSpec insert(final GraphSpec spec, final List<FormatNegotiator.Mismatch> mismatches, final ConverterChain chain) {
        final List<GraphSpec.Node> nodes = new ArrayList<>(spec.nodes());
        final List<GraphSpec.Link> links = new ArrayList<>(spec.links());
        final Set<String> names = new HashSet<>(spec.takenNames());
        nodes.forEach(node -> names.add(node.name()));
        final Set<Integer> done = new HashSet<>();
        // from the last link to the first, so that indexes of links still to be split stay true
        final List<FormatNegotiator.Mismatch> ordered = new ArrayList<>(mismatches);
        ordered.sort(Comparator.comparingInt((FormatNegotiator.Mismatch mismatch) -> mismatch.link().index()).reversed());
        boolean changed = false;
        for (final FormatNegotiator.Mismatch mismatch : ordered) {
            final List<ConverterChain.Step> steps = chain.find(mismatch.offered(), mismatch.accepted());
            if (!steps.isEmpty() && done.add(mismatch.link().index())) {
                split(mismatch.link().index(), steps, nodes, links, names);
                changed = true;
            }
        }
        return changed ? new GraphSpec(spec.name(), nodes, links, spec.inlets(), spec.outlets(), spec.takenNames(), spec.latencyBudgetNs(),
            true, spec.supervision(), spec.listeners(), spec.mistakes()) : spec;
    }

    private static void split(final int index, final List<ConverterChain.Step> steps, final List<GraphSpec.Node> nodes,
                              final List<GraphSpec.Link> links, final Set<String> names) {
        final GraphSpec.Link link = links.get(index);
        String last = null;
        for (final ConverterChain.Step step : steps) {
            final String name = unique(link.toStage() + '-' + step.stage().spec().type(), names);
            nodes.add(new GraphSpec.Node(name, step.stage(), step.converter(), null, null));
            if (last == null) {
                links.set(index, new GraphSpec.Link(link.fromStage(), link.outPort(), name, null, link.policy()));
            } else {
                links.add(new GraphSpec.Link(last, null, name, null, null));
            }
            last = name;
        }
        links.add(new GraphSpec.Link(last, null, link.toStage(), link.inPort(), null));
    }

    private static String unique(final String wanted, final Set<String> names) {
        String name = wanted;
        for (int n = 2; !names.add(name); n++) {
            name = wanted + '-' + n;
        }
        return name;
    }
}
