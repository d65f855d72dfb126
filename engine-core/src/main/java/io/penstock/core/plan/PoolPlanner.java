package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.graph.Problem;
import io.penstock.stage.InPlace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Sizes the pools: one for each output that claims and one for each input that frames are copied for.
 *
 * <p>Slots = capacities of the queues that its frames can sit in + frames held on the way + a frame in the hands of each region on the way +
 * what one turn claims + 2. A graph so planned cannot wait for a slot that nobody will give back.
 */
final class PoolPlanner {
    private static final int SPARE = 2;
    // a pool lies in one array or one buffer
    private static final long MOST_BYTES = Integer.MAX_VALUE - 4096L;

    private final Wiring wiring;
    private final List<PlannedStage> stages;
    private final List<PlannedLink> links;
    private final List<Problem> problems;
    private final List<PlannedPool> pools = new ArrayList<>();
    private final int[][] outputPools;
    private final int[] copyPools;
    private final int[] copyBytes;

    private PoolPlanner(final Wiring wiring, final List<PlannedStage> stages, final List<PlannedLink> links,
                        final List<Problem> problems) {
        this.wiring = wiring;
        this.stages = stages;
        this.links = links;
        this.problems = problems;
        outputPools = new int[stages.size()][];
        copyPools = new int[links.size()];
        copyBytes = new int[links.size()];
        Arrays.fill(copyPools, -1);
    }

    /** Pools, and which output and which link uses which. */
    record Result(List<PlannedPool> pools, int[][] outputPools, int[] copyPools) {
    }

    static Result plan(final Wiring wiring, final List<PlannedStage> stages, final List<PlannedLink> links, final TurnPlanner turns,
                       final List<Problem> problems) {
        final PoolPlanner planner = new PoolPlanner(wiring, stages, links, problems);
        planner.outputs(turns);
        planner.spreadCopyBytes();
        planner.copies(turns);
        return new Result(planner.pools, planner.outputPools, planner.copyPools);
    }

    private void outputs(final TurnPlanner turns) {
        final int[][] claims = turns.mostClaims();
        for (final PlannedStage stage : stages) {
            final int[] ports = new int[stage.spec().outputs().size()];
            Arrays.fill(ports, -1);
            outputPools[stage.index()] = ports;
            for (int port = 0; port < ports.length; port++) {
                final Format format = stage.outputFormats().get(port);
                if (format == null || stage.stage() instanceof InPlace) {
                    continue;
                }
                final int own = stage.spec().maxOutputBytes() > 0 ? stage.spec().maxOutputBytes() : format.frameBytes();
                if (stage.external()) {
                    links.stream().filter(link -> link.fromStage() == stage.index()).forEach(link -> copyBytes[link.index()] = own);
                    continue;
                }
                final FrameReach reach = FrameReach.ofOutput(stages, links, stage.index(), port);
                final int bytes = Math.max(own, reach.slotBytes());
                reach.copies().forEach(link -> copyBytes[link.index()] = Math.max(copyBytes[link.index()], bytes));
                ports[port] = add(wiring.node(stage.index()).out(port), reach, Math.max(1, claims[stage.index()][port]), bytes);
            }
        }
    }

    // what was copied may be copied again further down
    private void spreadCopyBytes() {
        final Deque<PlannedLink> work = new ArrayDeque<>();
        links.stream().filter(PlannedLink::copy).forEach(work::add);
        while (!work.isEmpty()) {
            final PlannedLink link = work.poll();
            final FrameReach reach = FrameReach.ofCopy(stages, links, link);
            final int bytes = Math.max(copyBytes[link.index()], reach.slotBytes());
            copyBytes[link.index()] = bytes;
            for (final PlannedLink next : reach.copies()) {
                if (copyBytes[next.index()] < bytes) {
                    copyBytes[next.index()] = bytes;
                    work.add(next);
                }
            }
        }
    }

    private void copies(final TurnPlanner turns) {
        final int[] bursts = turns.bursts();
        for (final PlannedLink link : links) {
            if (link.copy()) {
                final int taken = link.fused() ? Math.max(1, bursts[link.index()]) : 1;
                copyPools[link.index()] = add("copy for " + wiring.node(link.toStage()).in(link.toPort()),
                    FrameReach.ofCopy(stages, links, link), taken, copyBytes[link.index()]);
            }
        }
    }

    private int add(final String name, final FrameReach reach, final int claims, final int slotBytes) {
        final long slots = Math.min(Integer.MAX_VALUE, (long) reach.frames() + claims + SPARE);
        if (slots * slotBytes > MOST_BYTES) {
            problems.add(new Problem(Problem.Kind.RESOURCE, name, String.format(Locale.ROOT,
                "needs %d frames of %d bytes, %.1f GB; accepted is up to 2 GB", slots, slotBytes, slots * (double) slotBytes / 1e9),
                "shorten the queues behind it, or bound them by .atMost(frames)"));
        }
        pools.add(new PlannedPool(pools.size(), name, (int) slots, slotBytes, reach.direct()));
        return pools.size() - 1;
    }
}
