package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Supervision;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.List;

/** A graph with names turned into indexes: what every pass of the planner walks over. */
final class Wiring {
    private static final int NONE = -1;
    private static final int SKIPPED = -2;

    /** A stage with its spec; {@code fixed} is the format of an external output. */
    record Node(int index, String name, Stage stage, StageFactory factory, StageSpec spec, Supervision supervision, String thread,
                Format fixed, boolean external) {
        boolean broken() {
            return stage instanceof BrokenStage;
        }

        String out(final int port) {
            return name + '.' + spec.outputs().get(port).name();
        }

        String in(final int port) {
            return name + '.' + spec.inputs().get(port).name();
        }

        FormatSpec accepts(final int port) {
            return spec.inputs().get(port).accepts();
        }
    }

    /** A connection between two ports. */
    record Link(int index, int from, int fromPort, int to, int toPort, EdgePolicy policy) {
    }

    private final List<Node> nodes;
    private final List<Link> links;
    private final List<List<List<Link>>> leaving = new ArrayList<>();
    private final List<Link[]> entering = new ArrayList<>();

    Wiring(final List<Node> nodes, final List<Link> links) {
        this.nodes = List.copyOf(nodes);
        this.links = List.copyOf(links);
        for (final Node node : nodes) {
            final List<List<Link>> ports = new ArrayList<>();
            node.spec().outputs().forEach(port -> ports.add(new ArrayList<>()));
            leaving.add(ports);
            entering.add(new Link[node.spec().inputs().size()]);
        }
        for (final Link link : links) {
            leaving.get(link.from()).get(link.fromPort()).add(link);
            entering.get(link.to())[link.toPort()] = link;
        }
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node(final int index) {
        return nodes.get(index);
    }

    List<Link> links() {
        return links;
    }

    List<Link> from(final int node, final int port) {
        return leaving.get(node).get(port);
    }

    /** The link into an input; null if there is none. */
    Link into(final int node, final int port) {
        return entering.get(node)[port];
    }

    Link[] into(final int node) {
        return entering.get(node);
    }

    String text(final Link link) {
        return node(link.from()).out(link.fromPort()) + " → " + node(link.to()).in(link.toPort());
    }

    /** All nodes, upstream first; links that close a cycle are taken as if they were not there. */
    int[] order() {
        return order(true);
    }

    /** All nodes, each behind those that call it directly; queues do not count. */
    int[] callOrder() {
        return order(false);
    }

    private int[] order(final boolean queues) {
        final int[] order = new int[nodes.size()];
        final boolean[] seen = new boolean[nodes.size()];
        int at = order.length;
        // reverse postorder of a depth-first search without recursion, so that long chains cannot overflow the stack
        for (int root = nodes.size() - 1; root >= 0; root--) {
            if (seen[root] || entering.get(root).length > 0 && entering.get(root)[0] != null) {
                continue;
            }
            at = visit(root, seen, order, at, queues);
        }
        for (int root = nodes.size() - 1; root >= 0; root--) {
            if (!seen[root]) {
                at = visit(root, seen, order, at, queues);
            }
        }
        return order;
    }

    private int visit(final int root, final boolean[] seen, final int[] order, final int end, final boolean queues) {
        int at = end;
        final List<int[]> stack = new ArrayList<>();
        seen[root] = true;
        stack.add(new int[] {root, 0});
        while (!stack.isEmpty()) {
            final int[] top = stack.get(stack.size() - 1);
            final int next = successor(top[0], top[1]++, queues);
            if (next == NONE) {
                order[--at] = top[0];
                stack.remove(stack.size() - 1);
            } else if (next >= 0 && !seen[next]) {
                seen[next] = true;
                stack.add(new int[] {next, 0});
            }
        }
        return at;
    }

    // branches from the last to the first, so that the first branch comes first in the order
    private int successor(final int node, final int turn, final boolean queues) {
        int left = turn;
        for (int port = leaving.get(node).size() - 1; port >= 0; port--) {
            final List<Link> branch = leaving.get(node).get(port);
            if (left < branch.size()) {
                final Link link = branch.get(branch.size() - 1 - left);
                return queues || link.policy() == null ? link.to() : SKIPPED;
            }
            left -= branch.size();
        }
        return NONE;
    }
}
