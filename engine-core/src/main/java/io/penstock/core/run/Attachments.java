package io.penstock.core.run;

import io.penstock.core.edge.EventKind;
import io.penstock.core.plan.GraphComposer;
import io.penstock.core.plan.GraphSpec;
import io.penstock.core.plan.PlannedGraph;
import io.penstock.core.plan.PlannedLink;
import io.penstock.error.EngineException;
import io.penstock.error.EngineException.Category;
import io.penstock.graph.Attachment;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;
import io.penstock.stage.InputPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Adds parts to a running graph and takes them off. The new part has regions and pools of its own; the running region changes one reference,
 * between two duty cycles. A branch gets copies, into its own pool: the pool of the running output was sized without it and never grows.
 */
final class Attachments {
    private final RunningGraph graph;
    private final EngineServices services;
    private final MetricsFactory metrics;

    Attachments(final RunningGraph graph, final EngineServices services, final MetricsFactory metrics) {
        this.graph = graph;
        this.services = services;
        this.metrics = metrics;
    }

    Attachment branch(final String stage, final Consumer<Flow> branch) {
        final StageNode node = find(stage);
        if (node.count() != 1) {
            throw new EngineException(Category.CONFIGURATION, "graph \"" + graph.name() + "\", attach(\"" + stage + "\"): the stage has "
                + node.count() + " outputs; attach to a stage with one");
        }
        final GraphSpec.Inlet inlet = new GraphSpec.Inlet(stage, node.output(0).format(), node.output(0).maxLength());
        final PlannedGraph planned = GraphComposer.attach(graph.name(), inlet, takenNames(), services.codecs(), services.converters(), branch)
            .orThrow();
        final GraphPart part = GraphAssembler.assemble(graph, services, metrics.part(), planned.plan());
        final List<Target> targets = inletTargets(part, node);
        try {
            part.start(services);
        } catch (final RuntimeException e) {
            part.freeMemory(services);
            throw e;
        }
        graph.attached(part);
        final TeeOutput[] tee = new TeeOutput[1];
        onRegion(node, () -> {
            tee[0] = node.output(0).branch();
            targets.forEach(tee[0]::add);
            if (node.output(0).hasEnded()) {
                targets.forEach(target -> target.event(EventKind.END_OF_STREAM, 0, 0));
            }
        });
        return new Handle(part, () -> {
            onRegion(node, () -> targets.forEach(target -> {
                target.event(EventKind.END_OF_STREAM, 0, 0);
                tee[0].remove(target);
            }));
            awaitEnd(part);
        });
    }

    private List<Target> inletTargets(final GraphPart part, final StageNode producer) {
        final List<Target> targets = new ArrayList<>();
        for (final PlannedLink link : part.plan().links()) {
            if (part.nodes().get(link.fromStage()) == null) {
                final EdgeLink edge = part.links().get(link.index());
                edge.connect(producer.region(), edge.consumer());
                edge.feeder(event -> producer.upstreamFrom(0, event));
                final Target entrance = new EdgeOutput(edge, producer.region(), producer, 0);
                targets.add(link.copyPool() < 0 ? entrance : new CopyOutput(part.pools().get(link.copyPool()), entrance));
            }
        }
        return targets;
    }

