package io.penstock.core.plan;

import io.penstock.error.GraphException;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphListener;
import io.penstock.graph.Problem;
import io.penstock.graph.Supervision;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.stage.Junction;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Collects a graph as it is composed. Mistakes are kept and told all together; nothing throws before {@link #build()}. */
public final class GraphComposer implements GraphBuilder {
    private final String name;
    private final Function<CodecSpec, Stage> codecs;
    private final List<ConverterProvider> converters;
    private final Function<PlannedGraph, Graph> builder;
    private final List<NodeDraft> nodes = new ArrayList<>();
    private final List<GraphSpec.Link> links = new ArrayList<>();
    private final List<GraphSpec.Inlet> inlets = new ArrayList<>();
    private final List<GraphSpec.Outlet> outlets = new ArrayList<>();
    private final List<GraphListener> listeners = new ArrayList<>();
    private final List<Problem> mistakes = new ArrayList<>();
    private Set<String> takenNames = Set.of();
    private Supervision supervision = Supervision.FAIL_GRAPH;
    private long latencyBudgetNs;
    private boolean autoConvert;

    /**
     * Starts an empty graph.
     *
     * @param name       name of the graph.
     * @param codecs     makes the stage that wraps a codec.
     * @param converters what {@code autoConvert()} and error messages may draw on.
     * @param builder    makes the graph of a plan.
     */
    public GraphComposer(final String name, final Function<CodecSpec, Stage> codecs, final List<ConverterProvider> converters,
                         final Function<PlannedGraph, Graph> builder) {
        this.name = Objects.requireNonNull(name, "name");
        this.codecs = Objects.requireNonNull(codecs, "codecs");
        this.converters = List.copyOf(converters);
        this.builder = Objects.requireNonNull(builder, "builder");
    }

    /**
     * Plans a branch of an output of a running graph. In the plan the output is an external stage with that name, index 0; its link carries
     * a copy, so that the branch cannot take slots away from the running graph.
     *
     * @param graph      name of the running graph.
     * @param inlet      the output that is branched.
     * @param takenNames names of the stages of the running graph.
     * @param codecs     makes the stage that wraps a codec.
     * @param converters what error messages may draw on.
     * @param branch     composes the branch.
     * @return the plan of the branch alone, or its problems.
     */
    public static GraphPlanner.Result attach(final String graph, final GraphSpec.Inlet inlet, final Set<String> takenNames,
                                             final Function<CodecSpec, Stage> codecs, final List<ConverterProvider> converters,
                                             final Consumer<Flow> branch) {
        final GraphComposer composer = part(graph, takenNames, codecs, converters);
        composer.inlets.add(inlet);
        branch.accept(new OpenFlow(composer, null, inlet.name(), GraphSpec.Inlet.PORT, null));
        return composer.plan();
    }

    /**
     * Plans an input for a free optional port of a running junction. In the plan the junction is an external stage with that name, index 0.
     *
     * @param graph      name of the running graph.
     * @param outlet     the junction, its port, what that accepts and how many frames can be under way behind it.
     * @param takenNames names of the stages of the running graph.
     * @param codecs     makes the stage that wraps a codec.
     * @param converters what error messages may draw on.
     * @param input      composes the input.
     * @return the plan of the input alone, or its problems.
     */
    public static GraphPlanner.Result attachInput(final String graph, final GraphSpec.Outlet outlet, final Set<String> takenNames,
                                                  final Function<CodecSpec, Stage> codecs, final List<ConverterProvider> converters,
                                                  final Function<GraphBuilder, Flow> input) {
        final GraphComposer composer = part(graph, takenNames, codecs, converters);
        composer.outlets.add(outlet);
        final Flow end = input.apply(composer);
        if (end instanceof OpenFlow open && open.composer == composer) {
            open.into(outlet.name(), outlet.port());
        } else {
            composer.mistake(Problem.Kind.TOPOLOGY, outlet.name() + '.' + outlet.port(), "the input returned no flow of this builder",
                "return the flow that is to be connected, with .async(...) last");
        }
        return composer.plan();
    }

    private static GraphComposer part(final String graph, final Set<String> takenNames, final Function<CodecSpec, Stage> codecs,
                                      final List<ConverterProvider> converters) {
        final GraphComposer composer = new GraphComposer(graph, codecs, converters, planned -> {
            throw new IllegalStateException("a part of a running graph is built by that graph");
        });
        composer.takenNames = Set.copyOf(takenNames);
        return composer;
    }

    /**
     * The graph as composed so far.
     *
     * @return an immutable copy.
     */
    public GraphSpec spec() {
        return new GraphSpec(name, nodes.stream().map(NodeDraft::node).toList(), links, inlets, outlets, takenNames, latencyBudgetNs,
            autoConvert, supervision, listeners, mistakes);
    }

    /**
     * Plans the graph as composed so far.
     *
     * @return the plan, or all problems.
     */
    public GraphPlanner.Result plan() {
        return GraphPlanner.plan(spec(), converters);
    }

    @Override
    public Flow source(final String nodeName, final Source source) {
        return open(add(nodeName, source, null, Source.class::isInstance, "source(...) begins a flow with a source"));
    }

    @Override
    public Flow source(final String nodeName, final StageFactory factory) {
        return open(add(nodeName, made(nodeName, factory), factory, Source.class::isInstance, "source(...) begins a flow with a source"));
    }

    @Override
    public GraphBuilder junction(final String nodeName, final Junction junction) {
        add(nodeName, junction, null, Junction.class::isInstance, "junction(...) adds a junction");
        return this;
    }

    /**
     * Adds a junction that the engine can make anew.
     *
     * @param nodeName name, unique in the graph.
     * @param factory  makes it.
     * @return this.
     */
    public GraphBuilder junction(final String nodeName, final StageFactory factory) {
        add(nodeName, made(nodeName, factory), factory, Junction.class::isInstance, "junction(...) adds a junction");
        return this;
    }

    @Override
    public Flow from(final String stage) {
        return from(stage, null);
    }

    @Override
    public Flow from(final String stage, final String port) {
        final NodeDraft draft = nodes.stream().filter(node -> node.name.equals(stage)).findFirst().orElse(null);
        return new OpenFlow(this, draft, String.valueOf(stage), port, null);
    }

    @Override
    public GraphBuilder latencyBudget(final Duration budget) {
        if (budget == null || budget.isNegative() || budget.isZero()) {
            mistake(Problem.Kind.LATENCY, name, "latency budget " + budget, "give a positive duration");
        } else {
            latencyBudgetNs = budget.toNanos();
        }
        return this;
    }

    @Override
    public GraphBuilder autoConvert() {
        autoConvert = true;
        return this;
    }

    @Override
    public GraphBuilder supervise(final Supervision value) {
        supervision = Objects.requireNonNull(value, "supervision");
        return this;
    }

    @Override
    public GraphBuilder listener(final GraphListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public List<Problem> check() {
        return plan().problems();
    }

    @Override
    public Graph build() {
        return builder.apply(plan().orThrow());
    }

    StageFactory codecFactory(final CodecSpec codec) {
        return () -> codecs.apply(codec);
    }

    void mistake(final Problem.Kind kind, final String where, final String found, final String fix) {
        mistakes.add(new Problem(kind, where, found, fix));
    }

    private Flow open(final NodeDraft draft) {
        return new OpenFlow(this, draft, draft.name, null, null);
    }

    private NodeDraft add(final String nodeName, final Stage stage, final StageFactory factory, final Predicate<Stage> fits,
                          final String rule) {
        final String label = nodeName == null ? "(no name)" : nodeName;
        Stage used = stage;
        if (stage == null) {
            mistake(Problem.Kind.STAGE, label, "there is no stage, null was given", "pass a stage");
            used = new BrokenStage();
        } else if (!(stage instanceof BrokenStage) && !fits.test(stage)) {
            mistake(Problem.Kind.TOPOLOGY, label, rule + "; found " + Kinds.article(stage), Kinds.howToAdd(stage, label));
            used = new BrokenStage();
        }
        if (nodeName == null || nodeName.isBlank()) {
            mistake(Problem.Kind.TOPOLOGY, label, "a stage needs a name", "give it one that is unique in the graph");
        }
        final NodeDraft draft = new NodeDraft(label, used, factory);
        nodes.add(draft);
        return draft;
    }

    private Stage made(final String nodeName, final StageFactory factory) {
        if (factory == null) {
            return null;
        }
        try {
            return factory.create();
        } catch (final Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            final String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            final String fix = e instanceof GraphException ? "build that graph first" : "";
            mistake(Problem.Kind.STAGE, String.valueOf(nodeName), "cannot be made: " + why, fix);
            return new BrokenStage();
        }
    }

    /** A node that can still be pinned and supervised. */
    private static final class NodeDraft {
        private final String name;
        private final Stage stage;
        private final StageFactory factory;
        private Supervision supervision;
        private String thread;

        private NodeDraft(final String name, final Stage stage, final StageFactory factory) {
            this.name = name;
            this.stage = stage;
            this.factory = factory;
        }

        private GraphSpec.Node node() {
            return new GraphSpec.Node(name, stage, factory, supervision, thread);
        }
    }

    /** An output waiting for what follows. */
    private static final class OpenFlow implements Flow {
        private final GraphComposer composer;
        private final NodeDraft last;
        private final String stage;
        private final String port;
        private final EdgePolicy policy;

        private OpenFlow(final GraphComposer composer, final NodeDraft last, final String stage, final String port,
                         final EdgePolicy policy) {
            this.composer = composer;
            this.last = last;
            this.stage = stage;
            this.port = port;
            this.policy = policy;
        }

        @Override
        public Flow via(final String name, final Stage next) {
            return append(name, next, null);
        }

        @Override
        public Flow via(final String name, final StageFactory factory) {
            return append(name, composer.made(name, factory), factory);
        }

        @Override
        public Flow via(final String name, final CodecSpec codec) {
            return via(name, composer.codecFactory(codec));
        }

        private Flow append(final String name, final Stage next, final StageFactory factory) {
            final NodeDraft draft = composer.add(name, next, factory, Kinds::standsInLine, "via(...) appends a transform or in-place stage");
            link(draft.name, draft.stage instanceof Junction ? draft.stage.spec().inputs().get(0).name() : null);
            return composer.open(draft);
        }

        @Override
        public Flow async(final EdgePolicy edge) {
            if (policy != null) {
                composer.mistake(Problem.Kind.POLICY, stage, "two queues in a row, " + policy + " and " + edge, "keep one of them");
            }
            return new OpenFlow(composer, last, stage, port, Objects.requireNonNull(edge, "policy"));
        }

        @Override
        public Flow on(final String thread) {
            if (last == null) {
                composer.mistake(Problem.Kind.TOPOLOGY, stage, ".on(\"" + thread + "\") has no new stage in front of it",
                    "call it after the stage whose region is meant");
            } else if (last.thread != null && !last.thread.equals(thread)) {
                composer.mistake(Problem.Kind.POLICY, stage, "is pinned to \"" + last.thread + "\" and to \"" + thread + '"',
                    "keep one of them");
            } else {
                last.thread = thread;
            }
            return this;
        }

        @Override
        public Flow supervise(final Supervision value) {
            if (last == null) {
                composer.mistake(Problem.Kind.TOPOLOGY, stage, ".supervise(" + value + ") has no new stage in front of it",
                    "call it after the stage that is meant");
            } else {
                last.supervision = value;
            }
            return this;
        }

        @Override
        public GraphBuilder to(final String name, final Sink sink) {
            return end(name, sink, null);
        }

        @Override
        public GraphBuilder to(final String name, final StageFactory factory) {
            return end(name, composer.made(name, factory), factory);
        }

        private GraphBuilder end(final String name, final Stage sink, final StageFactory factory) {
            link(composer.add(name, sink, factory, Sink.class::isInstance, "to(...) ends a flow in a sink").name, null);
            return composer;
        }

        @Override
        public GraphBuilder into(final String junction, final String inPort) {
            link(String.valueOf(junction), inPort);
            return composer;
        }

        private void link(final String toStage, final String inPort) {
            composer.links.add(new GraphSpec.Link(stage, port, toStage, inPort, policy));
        }
    }
}
