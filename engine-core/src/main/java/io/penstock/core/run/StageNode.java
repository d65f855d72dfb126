package io.penstock.core.run;

import io.penstock.core.edge.EventKind;
import io.penstock.core.edge.UpstreamChannel;
import io.penstock.core.memory.FrameGuard;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.metrics.LatencyRecorder;
import io.penstock.error.EngineException;
import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.graph.Supervision;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Outputs;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;

/** A stage while it runs: calls it, catches what it throws, and hands its events on. Region's thread only, except where noted. */
final class StageNode implements Outputs {
    /** What a stage may do, by its kind: a small switch instead of a chain of instanceof on the hot path. */
    enum Kind { SOURCE, TRANSFORM, IN_PLACE, SINK, JUNCTION }

    /** Whether frames reach the stage. */
    enum Mode { ACTIVE, BYPASSED, RESTARTING, FAILED, CLOSED }

    private final String name;
    private final StageSpec spec;
    private final Kind kind;
    private final StageFactory factory;
    private final Supervision supervision;
    private final StageOutput[] outputs;
    private final Feeder[] feeders;
    private final Format[] inputFormats;
    private final boolean[] inputEnded;
    private final RegionAgent region;
    private final NodeMetrics metrics;
    private final NodeContext context;
    private final UpstreamChannel[] upstream;
    private Stage stage;
    private Mode mode = Mode.ACTIVE;
    private boolean ended;

    StageNode(final String name, final Stage stage, final StageFactory factory, final Supervision supervision, final StageOutput[] outputs,
        final Format[] inputFormats, final RegionAgent region, final NodeMetrics metrics) {
        this.name = name;
        this.stage = stage;
        this.factory = factory;
        this.supervision = supervision;
        this.outputs = outputs;
        this.inputFormats = inputFormats;
        this.region = region;
        this.metrics = metrics;
        spec = stage.spec();
        kind = kindOf(stage);
        feeders = new Feeder[inputFormats.length];
        inputEnded = new boolean[inputFormats.length];
        upstream = new UpstreamChannel[outputs.length];
        for (int port = 0; port < outputs.length; port++) {
            upstream[port] = new UpstreamChannel();
        }
        context = new NodeContext(this, region, metrics);
    }

    static Kind kindOf(final Stage stage) {
        return stage instanceof Source ? Kind.SOURCE : stage instanceof Transform ? Kind.TRANSFORM : stage instanceof InPlace ? Kind.IN_PLACE
            : stage instanceof Sink ? Kind.SINK : Kind.JUNCTION;
    }

    // ---- frames -------------------------------------------------------------------------------------------------------------------

