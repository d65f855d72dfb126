package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.graph.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cuts a graph into regions: the largest sets of stages connected without a queue. */
final class RegionCutter {
    /** A region before its entries are known. */
    record Region(String name, int[] stages, String thread, boolean heavy, boolean carriesAudio) {
    }

    private RegionCutter() {
    }

    static List<Region> cut(final Wiring wiring, final Format[][] formats, final List<Problem> problems) {
        final int[] parent = new int[wiring.nodes().size()];
        Arrays.setAll(parent, i -> i);
        for (final Wiring.Link link : wiring.links()) {
            if (link.policy() == null) {
                parent[root(parent, link.from())] = root(parent, link.to());
            }
        }
        final Map<Integer, List<Integer>> groups = new LinkedHashMap<>();
        for (final int node : wiring.order()) {
            groups.computeIfAbsent(root(parent, node), key -> new ArrayList<>());
        }
        for (final int node : wiring.callOrder()) {
            if (!wiring.node(node).external()) {
                groups.get(root(parent, node)).add(node);
            }
        }
        groups.values().removeIf(List::isEmpty);
        return groups.values().stream().map(group -> region(wiring, formats, group, problems)).toList();
    }

    private static Region region(final Wiring wiring, final Format[][] formats, final List<Integer> group, final List<Problem> problems) {
        final Set<String> threads = new LinkedHashSet<>();
        boolean heavy = false;
        boolean audio = false;
        for (final int index : group) {
            final Wiring.Node node = wiring.node(index);
            if (node.thread() != null) {
                threads.add(node.thread());
            }
            heavy |= node.spec().heavy();
            for (final Wiring.Link link : wiring.into(index)) {
                audio |= link != null && isAudio(formats[link.from()][link.fromPort()]);
            }
            for (final Format format : formats[index]) {
                audio |= isAudio(format);
            }
        }
        final String name = wiring.node(group.get(0)).name();
        if (threads.size() > 1) {
            problems.add(new Problem(Problem.Kind.RESOURCE, name, "its region is pinned to several threads: " + String.join(", ", threads),
                "keep one .on(...), or put .async(...) between the stages"));
        }
        return new Region(name, group.stream().mapToInt(Integer::intValue).toArray(), threads.stream().findFirst().orElse(null), heavy,
            audio);
    }

    private static boolean isAudio(final Format format) {
        return format != null && format.kind() == MediaKind.AUDIO;
    }

    private static int root(final int[] parent, final int start) {
        int node = start;
        while (parent[node] != node) {
            parent[node] = parent[parent[node]];
            node = parent[node];
        }
        return node;
    }
}
