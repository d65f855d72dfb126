package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Graphviz source that {@code Graph.toDot()} writes, read back: clusters, nodes and edges, one a line. What it does not know, it skips.
 *
 * @param clusters boxes around nodes, in order; nodes outside of any box get one of their own without a label.
 * @param nodes    nodes by id, in order.
 * @param edges    edges between known nodes.
 */
record DotGraph(List<Cluster> clusters, Map<String, Node> nodes, List<Edge> edges) {
    private static final Pattern NODE = Pattern.compile("\\s*(s\\d+) \\[label=\"((?:[^\"\\\\]|\\\\.)*)\"(.*)];");
    private static final Pattern EDGE = Pattern.compile("\\s*(s\\d+) -> (s\\d+) \\[label=\"((?:[^\"\\\\]|\\\\.)*)\"(.*)];");
    private static final Pattern LABEL = Pattern.compile("\\s*label=\"((?:[^\"\\\\]|\\\\.)*)\";");

    /** A box around nodes. */
    record Cluster(String label, List<String> nodes) {
    }

    /** A node with the lines of its label, and the cluster it is in. */
    record Node(String id, List<String> lines, int cluster) {
    }

    /** An edge with the lines of its label; dashed where frames queue. */
    record Edge(String from, String to, List<String> lines, boolean dashed) {
    }

    static DotGraph parse(final String dot) {
        final List<String> labels = new ArrayList<>();
        final List<List<String>> members = new ArrayList<>();
        final Map<String, Node> nodes = new LinkedHashMap<>();
        final List<Edge> edges = new ArrayList<>();
        boolean inside = false;
        for (final String line : dot.split("\n")) {
            final Matcher edge = EDGE.matcher(line);
            final Matcher node = NODE.matcher(line);
            final Matcher label = LABEL.matcher(line);
            if (line.strip().startsWith("subgraph")) {
                labels.add("");
                members.add(new ArrayList<>());
                inside = true;
            } else if (line.strip().equals("}")) {
                inside = false;
            } else if (edge.matches()) {
                edges.add(new Edge(edge.group(1), edge.group(2), lines(edge.group(3)), edge.group(4).contains("dashed")));
            } else if (node.matches()) {
                if (!inside) {
                    labels.add("");
                    members.add(new ArrayList<>());
                }
                members.get(members.size() - 1).add(node.group(1));
                nodes.put(node.group(1), new Node(node.group(1), lines(node.group(2)), members.size() - 1));
            } else if (inside && label.matches()) {
                labels.set(labels.size() - 1, String.join(" ", lines(label.group(1))));
            }
        }
        final List<Cluster> clusters = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            clusters.add(new Cluster(labels.get(i), List.copyOf(members.get(i))));
        }
        edges.removeIf(e -> !nodes.containsKey(e.from()) || !nodes.containsKey(e.to()));
        return new DotGraph(clusters, nodes, edges);
    }

    private static List<String> lines(final String quoted) {
        final List<String> lines = new ArrayList<>();
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            final char c = quoted.charAt(i);
            if (c != '\\') {
                line.append(c);
            } else if (++i < quoted.length()) {
                if (quoted.charAt(i) == 'n') {
                    lines.add(line.toString());
                    line.setLength(0);
                } else {
                    line.append(quoted.charAt(i));
                }
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