    /** A frame for an input port; returns whether ownership was taken. Never throws. */
    boolean frame(final int port, final SlabFrame frame, final boolean owned) {
        metrics.framesIn.increment();
        if (mode != Mode.ACTIVE) {
            return passBy(frame, owned);
        }
        if (kind == Kind.SINK && metrics.endToEnd != null && frame.captureNs() != 0) {
            metrics.endToEnd.record(Math.max(0, region.clock().nanoTime() - frame.captureNs()));
        }
        final long outerNs = metrics.timed ? region.enterStage() : 0;
        final long startNs = metrics.timed ? region.clock().nanoTime() : 0;
        final FrameGuard guard = frame.pool().guard();
        final long checksum = guard == null ? 0 : look(guard, frame);
        boolean taken = false;
        begin(frame);
        try {
            taken = call(port, frame, owned);
            if (guard != null && kind != Kind.IN_PLACE && FrameGuard.checksum(frame) != checksum) {
                throw new EngineException(EngineException.Category.STAGE, "stage \"" + name + "\" wrote into a borrowed frame of pool \""
                    + frame.pool().name() + "\"; claim an output, or implement InPlace");
            }
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
        if (metrics.timed) {
            metrics.busy(region.leaveStage(outerNs, region.clock().nanoTime() - startNs));
        }
        return taken;
    }

    private boolean call(final int port, final SlabFrame frame, final boolean owned) throws Exception {
        switch (kind) {
            case TRANSFORM -> ((Transform) stage).onFrame(frame, outputs[0]);
            case SINK -> ((Sink) stage).onFrame(frame);
            case JUNCTION -> ((Junction) stage).onFrame(port, frame, this);
            case IN_PLACE -> {
                if (((InPlace) stage).onFrame(frame) == Verdict.FORWARD) {
                    return outputs[0].pass(frame, owned);
                }
            }
            default -> throw new IllegalStateException("a source has no inputs");
        }
        return false;
    }

    private long look(final FrameGuard guard, final SlabFrame frame) {
        guard.seenBy(frame, name);
        return FrameGuard.checksum(frame);
    }

    private boolean passBy(final SlabFrame frame, final boolean owned) {
        if (mode == Mode.BYPASSED) {
            return outputs[0].pass(frame, owned);
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
        return done;
    }

    /** A timer is due. */
    int tick(final long nowNs) {
        return mode == Mode.ACTIVE ? work(false, 0, nowNs) : 0;
    }

    private int work(final boolean poll, final int limit, final long nowNs) {
        final long outerNs = metrics.timed ? region.enterStage() : 0;
        final long startNs = metrics.timed ? region.clock().nanoTime() : 0;
        int done = 0;
        begin(null);
        try {
            done = poll ? ((Source) stage).poll(outputs[0], limit) : callTick(nowNs);
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
        if (metrics.timed) {
            final long selfNs = region.leaveStage(outerNs, region.clock().nanoTime() - startNs);
            if (done > 0) {
                metrics.busy(selfNs);
            }
        }
        return done;
    }

    private int callTick(final long nowNs) throws Exception {
        return switch (kind) {
            case TRANSFORM -> ((Transform) stage).onTick(nowNs, outputs[0]);
            case SINK -> ((Sink) stage).onTick(nowNs);
            case JUNCTION -> ((Junction) stage).onTick(nowNs, this);
            default -> 0;
        };
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

    // ---- events -------------------------------------------------------------------------------------------------------------------

    /** A downstream event for an input port. Never throws. */
    void event(final int port, final int eventKind, final long a, final long b) {
        begin(null);
        try {
            NodeEvents.deliver(this, port, eventKind, a, b);
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
        if (eventKind == EventKind.END_OF_STREAM) {
            inputEnded(port);
        }
    }

    private void inputEnded(final int port) {
        inputEnded[port] = true;
        if (!ended && (spec.endsWithFirstInput() || allConnectedEnded())) {
            end();
        }
    }

    private boolean allConnectedEnded() {
        for (int port = 0; port < inputEnded.length; port++) {
            if (inputFormats[port] != null && !inputEnded[port]) {
                return false;
            }
        }
        return true;
    }

    private void end() {
        ended = true;
        for (final StageOutput output : outputs) {
            output.end();
        }
        if (isTerminal()) {
            region.graph().terminalEnded(this);
        }
    }

    /** Ends a source from outside. */
    void endSource() {
        if (kind == Kind.SOURCE && !ended) {
            if (stage instanceof HostFed fed) {
                for (int i = 0; i < HostFed.MAX_DRAIN_POLLS && fed.hasPending() && poll(1) > 0; i++) {
                    region.signal();
                }
            }
            end();
        }
    }

    /** Throws away what the stage has buffered. */
    void flush() {
        if (mode == Mode.ACTIVE) {
            begin(null);
            try {
                NodeEvents.flush(this);
            } catch (final Throwable t) {
                failed(t);
            }
            finish();
        }
    }

    /** An optional input was connected (format) or disconnected (null). */
    void portChanged(final int port, final Format format, final Feeder feeder) {
        inputFormats[port] = format;
        inputEnded[port] = false;
        feeders[port] = feeder;
        begin(null);
        try {
            ((Junction) stage).onPortChange(port, format);
        } catch (final Throwable t) {
            failed(t);
        }
        finish();
    }

    // ---- upstream -----------------------------------------------------------------------------------------------------------------

    /** An event that came in on an output port; any thread. */
    void upstreamFrom(final int outPort, final Event.Upstream event) {
        upstream[outPort].post(event);
        region.upstreamPosted();
    }

    /** Handles pending upstream events; returns how many. */
    int takeUpstream() {
        int work = 0;
        for (int port = 0; port < upstream.length; port++) {
            for (Event.Upstream event = upstream[port].take(); event != null; event = upstream[port].take()) {
                work++;
                if (!handles(port, event)) {
                    for (int in = 0; in < feeders.length; in++) {
                        sendUpstream(in, event);
                    }
                }
            }
        }
        return work;
    }

    private boolean handles(final int port, final Event.Upstream event) {
        if (mode != Mode.ACTIVE) {
            return false;
        }
        try {
            return stage.onUpstream(port, event);
        } catch (final Throwable t) {
            failed(t);
            return true;
        }
    }

    void sendUpstream(final int inPort, final Event.Upstream event) {
        final Feeder feeder = feeders[inPort];
        if (feeder != null) {
            feeder.post(event);
        }
    }

    // ---- life ---------------------------------------------------------------------------------------------------------------------

    void start() throws Exception {
        context.arm();
        stage.onStart(context);
    }

    /** Closes the stage; never throws. */
    void close() {
        if (mode == Mode.CLOSED) {
            return;
        }
        mode = Mode.CLOSED;
        closeStage();
    }

    void closeStage() {
        try {
            stage.close();
        } catch (final Throwable t) {
            metrics.errors.increment();
            region.graph().reportError(this, t, supervision);
        }
    }

    /** Something was thrown: counts, then does what the policy says. */
    void failed(final Throwable error) {
        metrics.errors.increment();
        region.supervisor().failed(this, error);
    }

    void replaceStage(final Stage fresh) {
        stage = fresh;
    }

    void mode(final Mode next) {
        mode = next;
    }

    Mode mode() {
        return mode;
    }

    // ---- parts --------------------------------------------------------------------------------------------------------------------

    @Override
    public Output port(final int port) {
        return outputs[port];
    }

    @Override
    public int count() {
        return outputs.length;
    }

    @Override
    public boolean isConnected(final int port) {
        return outputs[port].isConnected();
    }

    boolean isTerminal() {
        for (final StageOutput output : outputs) {
            if (output.isConnected()) {
                return false;
            }
        }
        return true;
    }

    boolean hasEnded() {
        return ended;
    }

    StageOutput output(final int port) {
        return outputs[port];
    }

    OutputPort.Rule rule(final int port) {
        return spec.outputs().get(port).rule();
    }

    void feeder(final int port, final Feeder feeder) {
        feeders[port] = feeder;
    }

    Format inputFormat(final int port) {
        return inputFormats[port];
    }

    void inputFormat(final int port, final Format format) {
        inputFormats[port] = format;
    }

    String name() {
        return name;
    }

    StageSpec spec() {
        return spec;
    }

    Kind kind() {
        return kind;
    }

    Stage stage() {
        return stage;
    }

    StageFactory factory() {
        return factory;
    }

    Supervision supervision() {
        return supervision;
    }

    RegionAgent region() {
        return region;
    }

    NodeMetrics metrics() {
        return metrics;
    }

    NodeContext context() {
        return context;
    }

    LatencyRecorder endToEnd() {
        return metrics.endToEnd;
    }
}
