package io.penstock.core.run;

import io.penstock.core.edge.EventKind;
import io.penstock.core.memory.FrameGuard;
import io.penstock.core.memory.SlabFrame;
import io.penstock.error.EngineException;
import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.graph.Supervision;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;

/** A stage while it runs: calls it, catches what it throws, and hands its events on. Region's thread only, except where noted. */
final class StageNode extends NodeParts {
    /** What a stage may do, by its kind: a small switch instead of a chain of instanceof on the hot path. */
    enum Kind { SOURCE, TRANSFORM, IN_PLACE, SINK, JUNCTION }

    /** Whether frames reach the stage. */
    enum Mode { ACTIVE, BYPASSED, RESTARTING, FAILED, CLOSED }

    private final NodeContext context;
    private final NodeUpstream upstream;
    private Stage stage;
    /** The stage once more if it works in place. */
    private InPlace inPlace;
    /** Its place in the region: what the region notes of where it is, an int because storing references costs a barrier. */
    private int place;
    private Mode mode = Mode.ACTIVE;
    private boolean ended;
    private boolean open = true;
    private boolean terminal;
    private final SourceDrain drain = new SourceDrain();

    StageNode(final String name, final Stage stage, final StageFactory factory, final Supervision supervision, final StageOutput[] outputs,
        final Format[] inputFormats, final RegionAgent region, final NodeMetrics metrics) {
        super(name, kindOf(stage), stage.spec(), factory, supervision, outputs, new NodeInputs(inputFormats), region, metrics);
        this.stage = stage;
        inPlace = stage instanceof InPlace same ? same : null;
        upstream = new NodeUpstream(this, inputFormats.length, outputs.length);
        context = new NodeContext(this, region, metrics);
    }

    static Kind kindOf(final Stage stage) {
        return stage instanceof Source ? Kind.SOURCE : stage instanceof Transform ? Kind.TRANSFORM : stage instanceof InPlace ? Kind.IN_PLACE
            : stage instanceof Sink ? Kind.SINK : Kind.JUNCTION;
    }

    /** A frame for an input port; returns whether ownership was taken. Never throws. */
    boolean frame(final int port, final SlabFrame frame, final boolean owned) {
        StageNode node = this;
        int to = port;
        // Stages in place are a loop: each has returned before the next one is called, so a long chain needs no deep stack.
        while (node.inPlace != null) {
            if (!node.goesOn(frame)) {
                return false;
            }
            final StageOutput output = node.outputs[0];
            final FusedOutput next = output.fused();
            if (next == null || output.hasEnded()) {
                return output.pass(frame, owned);
            }
            output.count();
            node = next.node();
            to = next.port();
        }
        return node.call(to, frame, owned);
    }

    /** Shows a frame to a stage that works in place; returns whether it goes on from here. */
    private boolean goesOn(final SlabFrame frame) {
        metrics.framesIn.increment();
        if (mode != Mode.ACTIVE) {
            return passesBy();
        }
        final long outerNs = metrics.timed ? region.enterStage() : 0;
        final long startNs = metrics.timed ? region.clock().nanoTime() : 0;
        final FrameGuard guard = frame.pool().guard();
        if (guard != null) {
            guard.seenBy(frame, name);
        }
        Verdict verdict = Verdict.DROP;
        final int outer = region.enter(place);
        try {
            verdict = inPlace.onFrame(frame);
        } catch (final Throwable t) {
            failed(t);
        }
        region.leave(outer);
        if (metrics.timed) {
            metrics.busy(region.leaveStage(outerNs, region.clock().nanoTime() - startNs));
        }
        return verdict == Verdict.FORWARD;
    }

