package io.penstock.core;

import io.penstock.clock.MediaClock;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.FrameGuard;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.core.metrics.TimerSlack;
import io.penstock.core.plan.GraphComposer;
import io.penstock.core.plan.PipelineParser;
import io.penstock.core.plan.PlannedGraph;
import io.penstock.core.run.Conductor;
import io.penstock.core.run.EngineServices;
import io.penstock.core.run.RunnerPool;
import io.penstock.core.run.RunningGraph;
import io.penstock.core.stages.DecoderStage;
import io.penstock.core.stages.EncoderStage;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.spi.CodecSpec;
import io.penstock.stage.Stage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * Threads, memory, counters and plug-ins for any number of graphs. Thread-safe; {@link #invoke()} belongs to one thread.
 *
 * <pre>{@code
 * try (Engine engine = Engine.launch(new EngineContext());
 *      Graph graph = engine.graph("tone").source("mic", mic).via("opus", Codecs.encoder(CodecId.OPUS)).to("net", sink).build()) {
 *     graph.start();
 *     graph.drain(Duration.ofSeconds(1));
 * }
 * }</pre>
 */
public final class Engine implements AutoCloseable {
    private static final long CONDUCTOR_CLOSE_MS = 5_000;

    private final EngineContext context;
    private final EngineCounters counters;
    private final EngineServices services;
    private final Providers providers;
    private final Map<String, RunningGraph> graphs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private Engine(final EngineContext context) {
        this.context = context.conclude();
        counters = context.countersFile() == null ? EngineCounters.inMemory(context.maxCounters())
            : EngineCounters.mapped(context.countersFile(), context.maxCounters());
        providers = Providers.of(context.classLoader());
        final Conductor conductor = new Conductor(context.errorHandler());
        final ThreadFactory threads = context.timerSlackNs() == 0 ? context.threadFactory()
            : TimerSlack.threads(context.timerSlackNs(), context.threadFactory());
        final RunnerPool runners = new RunnerPool(context.threadingMode(), context.runners(), context.clock(), threads,
            context.idleStrategy(), context.errorHandler(), (int) context.closeTimeout().toMillis());
        services = new EngineServices(this::wrapCodec, providers.converters(), context.clock(),
            counters, context.metricsLevel(), new FormatTable(), new PoolRegistry(), runners, conductor,
            context.startTimeout().toNanos(), context.closeTimeout().toNanos(), FrameGuard.isRequested());
        if (context.threadingMode() != ThreadingMode.INVOKER) {
            conductor.launch(context.threadFactory());
        }
    }

    /**
     * Launches an engine. Threads for regions start with the graphs that need them.
     *
     * @param context how; frozen by this call.
     * @return the engine.
     * @throws ConfigurationException if a setting cannot work.
     */
    public static Engine launch(final EngineContext context) {
        return new Engine(context);
    }

    /**
     * Begins a graph.
     *
     * @param name name, unique among the engine's graphs until it is closed.
     * @return its builder.
     */
    public GraphBuilder graph(final String name) {
        requireOpen();
        return composer(name);
    }

    private GraphComposer composer(final String name) {
        return new GraphComposer(name, this::wrapCodec, providers.converters(), this::adopt);
    }

    /**
     * Builds a graph from text: stages with options, separated by {@code !}.
     *
     * <pre>{@code y4m file=a.y4m ! h264 bitrate=800k ! rtp ! udp host=127.0.0.1 port=5004}</pre>
     *
     * @param name name, unique among the engine's graphs until it is closed.
     * @param text the pipeline.
     * @return the graph, ready to start.
     * @throws ConfigurationException        if the text is wrong, in one line that says where.
     * @throws io.penstock.error.GraphException if it cannot be planned.
     */
    public Graph parse(final String name, final String text) {
        requireOpen();
        final GraphComposer composer = composer(name);
        PipelineParser.parse(name, text, composer, providers.stages(), providers.codecs());
        return composer.build();
    }

    private Stage wrapCodec(final CodecSpec spec) {
        return spec.direction() == CodecSpec.Direction.ENCODE
            ? EncoderStage.of(spec, providers) : DecoderStage.of(spec, providers);
    }

    private Graph adopt(final PlannedGraph planned) {
        final String name = planned.plan().graph();
        synchronized (graphs) {
            requireOpen();
            if (graphs.containsKey(name)) {
                throw new ConfigurationException("graph \"" + name
                    + "\": this engine has a graph of that name; close it first, or choose another name");
            }
            final RunningGraph graph = new RunningGraph(planned, services, gone -> graphs.remove(gone.name(), gone));
            graphs.put(name, graph);
            return graph;
        }
    }

    /**
     * Runs one duty cycle of everything on the calling thread; {@link ThreadingMode#INVOKER} only.
     *
     * @return work done; 0 = nothing to do now.
     */
    public int invoke() {
        if (context.threadingMode() != ThreadingMode.INVOKER) {
            throw new EngineException(EngineException.Category.STATE, "invoke() needs ThreadingMode.INVOKER, this engine runs "
                + context.threadingMode());
        }
        return services.conductor().doWork() + services.runners().invoke();
    }

    /**
     * Graphs that are not closed.
     *
     * @return a copy.
     */
    public List<Graph> graphs() {
        return List.copyOf(graphs.values());
    }

    /**
     * Time.
     *
     * @return the clock.
     */
    public MediaClock clock() {
        return context.clock();
    }

    /**
     * All counters.
     *
     * @return the counters.
     */
    public EngineCounters counters() {
        return counters;
    }

    /**
     * Plug-ins.
     *
     * @return the providers that were found.
     */
    public Providers providers() {
        return providers;
    }

    private void requireOpen() {
        if (closed) {
            throw new EngineException(EngineException.Category.STATE, "this engine is closed; launch another one");
        }
    }

    /** Closes all graphs, then ends all threads. Idempotent. */
    @Override
    public void close() {
        synchronized (graphs) {
            if (closed) {
                return;
            }
            graphs.values().forEach(RunningGraph::requireClosable);
            closed = true;
        }
        RuntimeException failed = null;
        for (final Graph graph : graphs.values()) {
            try {
                graph.close();
            } catch (final RuntimeException e) {
                failed = e;
            }
        }
        services.runners().close();
        services.conductor().close(CONDUCTOR_CLOSE_MS);
        counters.close();
        if (failed != null) {
            throw failed;
        }
    }
}
