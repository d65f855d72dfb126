package io.penstock.testkit;

import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.stage.Stage;
import java.time.Duration;

/**
 * Runs one stage as a black box, on the calling thread, under a clock that moves by hand.
 *
 * <pre>{@code
 * try (StageHarness h = StageHarness.of(new Gain(-6)).input(AudioFormat.mono(48_000, ms(10))).start()) {
 *     h.push(h.frame().ptsNs(0).payload(pcm));
 *     h.pushGap(10_000_000, 10_000_000);
 *     h.advance(ms(20));                        // wake-ups that fall due are delivered on the way
 *     h.endOfStream();
 *     assertEquals(1, h.frames().size());       // copies: they stay valid
 *     assertEquals(-6, levelDb(h.frames().get(0)), 0.1);
 *     assertEquals(0, h.counter("dropped.late"));
 * }                                             // fails if a frame leaked
 * }</pre>
 *
 * <p>What the stage declared is enforced: {@code maxOutputsPerInput}, {@code maxOutputBytes}, {@code framesHeld}, ticking. So are
 * the ownership rules: no claim left open, no frame used after release, no borrowed frame modified, nothing kept at the
 * end. A broken rule is an {@link AssertionError}, at once and again after the callback if the stage swallowed it. What the stage throws
 * comes out of the call that provoked it, unchanged, after its open claims were aborted; the harness can go on then, as
 * under {@code Supervision.SKIP_FRAME}.
 *
 * <p>Events that the stage does not handle go on as in the engine. Formats are negotiated for this stage alone: an output gets the first
 * format that its rule and {@link HarnessSetup#output(String, io.penstock.format.FormatSpec)} allow.
 *
 * <p>Not thread-safe, but for wakers and counters, as in the engine.
 */
public final class StageHarness extends HarnessReadings implements AutoCloseable {
    private static final int POLL_LIMIT = 16;

    private final FramePool[] pools;
    private final long[] nextSequence;
    private final boolean[] ended;
    private final HarnessPump pump;
    private boolean closed;
    private int epoch;

    StageHarness(final HarnessRig rig, final HarnessPorts ports, final TestClock clock) {
        super(rig, ports, clock);
        pools = new FramePool[rig.spec.inputs().size()];
        for (int i = 0; i < pools.length; i++) {
            pools[i] = new FramePool(rig.ledger, "input \"" + name(i) + '"');
        }
        nextSequence = new long[pools.length];
        ended = new boolean[pools.length];
        pump = new HarnessPump(rig, KindDriver.of(rig), context, clock);
    }

    /**
     * A harness around a stage that has not been started.
     *
     * @param stage the stage; the harness closes it.
     * @return its set-up, to connect and {@link HarnessSetup#start()}.
     */
    public static HarnessSetup of(final Stage stage) {
        return new HarnessSetup(stage);
    }

    void begin() {
        try {
            rig.stage.onStart(context);
            rig.ledger.rethrow();
            pump.first();
        } catch (final Throwable e) {
            try {
                close();
            } catch (final Throwable onClose) {
                e.addSuppressed(onClose);
            }
            throw HarnessRig.<RuntimeException>sneaky(e);
        }
    }

    /**
     * Makes one call of {@code claim}, {@code commit}, {@code forward} or an event method of an output throw {@link InjectedFault}, as a
     * stage further down would.
     *
     * @param call 1 = the next call.
     * @return this.
     */
    public StageHarness failOutputAt(final long call) {
        rig.failOutputAt(call);
        return this;
    }

    /**
     * Makes {@code claim} return null, to a source, until it is switched off again.
     *
     * @param exhausted whether the pool is exhausted.
     * @return this.
     */
    public StageHarness poolExhausted(final boolean exhausted) {
        rig.poolExhausted = exhausted;
        return this;
    }

    /**
     * A frame for the first input, to fill and {@link #push}. It starts with the present as presentation and capture time, the nominal
     * duration of the format, the next sequence number and no payload.
     *
     * @return the frame; its capacity is what the format needs.
     */
    public TestFrame frame() {
        return frame(0);
    }

    /**
     * A frame for an input.
     *
     * @param input name of the port.
     * @return the frame.
     */
    public TestFrame frame(final String input) {
        return frame(ports.input(input));
    }

