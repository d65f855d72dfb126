package io.penstock.core.run;

import io.penstock.core.memory.LeakReport;
import io.penstock.core.metrics.CounterType;
import io.penstock.core.plan.GraphPrinter;
import io.penstock.core.plan.PlannedGraph;
import io.penstock.error.EngineException;
import io.penstock.error.EngineException.Category;
import io.penstock.graph.Attachment;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphListener;
import io.penstock.graph.GraphSnapshot;
import io.penstock.graph.GraphState;
import io.penstock.graph.LatencyReport;
import io.penstock.graph.Supervision;
import io.penstock.stage.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A graph from build to close. Host threads and the conductor change its state under a lock; region threads never take it, they post to the
 * conductor.
 */
public final class RunningGraph implements Graph {
    private static final System.Logger LOG = System.getLogger("io.penstock.graph");
    private static final Set<GraphState> LIVE = EnumSet.of(GraphState.RUNNING, GraphState.DRAINING, GraphState.ENDED);
    private static final long SLOW_CYCLE_NS = 10_000_000L;
    private static final int MAX_PENDING_REPORTS = 256;

    private final PlannedGraph planned;
    private final EngineServices services;
    private final MetricsFactory metrics;
    private final Consumer<RunningGraph> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger epoch = new AtomicInteger();
    private final AtomicInteger pendingReports = new AtomicInteger();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final PartList partList;
    private final GraphPart main;
    private final Counter stateCounter;
    private final Attachments attachments;
    private volatile GraphState state = GraphState.BUILT;
    private volatile boolean endedWell;

    /**
     * Allocates a graph.
     *
     * @param planned  what was composed, and the plan of it.
     * @param services what the engine lends.
     * @param onClose  told once the graph is closed.
     */
    public RunningGraph(final PlannedGraph planned, final EngineServices services, final Consumer<RunningGraph> onClose) {
        this.planned = planned;
        this.services = services;
        this.onClose = onClose;
        metrics = new MetricsFactory(services.counters(), services.metrics(), planned.plan().graph());
        stateCounter = metrics.counter(CounterType.GRAPH_STATE, planned.plan().graph());
        main = GraphAssembler.assemble(this, services, metrics, planned.plan());
        partList = new PartList(main, services);
        attachments = new Attachments(this, services, metrics);
    }

