package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Problem;
import io.penstock.stage.Latency;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts the plan together once formats are known, and finds what only then can be wrong. */
final class PlanAssembler {
    private final GraphSpec spec;
    private final Wiring wiring;
    private final Format[][] formats;
    private final List<Problem> problems;

    PlanAssembler(final GraphSpec spec, final Wiring wiring, final Format[][] formats, final List<Problem> problems) {
        this.spec = spec;
        this.wiring = wiring;
        this.formats = formats;
        this.problems = problems;
    }

    GraphPlanner.Result assemble(final List<String> inserted) {
        PolicyCheck.check(wiring, formats, problems);
        final Latency declared = LatencyPlanner.plan(wiring, formats, spec.latencyBudgetNs(), problems);
        final List<RegionCutter.Region> regions = RegionCutter.cut(wiring, formats, problems);
        if (problems.stream().anyMatch(problem -> problem.kind() != Problem.Kind.LATENCY && problem.kind() != Problem.Kind.RESOURCE
            && problem.kind() != Problem.Kind.POLICY)) {
            return new GraphPlanner.Result(spec, null, problems);
        }
        final TurnPlanner turns = new TurnPlanner(wiring);
        final List<PlannedLink> bare = links(turns, CopyPlanner.plan(wiring));
        final List<PlannedStage> unpooled = stages(regions, null);
        final PoolPlanner.Result pools = PoolPlanner.plan(wiring, unpooled, bare, turns, problems);
        if (!problems.isEmpty()) {
            return new GraphPlanner.Result(spec, null, problems);
        }
        final List<PlannedLink> links = bare.stream().map(link -> new PlannedLink(link.index(), link.fromStage(), link.fromPort(),
            link.toStage(), link.toPort(), link.format(), link.policy(), link.capacity(), link.maxAgeNs(), link.copy(),
            pools.copyPools()[link.index()])).toList();
        final List<String> notes = new ArrayList<>(inserted);
        final ExecutionPlan plan = new ExecutionPlan(spec.name(), stages(regions, pools.outputPools()), links,
            regions(regions, new EntryPlanner(wiring, turns, links, pools.outputPools())), pools.pools(), declared, List.of());
        notes.addAll(PlanNotes.of(plan));
        return new GraphPlanner.Result(spec, new ExecutionPlan(plan.graph(), plan.stages(), plan.links(), plan.regions(), plan.pools(),
            declared, notes), List.of());
    }

    private List<PlannedLink> links(final TurnPlanner turns, final boolean[] copies) {
        final int[] bursts = turns.bursts();
        final List<PlannedLink> planned = new ArrayList<>();
        for (final Wiring.Link link : wiring.links()) {
            final Format format = formats[link.from()][link.fromPort()];
            final EdgePolicy policy = link.policy();
            final int burst = bursts[link.index()];
            final int capacity = policy == null ? 0 : EdgeSizing.capacity(policy, format, burst);
            if (burst >= TurnPlanner.MOST) {
                problems.add(new Problem(Problem.Kind.RESOURCE, wiring.text(link), "one turn can put out a million frames and more here, "
                    + "because maxOutputsPerInput multiplies along direct calls", "put .async(...) between the stages that multiply"));
            } else if (policy != null && policy.kind() == EdgePolicy.Kind.BLOCK && burst > capacity) {
                problems.add(new Problem(Problem.Kind.POLICY, wiring.text(link), policy + " can never take the " + burst
                    + " frames that one turn of its region can put out", ".async(Edges.block(" + 2 * burst + "))"));
            }
            planned.add(new PlannedLink(link.index(), link.from(), link.fromPort(), link.to(), link.toPort(), format, policy, capacity,
                policy == null ? 0 : EdgeSizing.maxAgeNs(policy), copies[link.index()], -1));
        }
        return planned;
    }

    private List<PlannedStage> stages(final List<RegionCutter.Region> regions, final int[][] pools) {
        final int[] regionOf = new int[wiring.nodes().size()];
        Arrays.fill(regionOf, -1);
        for (int region = 0; region < regions.size(); region++) {
            for (final int stage : regions.get(region).stages()) {
                regionOf[stage] = region;
            }
        }
        final List<PlannedStage> planned = new ArrayList<>();
        for (final Wiring.Node node : wiring.nodes()) {
            final List<Format> in = new ArrayList<>();
            for (final Wiring.Link link : wiring.into(node.index())) {
                in.add(link == null ? null : formats[link.from()][link.fromPort()]);
            }
            planned.add(new PlannedStage(node.index(), node.name(), node.stage(), node.factory(), node.spec(), node.supervision(), in,
                Arrays.asList(formats[node.index()]), regionOf[node.index()], pools == null ? new int[0] : pools[node.index()],
                node.external()));
        }
        return planned;
    }

    private static List<PlannedRegion> regions(final List<RegionCutter.Region> regions, final EntryPlanner entries) {
        final List<PlannedRegion> planned = new ArrayList<>();
        for (final RegionCutter.Region region : regions) {
            planned.add(new PlannedRegion(planned.size(), region.name(), region.stages(), region.thread(), region.heavy(),
                region.carriesAudio(), entries.entries(region.stages())));
        }
        return planned;
    }
}
