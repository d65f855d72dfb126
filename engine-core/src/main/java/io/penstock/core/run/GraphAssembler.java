package io.penstock.core.run;

import io.penstock.core.edge.Edge;
import io.penstock.core.edge.EdgeRing;
import io.penstock.core.edge.LatestEdge;
import io.penstock.core.memory.SlabPool;
import io.penstock.core.metrics.DutyCycleTracker;
import io.penstock.core.plan.ExecutionPlan;
import io.penstock.core.plan.PlannedEntry;
import io.penstock.core.plan.PlannedLink;
import io.penstock.core.plan.PlannedPool;
import io.penstock.core.plan.PlannedRegion;
import io.penstock.core.plan.PlannedStage;
import io.penstock.format.Format;
import io.penstock.graph.EdgePolicy;
import io.penstock.stage.Sink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the parts of a plan and connects them. Runs once, before anything starts. */
final class GraphAssembler {
    /** A source may claim a batch in one poll, as many as it is asked for. */
    private static final int SOURCE_CLAIMS = 16;

    private final RunningGraph graph;
    private final EngineServices services;
    private final MetricsFactory metrics;
    private final ExecutionPlan plan;
    private final SlabPool[] pools;
    private final RegionAgent[] regions;
    private final StageNode[] nodes;
    private final EdgeLink[] links;
    private final Map<StageNode, Gate> gates = new HashMap<>();

    private GraphAssembler(final RunningGraph graph, final EngineServices services, final MetricsFactory metrics, final ExecutionPlan plan) {
        this.graph = graph;
        this.services = services;
        this.metrics = metrics;
        this.plan = plan;
        pools = new SlabPool[plan.pools().size()];
        regions = new RegionAgent[plan.regions().size()];
        nodes = new StageNode[plan.stages().size()];
        links = new EdgeLink[plan.links().size()];
    }

    static GraphPart assemble(final RunningGraph graph, final EngineServices services, final MetricsFactory metrics, final ExecutionPlan plan) {
        final GraphAssembler assembler = new GraphAssembler(graph, services, metrics, plan);
        try {
            assembler.make();
        } catch (final RuntimeException | Error e) {
            // Out of memory or pool numbers half way: whoever tries again must not find it worse.
            Arrays.stream(assembler.pools).filter(Objects::nonNull).forEach(services.pools()::unregister);
            metrics.close();
            throw e;
        }
        return new GraphPart(plan, List.of(assembler.regions), Arrays.asList(assembler.nodes), Arrays.asList(assembler.links),
            List.of(assembler.pools), assembler.gates, metrics);
    }

    private void make() {
        makePools();
        makeRegions();
        makeNodes();
        makeLinks();
        connectOutputs();
        populateRegions();
    }

    private void makePools() {
        for (final PlannedPool pool : plan.pools()) {
            pools[pool.index()] = services.pools().register(id -> new SlabPool(id, pool.name(), pool.slots(), pool.slotBytes(), pool.direct(),
                services.formats(), services.guardFrames()));
        }
    }

    private void makeRegions() {
        for (final PlannedRegion region : plan.regions()) {
            final String name = plan.graph() + '/' + region.name();
            final DutyCycleTracker tracker = metrics.isTimed()
                ? new DutyCycleTracker(services.counters(), plan.graph(), region.name(), graph.slowCycleNs()) : null;
            regions[region.index()] = new RegionAgent(name, graph, services.clock(), services.formats(), region.heavy(), region.carriesAudio(),
                region.thread(), graph.epoch(), tracker);
        }
    }

    private void makeNodes() {
        for (final PlannedStage stage : plan.stages()) {
            if (!stage.external()) {
                nodes[stage.index()] = makeNode(stage);
            }
        }
    }

    private StageNode makeNode(final PlannedStage stage) {
        final NodeMetrics measured = new NodeMetrics(metrics, stage.name(), stage.stage() instanceof Sink);
        final boolean isSource = stage.stage() instanceof io.penstock.stage.Source;
        final StageOutput[] outputs = new StageOutput[stage.spec().outputs().size()];
        for (int port = 0; port < outputs.length; port++) {
            final int pool = stage.outputPools()[port];
            outputs[port] = new StageOutput(stage.name(), stage.spec().outputs().get(port).name(), pool < 0 ? null : pools[pool],
                Math.max(stage.spec().maxOutputsPerInput(), isSource ? SOURCE_CLAIMS : 1), services.formats(), stage.outputFormats().get(port),
                isSource, measured.framesOut, measured.repaired);
        }
        final Format[] inputs = stage.inputFormats().toArray(Format[]::new);
        final StageNode node = new StageNode(stage.name(), stage.stage(), stage.factory(), stage.supervision(), outputs, inputs,
            regions[stage.region()], measured);
        if (stage.stage() instanceof HostSource host) {
            host.bind(new HostPort(outputs[0].pool(), services.formats().idOf(stage.outputFormats().get(0)), services.clock(), services.pools(),
                node.context().waker()));
        }
        return node;
    }