    @Override
    public Graph start() {
        lock.lock();
        try {
            requireState("start()", EnumSet.of(GraphState.BUILT));
            state(GraphState.STARTING);
            try {
                main.start(services);
            } catch (final RuntimeException e) {
                failure.compareAndSet(null, e);
                state(GraphState.FAILED);
                finished.countDown();
                throw e;
            }
            if (state == GraphState.STARTING) {
                state(GraphState.RUNNING);
            }
            return this;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean drain(final Duration timeout) {
        lock.lock();
        try {
            if (state == GraphState.RUNNING) {
                state(GraphState.DRAINING);
                for (final GraphPart part : parts()) {
                    for (final RegionAgent region : part.regions()) {
                        region.runner().post(region::endSources, Math.min(timeout.toNanos(), services.closeNs()));
                    }
                }
            } else if (state == GraphState.BUILT) {
                throw new EngineException(Category.STATE, "graph \"" + name() + "\": drain() before start()");
            }
        } finally {
            lock.unlock();
        }
        return awaitEnd(timeout);
    }

    @Override
    public boolean awaitEnd(final Duration timeout) {
        if (services.runners().mode() == io.penstock.core.ThreadingMode.INVOKER) {
            invokeUntilEnd(timeout);
        } else {
            await(finished, timeout.toNanos());
        }
        return endedWell;
    }

    /** The host is the only thread: work until the end comes, or nothing happens any more and time stands still or is up. */
    private void invokeUntilEnd(final Duration timeout) {
        final long deadlineNs = services.clock().nanoTime() + timeout.toNanos();
        int idle = 0;
        while (finished.getCount() > 0 && idle < 3) {
            final long beforeNs = services.clock().nanoTime();
            final int work = services.conductor().doWork() + services.runners().invoke();
            final long nowNs = services.clock().nanoTime();
            if (nowNs >= deadlineNs && timeout.toNanos() > 0) {
                return;
            }
            idle = work > 0 || nowNs != beforeNs ? 0 : idle + 1;
        }
    }

    @Override
    public void stop() {
        requireForeignThread("stop()");
        lock.lock();
        try {
            if (LIVE.contains(state)) {
                stopParts();
                state(GraphState.STOPPED);
            } else if (state == GraphState.BUILT) {
                state(GraphState.STOPPED);
                main.closeUnstarted();
            }
            finished.countDown();
        } finally {
            lock.unlock();
        }
    }

    private void stopParts() {
        final List<RegionAgent> stuck = new ArrayList<>();
        for (final GraphPart part : parts()) {
            stuck.addAll(part.stop(services));
        }
        if (!stuck.isEmpty()) {
            final String error = "graph \"" + name() + "\": no return within " + services.closeNs() / 1_000_000 + " ms from "
                + String.join(", ", stuck.stream().map(RunningGraph::whereStuck).toList())
                + "; their frames are given back when they do. Callbacks must not block: give a blocking device a thread of its own";
            LOG.log(System.Logger.Level.ERROR, error);
            failure.compareAndSet(null, new EngineException(Category.STAGE, error));
        }
    }

    private static String whereStuck(final RegionAgent region) {
        final StageNode inside = region.inside();
        return (inside == null ? "" : "stage \"" + inside.name() + "\" in ") + "region \"" + region.roleName() + '"';
    }

    @Override
    public void flush() {
        epoch.incrementAndGet();
        for (final GraphPart part : parts()) {
            part.regions().forEach(RegionAgent::signal);
        }
    }

    @Override
    public void close() {
        requireForeignThread("close()");
        lock.lock();
        try {
            if (state == GraphState.CLOSED) {
                return;
            }
            stop();
            final List<GraphPart> holders = partList.holders();
            for (final GraphPart part : holders) {
                final List<LeakReport> leaks = part.leaks();
                if (!leaks.isEmpty()) {
                    LOG.log(System.Logger.Level.WARNING, "graph \"" + name() + "\" closed with frames still held: " + leaks);
                }
            }
            state(GraphState.CLOSED);
            holders.forEach(part -> part.freeMemory(services));
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }

    /** Frames that somebody still holds; exact after {@link #stop()}. */
    List<LeakReport> leaks() {
        return partList.holders().stream().flatMap(part -> part.leaks().stream()).toList();
    }

    void terminalEnded(final StageNode node) {
        for (final GraphPart part : parts()) {
            if (part.nodes().contains(node) && part.terminalEnded() && part == main) {
                services.conductor().post(this::ended);
            }
        }
    }

    private void ended() {
        lock.lock();
        try {
            if (state == GraphState.RUNNING || state == GraphState.DRAINING) {
                endedWell = true;
                state(GraphState.ENDED);
            }
        } finally {
            lock.unlock();
        }
        finished.countDown();
    }

    void stageFailed(final StageNode node, final Throwable error) {
        final EngineException named = new EngineException(Category.STAGE, "graph \"" + name() + "\", stage \"" + node.name() + "\" failed: "
            + (error.getMessage() == null ? error.getClass().getName() : error.getMessage())
            + ". Fix the stage, or give it .supervise(SKIP_FRAME | BYPASS | RESTART)", error);
        failed(named);
    }

    /** Something escaped from a region, outside of what supervision covers. */
    void regionFailed(final RegionAgent region, final StageNode inside, final Throwable error) {
        final EngineException named = new EngineException(Category.STAGE, "graph \"" + name() + "\", region \"" + region.roleName() + "\""
            + (inside == null ? "" : ", stage \"" + inside.name() + "\"") + " failed: " + error, error);
        LOG.log(System.Logger.Level.WARNING, named.getMessage(), error);
        failed(named);
    }

    private void failed(final EngineException named) {
        if (failure.compareAndSet(null, named)) {
            services.conductor().post(this::fail);
        }
    }

    private void fail() {
        lock.lock();
        try {
            if (LIVE.contains(state) || state == GraphState.STARTING) {
                stopParts();
                state(GraphState.FAILED);
            }
        } finally {
            lock.unlock();
        }
        finished.countDown();
    }

    /** Tells listeners; logs a stage's first error, and the one that fails the graph. Bounded, however fast a stage throws. */
    void reportError(final StageNode node, final Throwable error, final Supervision action) {
        if (pendingReports.incrementAndGet() > MAX_PENDING_REPORTS) {
            pendingReports.decrementAndGet();
            return;
        }
        final boolean log = action == Supervision.FAIL_GRAPH || listeners().isEmpty() && node.metrics().errors.value() <= 1;
        services.conductor().post(() -> {
            pendingReports.decrementAndGet();
            if (log) {
                LOG.log(System.Logger.Level.WARNING, "graph \"" + name() + "\", stage \"" + node.name() + "\" threw; " + action
                    + (action == Supervision.FAIL_GRAPH ? "" : " (further errors of this stage are counted, not logged)"), error);
            }
            listeners().forEach(listener -> listener.onStageError(this, node.name(), error, action));
        });
    }

    @Override
    public Attachment attach(final String stage, final Consumer<Flow> branch) {
        return locked("attach()", () -> attachments.branch(stage, branch));
    }

    @Override
    public Attachment attachInput(final String junction, final String port, final Function<GraphBuilder, Flow> input) {
        return locked("attachInput()", () -> attachments.input(junction, port, input));
    }

    private <T> T locked(final String call, final java.util.function.Supplier<T> body) {
        requireForeignThread(call);
        lock.lock();
        try {
            requireState(call, LIVE);
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    void attached(final GraphPart part) {
        partList.attached(part);
    }

    void detached(final GraphPart part) {
        partList.detached(part);
    }

    /** Runs something under the graph's lock, whatever the state. */
    void exclusively(final Runnable body) {
        lock.lock();
        try {
            body.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return planned.plan().graph();
    }

    @Override
    public GraphState state() {
        return state;
    }

    @Override
    public Throwable failure() {
        return failure.get();
    }

    @Override
    public String describe() {
        final StringBuilder text = new StringBuilder(GraphPrinter.describe(planned.plan()));
        for (final GraphPart part : partList.attached()) {
            text.append("\nattached:\n").append(GraphPrinter.describe(part.plan()));
        }
        return text.toString();
    }

    @Override
    public String toDot() {
        return GraphPrinter.toDot(planned.plan());
    }

    @Override
    public LatencyReport latency() {
        return new LatencyReport(planned.plan().declared().minNs(), planned.plan().declared().maxNs(), metrics.rows());
    }

    @Override
    public GraphSnapshot snapshot() {
        return Snapshots.of(this, parts());
    }

    List<GraphPart> parts() {
        return partList.parts();
    }

    PlannedGraph planned() {
        return planned;
    }

    boolean isLive() {
        return LIVE.contains(state);
    }

    AtomicInteger epoch() {
        return epoch;
    }

    long slowCycleNs() {
        return SLOW_CYCLE_NS;
    }

    private List<GraphListener> listeners() {
        return planned.spec().listeners();
    }

    private void state(final GraphState next) {
        state = next;
        stateCounter.set(next.ordinal());
        services.conductor().post(() -> listeners().forEach(listener -> listener.onState(this, next)));
    }

    private void requireState(final String call, final Set<GraphState> accepted) {
        if (!accepted.contains(state)) {
            throw new EngineException(Category.STATE, "graph \"" + name() + "\" is " + state + ": " + call + " is accepted when " + accepted);
        }
    }

    /** Refuses to close an engine from inside one of its stages, before anything is closed. */
    public void requireClosable() {
        requireForeignThread("close()");
    }

    void requireForeignThread(final String call) {
        for (final GraphPart part : parts()) {
            for (final RegionAgent region : part.regions()) {
                final RegionRunner runner = region.runner();
                if (runner != null && runner.isCurrentThread()) {
                    throw new EngineException(Category.STATE, "graph \"" + name() + "\": " + call + " called by a stage on thread \""
                        + runner.roleName() + "\" would wait for itself; call it from a thread of the host");
                }
            }
        }
    }

    private static void await(final CountDownLatch latch, final long ns) {
        try {
            latch.await(ns, TimeUnit.NANOSECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "graph \"" + name() + "\" " + state;
    }
}
