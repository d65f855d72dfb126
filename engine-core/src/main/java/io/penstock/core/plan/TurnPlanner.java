package io.penstock.core.plan;

import io.penstock.stage.InPlace;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what one turn of a region can put out at most: one frame of a queue, one poll with limit 1 or one tick, with the outputs of each
 * stage multiplied along the direct calls.
 */
final class TurnPlanner {
    /** Counts stop here; a bound that large is refused. */
    static final int MOST = 1 << 20;

    private final Wiring wiring;
    private final int[] order;
    private final Map<Long, Turn> turns = new HashMap<>();

    /** Frames on each link and claimed for each output in one turn. */
    record Turn(int[] calls, int[][] claims, int[] delivered) {
    }

    TurnPlanner(final Wiring wiring) {
        this.wiring = wiring;
        order = wiring.callOrder();
    }

    /** A poll with limit 1: one frame. */
    Turn source(final int node) {
        return turns.computeIfAbsent(1L << 40 | node, key -> run(node, 1));
    }

    /** A frame taken out of a queue, or a tick: one callback. */
    Turn callback(final int node) {
        return turns.computeIfAbsent((long) node, key -> run(node, 0));
    }

    private Turn run(final int start, final int limit) {
        final int[] calls = new int[wiring.nodes().size()];
        final int[][] claims = new int[calls.length][];
        final int[] delivered = new int[wiring.links().size()];
        calls[start] = 1;
        for (final int node : order) {
            final Wiring.Node at = wiring.node(node);
            claims[node] = new int[at.spec().outputs().size()];
            if (calls[node] == 0 || at.stage() instanceof Sink) {
                continue;
            }
            final int each = at.stage() instanceof InPlace || limit == 1 && node == start ? 1 : at.spec().maxOutputsPerInput();
            for (int port = 0; port < claims[node].length; port++) {
                final List<Wiring.Link> branches = wiring.from(node, port);
                final int frames = times(calls[node], each);
                claims[node][port] = branches.isEmpty() || at.stage() instanceof InPlace ? 0 : frames;
                for (final Wiring.Link link : branches) {
                    delivered[link.index()] = frames;
                    if (link.policy() == null) {
                        calls[link.to()] = Math.min(MOST, calls[link.to()] + frames);
                    }
                }
            }
        }
        return new Turn(calls, claims, delivered);
    }

    /** Most frames that one turn writes to each link, over all turns. */
    int[] bursts() {
        final int[] bursts = new int[wiring.links().size()];
        for (final Wiring.Node node : wiring.nodes()) {
            if (!node.external() && begins(node)) {
                final Turn turn = node.stage() instanceof Source ? source(node.index()) : callback(node.index());
                Arrays.setAll(bursts, i -> Math.max(bursts[i], turn.delivered()[i]));
            }
        }
        return bursts;
    }

    /** Most frames that one turn claims for each output, over all turns. */
    int[][] mostClaims() {
        final int[][] most = new int[wiring.nodes().size()][];
        Arrays.setAll(most, i -> new int[wiring.node(i).spec().outputs().size()]);
        for (final Wiring.Node node : wiring.nodes()) {
            if (!node.external() && begins(node)) {
                final int[][] claims = callback(node.index()).claims();
                for (int i = 0; i < most.length; i++) {
                    for (int port = 0; port < most[i].length; port++) {
                        most[i][port] = Math.max(most[i][port], claims[i][port]);
                    }
                }
            }
        }
        return most;
    }

    /** Whether work comes into a region at this stage. */
    boolean begins(final Wiring.Node node) {
        if (node.stage() instanceof Source || node.spec().ticking()) {
            return true;
        }
        for (final Wiring.Link link : wiring.into(node.index())) {
            if (link != null && link.policy() != null) {
                return true;
            }
        }
        return false;
    }

    private static int times(final int a, final int b) {
        return (int) Math.min(MOST, (long) a * b);
    }
}
