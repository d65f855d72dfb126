package io.penstock.core.run;

import io.penstock.clock.MediaClock;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.metrics.DutyCycleTracker;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.Agent;

/**
 * All stages between two thread boundaries, as one agent: inside it frames move by direct calls. Everything but {@link #signal()},
 * {@link #upstreamPosted()} and the wakers belongs to the runner's thread.
 */
final class RegionAgent implements Agent {
    private static final int NOWHERE = -1;
    private static final long STARVED_RETRY_NS = 1_000_000L;

    private final String name;
    private final RunningGraph graph;
    private final MediaClock clock;
    private final FormatTable formats;
    private final boolean heavy;
    private final boolean audio;
    private final String pin;
    private final AtomicInteger graphEpoch;
    private final DutyCycleTracker dutyCycle;
    private StageNode[] nodes = new StageNode[0];
    private Entry[] entries = new Entry[0];
    private Supervisor supervisor;
    private volatile RegionRunner runner;
    private volatile boolean signalled;
    private volatile boolean upstreamPending;
    private volatile boolean halted;
    private int inside = NOWHERE;
    private boolean signalledThisCycle;
    private boolean starved;
    private int epoch;
    private long nowNs;
    private long insideNs;

    RegionAgent(final String name, final RunningGraph graph, final MediaClock clock, final FormatTable formats, final boolean heavy,
        final boolean audio, final String pin, final AtomicInteger graphEpoch, final DutyCycleTracker dutyCycle) {
        this.name = name;
        this.graph = graph;
        this.clock = clock;
        this.formats = formats;
        this.heavy = heavy;
        this.audio = audio;
        this.pin = pin;
        this.graphEpoch = graphEpoch;
        this.dutyCycle = dutyCycle;
        epoch = graphEpoch.get();
    }

    void populate(final List<StageNode> stages, final List<Entry> entryPoints) {
        nodes = stages.toArray(StageNode[]::new);
        for (int i = 0; i < nodes.length; i++) {
            nodes[i].place(i);
        }
        entries = entryPoints.toArray(Entry[]::new);
        supervisor = new Supervisor(this, nodes.length);
    }

    // ---- the duty cycle -----------------------------------------------------------------------------------------------------------

    @Override
    public int doWork() {
        if (halted) {
            return 0;
        }
        nowNs = clock.nanoTime();
        signalledThisCycle = signalled;
        if (signalledThisCycle) {
            signalled = false;
        }
        starved = false;
        int work = 0;
        if (graphEpoch.get() != epoch) {
            flushTo(graphEpoch.get());
            work++;
        }
        if (upstreamPending) {
            work += takeUpstream();
        }
        work += supervisor.run(nowNs);
        for (final Entry entry : entries) {
            work += halted ? 0 : entry.run(nowNs);
        }
        if (work > 0 && dutyCycle != null) {
            dutyCycle.measured(nowNs, clock.nanoTime());
        }
        return work;
    }

    private int takeUpstream() {
        upstreamPending = false;
        int work = 0;
        // From the last stage to the first, so that one pass carries an event through the whole region.
        for (int i = nodes.length - 1; i >= 0; i--) {
            work += nodes[i].takeUpstream();
        }
        return work;
    }

    /** Whether something waits that no timer announces: the last look before parking. */
    boolean isPending() {
        if (halted) {
            return false;
        }
        if (signalled || upstreamPending || graphEpoch.get() != epoch) {
            return true;
        }
        for (final Entry entry : entries) {
            if (entry.isPending()) {
                return true;
            }
        }
        return false;
    }

    /** When this region has something to do by time alone. */
    long dueNs() {
        if (halted) {
            return Long.MAX_VALUE;
        }
        long due = starved ? nowNs + STARVED_RETRY_NS : Long.MAX_VALUE;
        due = Math.min(due, supervisor.dueNs());
        for (final Entry entry : entries) {
            due = Math.min(due, entry.dueNs());
        }
        return due;
    }