    private boolean call(final int port, final SlabFrame frame, final boolean owned) {
        metrics.framesIn.increment();
        if (mode != Mode.ACTIVE) {
            return passesBy() && outputs[0].pass(frame, owned);
        }
        if (kind == Kind.SINK && metrics.endToEnd != null && frame.captureNs() != 0) {
            metrics.endToEnd.record(Math.max(0, region.clock().nanoTime() - frame.captureNs()));
        }
        final long outerNs = metrics.timed ? region.enterStage() : 0;
        final long startNs = metrics.timed ? region.clock().nanoTime() : 0;
        final FrameGuard guard = frame.pool().guard();
        final long checksum = guard == null ? 0 : look(guard, frame);
        final int outer = region.enter(place);
        begin(frame);
        try {
            NodeCalls.frame(this, port, frame);
            if (guard != null && FrameGuard.checksum(frame) != checksum) {
                throw new EngineException(EngineException.Category.STAGE, "stage \"" + name + "\" wrote into a borrowed frame of pool \""
                    + frame.pool().name() + "\"; claim an output, or implement InPlace");
            }
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
        region.leave(outer);
        if (metrics.timed) {
            metrics.busy(region.leaveStage(outerNs, region.clock().nanoTime() - startNs));
        }
        return false;
    }

    private long look(final FrameGuard guard, final SlabFrame frame) {
        guard.seenBy(frame, name);
        return FrameGuard.checksum(frame);
    }

    /** What becomes of a frame while the stage is down: it goes on if that was asked for, else it is counted. */
    private boolean passesBy() {
        if (mode == Mode.BYPASSED) {
            return true;
        }
        metrics.skipped().increment();
        return false;
    }

    /** Polls a source. */
    int poll(final int limit) {
        if (mode != Mode.ACTIVE || ended) {
            return 0;
        }
        final int done = work(true, limit, 0);
        ended |= outputs[0].hasEnded();
        if (drain.isOver(done, stage, mode)) {
            end();
        }
        return done;
    }

    /** Whether timers reach the stage: not after its end, when nothing may follow; a sink may still have something to play. */
    boolean isTicking() {
        return mode == Mode.ACTIVE && (!ended || kind == Kind.SINK);
    }

    /** A timer is due. */
    int tick(final long nowNs) {
        return mode == Mode.ACTIVE ? work(false, 0, nowNs) : 0;
    }

    private int work(final boolean poll, final int limit, final long nowNs) {
        final long outerNs = metrics.timed ? region.enterStage() : 0;
        final long startNs = metrics.timed ? region.clock().nanoTime() : 0;
        int done = 0;
        final int outer = region.enter(place);
        begin(null);
        try {
            done = poll ? ((Source) stage).poll(outputs[0], limit) : NodeCalls.tick(this, nowNs);
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
        region.leave(outer);
        if (metrics.timed) {
            final long selfNs = region.leaveStage(outerNs, region.clock().nanoTime() - startNs);
            if (done > 0) {
                metrics.busy(selfNs);
            }
        }
        return done;
    }

    private void begin(final SlabFrame from) {
        for (final StageOutput output : outputs) {
            output.begin(from);
        }
    }

    private void finish() {
        for (final StageOutput output : outputs) {
            output.finish();
        }
    }

    /** A downstream event for an input port. Never throws. */
    void event(final int port, final int eventKind, final long a, final long b) {
        if (eventKind == EventKind.END_OF_STREAM && inputs.hasEnded(port)) {
            // A branch that is taken off is told again what it may know already.
            return;
        }
        final int outer = region.enter(place);
        begin(null);
        try {
            NodeEvents.deliver(this, port, eventKind, a, b);
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
        region.leave(outer);
        if (eventKind == EventKind.END_OF_STREAM) {
            inputEnded(port);
        }
    }

    private void inputEnded(final int port) {
        inputs.end(port);
        if (!ended && (spec.endsWithFirstInput() || inputs.allConnectedEnded())) {
            end();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        for (final StageOutput output : outputs) {
            output.end();
        }
        if (isTerminal()) {
            region.graph().terminalEnded(this);
        }
    }

    /** Ends a source from outside: at once, or when what the host has handed over already is through. */
    void endSource() {
        if (kind == Kind.SOURCE && !ended) {
            drain.begin();
            if (drain.isOver(1, stage, mode)) {
                end();
            }
            region.signal();
        }
    }

    /** Throws away what the stage has buffered. */
    void flush() {
        if (mode == Mode.ACTIVE) {
            tell(() -> NodeEvents.flush(this));
        }
    }

    /** An optional input was connected (format) or disconnected (null). */
    void portChanged(final int port, final Format format, final Feeder feeder) {
        inputs.connect(port, format);
        upstream.feeder(port, feeder);
        if (mode == Mode.ACTIVE) {
            tell(() -> ((Junction) stage).onPortChange(port, format));
        }
        // A participant that leaves may have been the last to be waited for.
        if (format == null && !ended && inputs.anyEnded() && inputs.allConnectedEnded()) {
            end();
        }
    }

    /** Tells the stage something that frames do not wait for. */
    private void tell(final NodeCalls.Telling what) {
        final int outer = region.enter(place);
        begin(null);
        try {
            what.tell();
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
        region.leave(outer);
    }

    /** An event that came in on an output port; any thread. */
    void upstreamFrom(final int outPort, final Event.Upstream event) {
        upstream.post(outPort, event);
    }

    /** Handles pending upstream events; returns how many. */
    int takeUpstream() {
        return upstream.take();
    }

    /** Shows the stage an event from downstream; returns whether it goes no further. */
    boolean handles(final int port, final Event.Upstream event) {
        if (mode != Mode.ACTIVE) {
            return false;
        }
        final int outer = region.enter(place);
        try {
            return stage.onUpstream(port, event);
        } catch (final Throwable t) {
            failed(t);
            return true;
        } finally {
            region.leave(outer);
        }
    }

    void sendUpstream(final int inPort, final Event.Upstream event) {
        upstream.send(inPort, event);
    }

    void start() throws Exception {
        context.arm();
        final int outer = region.enter(place);
        try {
            stage.onStart(context);
        } finally {
            region.leave(outer);
        }
    }

    /** Closes the stage; never throws. */
    void close() {
        if (mode == Mode.CLOSED) {
            return;
        }
        mode = Mode.CLOSED;
        closeStage();
    }

    /** Closes the stage object, once; one that was taken out or failed is closed already when the graph stops. */
    void closeStage() {
        if (!open) {
            return;
        }
        open = false;
        final int outer = region.enter(place);
        try {
            stage.close();
        } catch (final Throwable t) {
            metrics.errors.increment();
            region.graph().reportError(this, t, supervision());
        }
        region.leave(outer);
    }

    /** Something was thrown: counts, then does what the policy says. */
    void failed(final Throwable error) {
        metrics.errors.increment();
        region.supervisor().failed(this, error);
    }

    void replaceStage(final Stage fresh) {
        stage = fresh;
        inPlace = fresh instanceof InPlace same ? same : null;
        open = true;
    }

    void mode(final Mode next) {
        mode = next;
    }

    Mode mode() {
        return mode;
    }

    /** Whether the graph's end waits for this stage: nothing was planned behind it. A branch attached later changes nothing about that. */
    boolean isTerminal() {
        return terminal;
    }

    void place(final int index) {
        place = index;
    }

    /** All outputs are connected as planned. */
    void connected() {
        terminal = true;
        for (final StageOutput output : outputs) {
            terminal &= !output.isConnected();
        }
    }

    boolean hasEnded() {
        return ended;
    }

    void feeder(final int port, final Feeder feeder) {
        upstream.feeder(port, feeder);
    }

    Stage stage() {
        return stage;
    }

    NodeContext context() {
        return context;
    }
}