    private TestFrame frame(final int port) {
        final Format format = connected(port);
        final long now = clock.nanoTime();
        return pools[port].take(format, format.frameBytes()).asDraft().ptsNs(now).captureNs(now).durationNs((int) format.frameNs())
            .sequence(nextSequence[port]++);
    }

    /**
     * Gives a frame to the first input, then delivers wake-ups that are due.
     *
     * @param frame one of {@link #frame()}, used up by this; any other frame is copied.
     * @return this.
     */
    public StageHarness push(final Frame frame) {
        return push(0, frame);
    }

    /**
     * Gives a frame to an input, then delivers wake-ups that are due.
     *
     * @param input name of the port.
     * @param frame one of {@link #frame(String)} for that port, used up by this; any other frame is copied.
     * @return this.
     */
    public StageHarness push(final String input, final Frame frame) {
        return push(ports.input(input), frame);
    }

    private StageHarness push(final int port, final Frame frame) {
        final Format format = connected(port);
        notEnded(port);
        if (pump.outputsEnded()) {
            return this; // as in the engine, nothing reaches a junction whose outputs have ended with its first input
        }
        final TestFrame mine;
        if (frame instanceof TestFrame draft && draft.isDraft() && draft.belongsTo(rig.ledger)) {
            mine = draft;
        } else {
            mine = pools[port].take(format, format.frameBytes()).asDraft().copyMetadata(frame).copyPayload(frame);
        }
        mine.handOver();
        pump.frame(port, mine);
        return this;
    }

    /**
     * Tells the first input that media is missing.
     *
     * @param ptsNs      start.
     * @param durationNs length.
     * @return this.
     */
    public StageHarness pushGap(final long ptsNs, final long durationNs) {
        return pushEvent(name(0), new Event.Gap(ptsNs, durationNs));
    }

    /**
     * Tells the first input that what follows does not continue what came before.
     *
     * @param ptsNs time of the next frame.
     * @return this.
     */
    public StageHarness pushDiscontinuity(final long ptsNs) {
        return pushEvent(name(0), new Event.Discontinuity(ptsNs));
    }

    /**
     * Changes the format of the first input.
     *
     * @param format the new format; the port must accept it.
     * @return this.
     */
    public StageHarness pushFormatChange(final Format format) {
        return pushEvent(name(0), new Event.FormatChange(format));
    }

    /**
     * Ends every connected input that has not ended, in port order; the outputs end after the last, or as the spec says.
     *
     * @return this.
     */
    public StageHarness endOfStream() {
        for (int port = 0; port < pools.length; port++) {
            if (ports.inputFormat(port) != null && !ended[port] && !pump.outputsEnded()) {
                pushEvent(name(port), Event.EndOfStream.INSTANCE);
            }
        }
        return this;
    }

    /**
     * Ends one input.
     *
     * @param input name of the port.
     * @return this.
     */
    public StageHarness endOfStream(final String input) {
        return pushEvent(input, Event.EndOfStream.INSTANCE);
    }

    /**
     * Flushes: all connected inputs, or the source itself; the event goes on to all outputs once.
     *
     * @return this.
     */
    public StageHarness flush() {
        final Event.Flush flush = new Event.Flush(++epoch);
        if (pools.length == 0) {
            pump.flush(0);
        }
        for (int port = 0; port < pools.length; port++) {
            if (ports.inputFormat(port) != null && !ended[port]) {
                pump.flush(port);
            }
        }
        rig.emitOnAll(flush);
        return this;
    }

    /**
     * Gives an event to an input; what the stage does not handle goes on as in the engine.
     *
     * @param input name of the port.
     * @param event the event; a flush goes to this input alone and is sent on.
     * @return this.
     */
    public StageHarness pushEvent(final String input, final Event.Downstream event) {
        final int port = ports.input(input);
        connected(port);
        notEnded(port);
        if (event instanceof Event.FormatChange change) {
            ports.checkAccepts(port, change.format());
            ports.connectInput(port, change.format());
            context.inputFormat(port, change.format());
        } else if (event instanceof Event.EndOfStream) {
            ended[port] = true;
        }
        pump.event(port, event);
        if (event instanceof Event.EndOfStream) {
            endOutputs();
        }
        return this;
    }

    private void endOutputs() {
        boolean all = true;
        for (int port = 0; port < ended.length; port++) {
            all &= ended[port] || ports.inputFormat(port) == null;
        }
        if (all || rig.spec.endsWithFirstInput()) {
            pump.end();
        }
    }