    /** An entry could not run for want of a slot: there is no waker for that, so look again soon. */
    void starved() {
        starved = true;
    }

    void flushTo(final int newEpoch) {
        epoch = newEpoch;
        for (final StageNode node : nodes) {
            node.flush();
        }
    }

    // ---- time inside stages ---------------------------------------------------------------------------------------------------------

    /** A callback of the stage at a place begins; returns what to give to {@link #leave}. */
    int enter(final int place) {
        final int outer = inside;
        inside = place;
        return outer;
    }

    /** A callback of a stage ended. */
    void leave(final int outer) {
        inside = outer;
    }

    /** The stage that the region's thread is in, for telling which one does not return; null = none. Any thread, as good as a glance is. */
    StageNode inside() {
        final int at = inside;
        return at == NOWHERE ? null : nodes[at];
    }

    /** A timed call begins: returns what to give to {@link #leaveStage}. */
    long enterStage() {
        final long outer = insideNs;
        insideNs = 0;
        return outer;
    }

    /** A timed call ended: returns its time without what it called. */
    long leaveStage(final long outer, final long totalNs) {
        final long self = totalNs - insideNs;
        insideNs = outer + totalNs;
        return Math.max(0, self);
    }

    // ---- life -------------------------------------------------------------------------------------------------------------------------

    /** Starts all stages, the last first; on failure closes those started and rethrows. */
    void startStages() {
        for (int i = nodes.length - 1; i >= 0; i--) {
            try {
                nodes[i].start();
            } catch (final Throwable t) {
                for (int started = i; started < nodes.length; started++) {
                    nodes[started].close();
                }
                throw StartFailure.of(graph.name(), nodes[i].name(), t);
            }
        }
    }

    void closeStages() {
        halted = true;
        for (final StageNode node : nodes) {
            node.close();
        }
    }

    void endSources() {
        for (final StageNode node : nodes) {
            node.endSource();
        }
    }

    void fail(final StageNode node, final Throwable error) {
        halted = true;
        graph.stageFailed(node, error);
    }

    /** Something escaped from the region: its graph fails, in the name of the stage that it was in or just came back from. */
    void failed(final Throwable error) {
        halted = true;
        graph.regionFailed(this, inside(), error);
        inside = NOWHERE;
    }

    void addEntry(final Entry entry) {
        final Entry[] grown = Arrays.copyOf(entries, entries.length + 1);
        grown[entries.length] = entry;
        entries = grown;
    }

    void removeEntry(final Entry entry) {
        entries = Arrays.stream(entries).filter(other -> other != entry).toArray(Entry[]::new);
    }

    // ---- other threads ----------------------------------------------------------------------------------------------------------------

    /** Makes the next cycle poll sources that are not due. */
    void signal() {
        signalled = true;
        waker().wake();
    }

    /** A socket is ready. On the runner's own thread, which is awake: waking it would only cut its next wait short. */
    void socketReady() {
        signalled = true;
    }

    void upstreamPosted() {
        upstreamPending = true;
        waker().wake();
    }

    Waker waker() {
        final RegionRunner current = runner;
        return current == null ? Waker.NONE : current;
    }

    // ---- parts --------------------------------------------------------------------------------------------------------------------------

    boolean wasSignalled() {
        return signalledThisCycle;
    }

    long nowNs() {
        return nowNs;
    }

    int epoch() {
        return epoch;
    }

    MediaClock clock() {
        return clock;
    }

    FormatTable formats() {
        return formats;
    }

    RunningGraph graph() {
        return graph;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    boolean isHeavy() {
        return heavy;
    }

    boolean carriesAudio() {
        return audio;
    }

    String pin() {
        return pin;
    }

    RegionRunner runner() {
        return runner;
    }

    void runner(final RegionRunner assigned) {
        runner = assigned;
    }

    StageNode[] nodes() {
        return nodes;
    }

    int indexOf(final StageNode node) {
        return Arrays.asList(nodes).indexOf(node);
    }

    @Override
    public String roleName() {
        return name;
    }
}