    Attachment input(final String junction, final String portName, final Function<GraphBuilder, Flow> input) {
        final StageNode node = find(junction);
        final int port = node.spec().inputIndex(portName);
        final InputPort declared = port < 0 ? null : node.spec().inputs().get(port);
        if (declared == null || !declared.optional() || node.inputFormat(port) != null) {
            throw new EngineException(Category.CONFIGURATION, "graph \"" + graph.name() + "\", attachInput(\"" + junction + "\", \"" + portName
                + "\"): " + (declared == null ? "there is no such input" : declared.optional() ? "the input is connected already"
                : "the input is not optional") + "; free optional inputs: " + freePorts(node));
        }
        final GraphPart owner = partOf(node);
        final int beyond = owner.plan().framesBeyond(owner.nodes().indexOf(node), port);
        final GraphSpec.Outlet outlet = new GraphSpec.Outlet(junction, portName, declared.accepts(), beyond);
        final PlannedGraph planned = GraphComposer.attachInput(graph.name(), outlet, takenNames(), services.codecs(), services.converters(), input)
            .orThrow();
        final GraphPart part = GraphAssembler.assemble(graph, services, metrics.part(), planned.plan());
        final PlannedLink last = part.plan().links().stream().filter(link -> part.nodes().get(link.toStage()) == null).findFirst().orElseThrow();
        final EdgeLink edge = part.links().get(last.index());
        edge.connect(part.nodes().get(last.fromStage()).region(), node.region());
        final EdgeInput entry = new EdgeInput(edge, node.region(), new FusedOutput(node, port), owner.gateInto(node), metrics.isTimed());
        try {
            onRegion(node, () -> {
                node.portChanged(port, last.format(), edge::upstream);
                node.region().addEntry(entry);
            });
        } catch (final EngineException e) {
            part.closeUnstarted();
            part.freeMemory(services);
            throw e;
        }
        try {
            part.start(services);
        } catch (final RuntimeException e) {
            disconnect(node, port, entry);
            part.stop(services);
            part.freeMemory(services);
            throw e;
        }
        graph.attached(part);
        return new Handle(part, () -> {
            part.stopRegions(services);
            disconnect(node, port, entry);
        });
    }

    private void disconnect(final StageNode node, final int port, final EdgeInput entry) {
        onRegion(node, () -> {
            node.region().removeEntry(entry);
            node.portChanged(port, null, null);
        });
    }

    private static String freePorts(final StageNode node) {
        final List<String> free = new ArrayList<>();
        for (int i = 0; i < node.spec().inputs().size(); i++) {
            final InputPort port = node.spec().inputs().get(i);
            if (port.optional() && node.inputFormat(i) == null) {
                free.add(port.name());
            }
        }
        return free.isEmpty() ? "none" : String.join(", ", free);
    }

    private StageNode find(final String stage) {
        for (final GraphPart part : graph.parts()) {
            for (final StageNode node : part.nodes()) {
                if (node != null && node.name().equals(stage)) {
                    return node;
                }
            }
        }
        throw new EngineException(Category.CONFIGURATION, "graph \"" + graph.name() + "\" has no stage \"" + stage + "\"; it has " + takenNames());
    }

    private GraphPart partOf(final StageNode node) {
        return graph.parts().stream().filter(part -> part.nodes().contains(node)).findFirst().orElseThrow();
    }

    private Set<String> takenNames() {
        final Set<String> names = new HashSet<>();
        for (final GraphPart part : graph.parts()) {
            part.nodes().stream().filter(Objects::nonNull).map(StageNode::name).forEach(names::add);
        }
        return names;
    }

    private void onRegion(final StageNode node, final Runnable change) {
        final RegionRunner runner = node.region().runner();
        if (!runner.execute(change, services.closeNs())) {
            throw new EngineException(Category.STATE, "graph \"" + graph.name() + "\": region \"" + node.region().roleName()
                + "\" did not come to a safe point in time; a stage blocks");
        }
    }

    private void awaitEnd(final GraphPart part) {
        if (services.runners().mode() == io.penstock.core.ThreadingMode.INVOKER) {
            while (part.ended().getCount() > 0 && services.runners().invoke() > 0) {
                services.conductor().doWork();
            }
            return;
        }
        try {
            part.ended().await(services.closeNs(), TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Handle implements Attachment {
        private final GraphPart part;
        private final Runnable detach;
        private boolean closed;

        private Handle(final GraphPart part, final Runnable detach) {
            this.part = part;
            this.detach = detach;
        }

        @Override
        public List<String> stages() {
            return part.nodes().stream().filter(Objects::nonNull).map(StageNode::name).toList();
        }

        @Override
        public void close() {
            graph.requireForeignThread("Attachment.close()");
            graph.exclusively(() -> {
                if (closed || !graph.parts().contains(part)) {
                    return;
                }
                closed = true;
                if (graph.isLive()) {
                    detach.run();
                }
                part.stop(services);
                graph.detached(part);
            });
        }
    }
}
