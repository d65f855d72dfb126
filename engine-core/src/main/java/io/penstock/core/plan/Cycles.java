package io.penstock.core.plan;

import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Finds cycles that cannot run: fused ones recurse for ever, and ones of which every queue blocks wait for themselves. */
final class Cycles {
    private final Wiring wiring;
    private final List<Problem> problems;

    private Cycles(final Wiring wiring, final List<Problem> problems) {
        this.wiring = wiring;
        this.problems = problems;
    }

    static void check(final Wiring wiring, final List<Problem> problems) {
        final Cycles cycles = new Cycles(wiring, problems);
        final boolean[] told = new boolean[wiring.nodes().size()];
        cycles.find(link -> link.policy() == null, told, "the cycle has no queue in it, so a frame would run round for ever",
            "cut it with .async(...), for example .async(Edges.latest()) in front of \"%s\"");
        cycles.find(link -> link.policy() == null || link.policy().kind() == EdgePolicy.Kind.BLOCK, told,
            "every queue of the cycle blocks, so once they are full the cycle waits for itself",
            "let one of its queues drop: .async(Edges.dropOldest(...)) or .async(Edges.latest()) in front of \"%s\"");
    }

    private void find(final Predicate<Wiring.Link> counts, final boolean[] told, final String found, final String fix) {
        final int size = wiring.nodes().size();
        final int[] state = new int[size];
        final int[] via = new int[size];
        Arrays.fill(via, -1);
        for (int root = 0; root < size; root++) {
            if (state[root] == 0) {
                search(root, counts, state, via, told, found, fix);
            }
        }
    }

    private void search(final int root, final Predicate<Wiring.Link> counts, final int[] state, final int[] via, final boolean[] told,
                        final String found, final String fix) {
        final List<int[]> stack = new ArrayList<>();
        stack.add(new int[] {root, 0});
        state[root] = 1;
        while (!stack.isEmpty()) {
            final int[] top = stack.get(stack.size() - 1);
            final List<Wiring.Link> next = leaving(top[0]);
            if (top[1] == next.size()) {
                state[top[0]] = 2;
                stack.remove(stack.size() - 1);
                continue;
            }
            final Wiring.Link link = next.get(top[1]++);
            if (!counts.test(link)) {
                continue;
            }
            if (state[link.to()] == 0) {
                state[link.to()] = 1;
                stack.add(new int[] {link.to(), 0});
            } else if (state[link.to()] == 1) {
                tell(stack, link.to(), told, found, fix);
            }
        }
    }

    private void tell(final List<int[]> stack, final int start, final boolean[] told, final String found, final String fix) {
        final StringBuilder path = new StringBuilder();
        boolean known = false;
        boolean inside = false;
        for (final int[] entry : stack) {
            inside |= entry[0] == start;
            if (inside) {
                path.append(wiring.node(entry[0]).name()).append(" → ");
                known |= told[entry[0]];
                told[entry[0]] = true;
            }
        }
        if (!known) {
            final String name = wiring.node(start).name();
            problems.add(new Problem(Problem.Kind.TOPOLOGY, path + name, found, String.format(fix, name)));
        }
    }

    private List<Wiring.Link> leaving(final int node) {
        final List<Wiring.Link> all = new ArrayList<>();
        for (int port = 0; port < wiring.node(node).spec().outputs().size(); port++) {
            all.addAll(wiring.from(node, port));
        }
        return all;
    }
}