    private void makeLinks() {
        for (final PlannedLink link : plan.links()) {
            if (link.policy() != null) {
                links[link.index()] = makeLink(link);
            }
        }
    }

    private EdgeLink makeLink(final PlannedLink link) {
        final String name = plan.stages().get(link.fromStage()).name() + '→' + plan.stages().get(link.toStage()).name();
        final EdgePolicy.Kind kind = link.policy().kind();
        final var statistics = metrics.edge(name, kind);
        final Edge edge = kind == EdgePolicy.Kind.LATEST ? new LatestEdge(services.pools(), statistics)
            : new EdgeRing(kind, link.capacity(), link.maxAgeNs(), services.pools(), statistics);
        final EdgeLink made = new EdgeLink(name, edge, link.format(), metrics.queueTime(name));
        made.connect(regionOf(link.fromStage()), regionOf(link.toStage()));
        return made;
    }

    private RegionAgent regionOf(final int stage) {
        return nodes[stage] == null ? null : nodes[stage].region();
    }

    private void connectOutputs() {
        for (final StageNode node : nodes) {
            for (int port = 0; node != null && port < node.count(); port++) {
                connect(node, port);
            }
            if (node != null) {
                node.connected();
            }
        }
        for (final PlannedLink link : plan.links()) {
            final StageNode from = nodes[link.fromStage()];
            final StageNode to = nodes[link.toStage()];
            final EdgeLink edge = links[link.index()];
            if (from != null) {
                final Feeder feeder = event -> from.upstreamFrom(link.fromPort(), event);
                if (edge != null) {
                    edge.feeder(feeder);
                }
                if (to != null) {
                    to.feeder(link.toPort(), feeder);
                }
            } else if (to != null) {
                to.feeder(link.toPort(), edge::upstream);
            }
        }
    }

    private void connect(final StageNode node, final int port) {
        final List<Target> targets = new ArrayList<>();
        for (final PlannedLink link : plan.links()) {
            if (nodes[link.fromStage()] == node && link.fromPort() == port) {
                targets.add(link.policy() == null ? delivery(link) : new EdgeOutput(links[link.index()], node.region(), node, port));
            }
        }
        if (!targets.isEmpty()) {
            node.output(port).connect(targets.size() == 1 ? targets.get(0) : new TeeOutput(targets.toArray(Target[]::new)));
        }
    }

    /** The direct call into a link's consumer, through a copy where one is due. */
    private Target delivery(final PlannedLink link) {
        final Target call = new FusedOutput(nodes[link.toStage()], link.toPort());
        // What comes from a running graph was copied there already.
        final boolean copyHere = link.copy() && nodes[link.fromStage()] != null;
        return copyHere ? new CopyOutput(pools[link.copyPool()], call) : call;
    }

    private void populateRegions() {
        for (final PlannedRegion planned : plan.regions()) {
            final RegionAgent region = regions[planned.index()];
            final List<StageNode> stages = new ArrayList<>();
            for (final int stage : planned.stages()) {
                stages.add(nodes[stage]);
            }
            final List<Entry> entries = new ArrayList<>();
            for (final PlannedEntry entry : planned.entries()) {
                entries.add(makeEntry(entry, region));
            }
            region.populate(stages, entries);
        }
    }

    private Entry makeEntry(final PlannedEntry entry, final RegionAgent region) {
        final Gate gate = gate(entry, region);
        final int first = entry.kind() == PlannedEntry.Kind.LINK ? plan.links().get(entry.index()).toStage() : entry.index();
        gates.put(nodes[first], gate);
        return switch (entry.kind()) {
            case SOURCE -> new SourceEntry(nodes[entry.index()], gate, region);
            case TICK -> new TimerEntry(nodes[entry.index()], gate, region);
            case LINK -> {
                final PlannedLink link = plan.links().get(entry.index());
                yield new EdgeInput(links[link.index()], region, delivery(link), gate, metrics.isTimed());
            }
        };
    }

    private Gate gate(final PlannedEntry entry, final RegionAgent region) {
        if (entry.blockLinks().length == 0 && entry.pools().length == 0) {
            return Gate.OPEN;
        }
        return new Gate(Arrays.stream(entry.blockLinks()).mapToObj(index -> links[index]).toArray(EdgeLink[]::new), entry.roomNeeded(),
            Arrays.stream(entry.pools()).mapToObj(index -> pools[index]).toArray(SlabPool[]::new), entry.slotsNeeded(), region);
    }
}