    /**
     * Gives an upstream event to the first output. If the stage does not handle it, it is captured at every connected input.
     *
     * @param event the event.
     * @return whether the stage handled it.
     */
    public boolean pushUpstream(final Event.Upstream event) {
        return pushUpstream(rig.spec.outputs().get(0).name(), event);
    }

    /**
     * Gives an upstream event to an output. If the stage does not handle it, it is captured at every connected input.
     *
     * @param output name of the port.
     * @param event  the event.
     * @return whether the stage handled it.
     */
    public boolean pushUpstream(final String output, final Event.Upstream event) {
        return pump.upstream(ports.output(output), event);
    }

    /**
     * Connects an optional input of a running junction, or gives a connected one another format.
     *
     * @param input  name of the port.
     * @param format what will come in.
     * @return this.
     */
    public StageHarness connect(final String input, final Format format) {
        final int port = ports.input(input);
        ports.connectInput(port, format);
        ended[port] = false;
        return portChange(port, format);
    }

    /**
     * Disconnects an optional input of a running junction.
     *
     * @param input name of the port.
     * @return this.
     */
    public StageHarness disconnect(final String input) {
        final int port = ports.input(input);
        ports.disconnectInput(port);
        return portChange(port, null);
    }

    private StageHarness portChange(final int port, final Format format) {
        if (!rig.spec.inputs().get(port).optional()) {
            throw new IllegalStateException("input \"" + name(port) + "\" is not optional");
        }
        context.inputFormat(port, format);
        pump.portChange(port, format);
        return this;
    }

    /**
     * Moves the clock on, stopping at every wake-up on the way to deliver it: {@code onTick} of ticking stages, {@code poll} of sources
     * (which, without a wake-up, are polled at their declared interval, and again as long as they return work).
     *
     * @param by how far.
     * @return this.
     * @throws AssertionError if the stage asks for wake-ups again and again without letting time pass.
     */
    public StageHarness advance(final Duration by) {
        return advanceNs(by.toNanos());
    }

    /**
     * As {@link #advance}.
     *
     * @param ns how far, in nanoseconds.
     * @return this.
     */
    public StageHarness advanceNs(final long ns) {
        pump.advanceTo(clock.nanoTime() + ns);
        return this;
    }

    /**
     * One duty cycle without moving the clock: polls a source once; ticks a ticking stage if its wake-up is due, its waker was run or one
     * of its channels is ready.
     *
     * @return work done as the stage says; 0 = idle.
     */
    public int poll() {
        return poll(POLL_LIMIT);
    }

    /**
     * As {@link #poll()}.
     *
     * @param limit most frames that a source may commit.
     * @return work done; 0 = idle.
     */
    public int poll(final int limit) {
        return pump.poll(limit);
    }

    /**
     * Waits, in real time, until the stage's waker was run or one of its registered channels is ready; then {@link #poll()}. For stages
     * with sockets and feeder threads.
     *
     * @param atMost how long.
     * @return whether something woke it.
     */
    public boolean awaitWake(final Duration atMost) {
        return context.awaitWoken(Math.max(1, atMost.toMillis()));
    }

    /**
     * Closes the stage, once, and checks that it gave everything back.
     *
     * @throws AssertionError if a frame is still retained or a registered channel still open.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            rig.stage.close();
        } finally {
            context.close();
        }
        rig.ledger.rethrow();
        if (rig.ledger.liveCount() > 0) {
            throw new AssertionError("stage \"" + rig.spec.type() + "\" leaks " + rig.ledger.liveCount()
                + " frame(s), still retained after close():" + rig.ledger.liveFrames());
        }
    }

    private Format connected(final int port) {
        if (closed) {
            throw new IllegalStateException("the harness is closed");
        }
        if (port >= pools.length) {
            throw new IllegalStateException("a source has no inputs");
        }
        final Format format = ports.inputFormat(port);
        if (format == null) {
            throw new IllegalStateException("input \"" + name(port) + "\" is not connected");
        }
        return format;
    }

    private void notEnded(final int port) {
        if (ended[port]) {
            throw new IllegalStateException("input \"" + name(port) + "\" has ended");
        }
    }

    private String name(final int port) {
        return rig.spec.inputs().get(port).name();
    }
}
