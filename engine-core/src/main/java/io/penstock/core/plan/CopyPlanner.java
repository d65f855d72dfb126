package io.penstock.core.plan;

import io.penstock.stage.InPlace;
import io.penstock.stage.OutputPort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides where a frame must be copied, so that an in-place stage has it to itself.
 *
 * <p>A frame is shared when another branch of a fan-out still waits for it, when an earlier branch may have kept it (in a queue or in a
 * stage that holds frames), or when a stage forwards what it only borrowed.
 */
final class CopyPlanner {
    private final Wiring wiring;
    private final boolean[] copies;
    private final Set<Long> seen = new HashSet<>();

    private CopyPlanner(final Wiring wiring) {
        this.wiring = wiring;
        copies = new boolean[wiring.links().size()];
    }

    /** For each link whether an exclusive copy is due. */
    static boolean[] plan(final Wiring wiring) {
        final CopyPlanner planner = new CopyPlanner(wiring);
        for (final Wiring.Node node : wiring.nodes()) {
            for (int port = 0; port < node.spec().outputs().size(); port++) {
                if (node.external()) {
                    wiring.from(node.index(), port).forEach(link -> planner.copies[link.index()] = true);
                } else if (!(node.stage() instanceof InPlace)) {
                    planner.share(node.index(), port, false);
                }
            }
        }
        // behind a copy for a branch from outside, the frame belongs to the branch alone
        for (final Wiring.Link link : wiring.links()) {
            if (wiring.node(link.from()).external() && wiring.node(link.to()).stage() instanceof InPlace) {
                planner.share(link.to(), 0, false);
            }
        }
        return planner.copies;
    }

    private void share(final int node, final int port, final boolean shared) {
        if (!seen.add((((long) node << Short.SIZE) + port << 1) + (shared ? 1 : 0))) {
            return;
        }
        final List<Wiring.Link> branches = wiring.from(node, port);
        boolean kept = false;
        for (int i = 0; i < branches.size(); i++) {
            final Wiring.Link link = branches.get(i);
            deliver(link, shared || kept || i < branches.size() - 1);
            kept |= keeps(link, new HashSet<>());
        }
    }

    private void deliver(final Wiring.Link link, final boolean shared) {
        final Wiring.Node to = wiring.node(link.to());
        if (to.stage() instanceof InPlace) {
            copies[link.index()] |= shared;
            share(to.index(), 0, false);
            return;
        }
        for (int out = 0; out < to.spec().outputs().size(); out++) {
            if (to.spec().outputs().get(out).rule() instanceof OutputPort.SameAs same && same.inputPort() == link.toPort()) {
                share(to.index(), out, true);
            }
        }
    }

    private boolean keeps(final Wiring.Link link, final Set<Integer> visited) {
        if (link.policy() != null) {
            return true;
        }
        if (copies[link.index()] || !visited.add(link.index())) {
            return false;
        }
        final Wiring.Node to = wiring.node(link.to());
        if (to.spec().framesHeld() > 0) {
            return true;
        }
        for (int out = 0; out < to.spec().outputs().size(); out++) {
            if (to.spec().outputs().get(out).rule() instanceof OutputPort.SameAs same && same.inputPort() == link.toPort()) {
                for (final Wiring.Link next : wiring.from(to.index(), out)) {
                    if (keeps(next, visited)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
