package io.penstock.testkit;

import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.stage.StageSpec;
import java.util.List;
import java.util.Map;

/** What a {@link StageHarness} tells about its stage: what left it, its counters, what it keeps. */
public abstract sealed class HarnessReadings permits StageHarness {
    final HarnessRig rig;
    final HarnessPorts ports;
    final TestClock clock;
    final HarnessContext context;

    HarnessReadings(final HarnessRig rig, final HarnessPorts ports, final TestClock clock) {
        this.rig = rig;
        this.ports = ports;
        this.clock = clock;
        this.context = new HarnessContext(rig, ports.inputFormats());
    }

    /**
     * Everything that left, frames and events, in order.
     *
     * @return an immutable copy.
     */
    public List<Captured> captured() {
        return List.copyOf(rig.captured);
    }

    /**
     * The frames that left, by all outputs, in order.
     *
     * @return an immutable copy.
     */
    public List<CapturedFrame> frames() {
        return rig.captured.stream().filter(CapturedFrame.class::isInstance).map(CapturedFrame.class::cast).toList();
    }

    /**
     * The frames that left by one output.
     *
     * @param output name of the port.
     * @return an immutable copy.
     */
    public List<CapturedFrame> frames(final String output) {
        final int port = ports.output(output);
        return frames().stream().filter(frame -> frame.port() == port).toList();
    }

    /**
     * The last frame that left.
     *
     * @return the frame.
     * @throws AssertionError if there is none.
     */
    public CapturedFrame lastFrame() {
        final List<CapturedFrame> frames = frames();
        if (frames.isEmpty()) {
            throw new AssertionError("stage \"" + rig.spec.type() + "\" has put out no frame; it left " + rig.captured);
        }
        return frames.get(frames.size() - 1);
    }

    /**
     * The downstream events that left, by all outputs, in order.
     *
     * @return an immutable copy.
     */
    public List<Event.Downstream> events() {
        return rig.captured.stream().filter(CapturedEvent.class::isInstance).map(c -> ((CapturedEvent) c).event()).toList();
    }

    /**
     * The downstream events that left by one output.
     *
     * @param output name of the port.
     * @return an immutable copy.
     */
    public List<Event.Downstream> events(final String output) {
        final int port = ports.output(output);
        return rig.captured.stream().filter(c -> c.port() == port && c instanceof CapturedEvent).map(c -> ((CapturedEvent) c).event())
            .toList();
    }

    /**
     * The upstream events that the stage sent or did not handle, in order.
     *
     * @return an immutable copy.
     */
    public List<CapturedUpstream> upstream() {
        return List.copyOf(context.upstream);
    }

    /** Forgets what was captured so far: frames, events and upstream events. */
    public void clear() {
        rig.captured.clear();
        context.upstream.clear();
    }

    /**
     * Reads a counter of the stage.
     *
     * @param name its name.
     * @return its value.
     * @throws AssertionError if the stage never asked for such a counter.
     */
    public long counter(final String name) {
        final Long value = counters().get(name);
        if (value == null) {
            throw new AssertionError("stage \"" + rig.spec.type() + "\" has no counter \"" + name + "\", but " + counters().keySet());
        }
        return value;
    }

    /**
     * All counters of the stage.
     *
     * @return name → value, sorted by name.
     */
    public Map<String, Long> counters() {
        return context.counters();
    }

    /**
     * The clock.
     *
     * @return the one that was set, else one of its own.
     */
    public TestClock clock() {
        return clock;
    }

    /**
     * What the stage declared.
     *
     * @return its spec, as read before anything ran.
     */
    public StageSpec spec() {
        return rig.spec;
    }

    /**
     * The format of an output now.
     *
     * @param output name of the port.
     * @return the format.
     */
    public Format outputFormat(final String output) {
        return rig.outputs[ports.output(output)].format();
    }

    /**
     * The format of the first output now.
     *
     * @return the format.
     */
    public Format outputFormat() {
        return rig.outputs[0].format();
    }

    /**
     * How many frames the stage keeps.
     *
     * @return frames retained and not yet released.
     */
    public int framesHeld() {
        return rig.ledger.liveCount();
    }

    /**
     * How often the stage has called its outputs, for {@link StageHarness#failOutputAt}.
     *
     * @return calls since the start or the last {@link StageHarness#failOutputAt}.
     */
    public long outputCalls() {
        return rig.outputCalls();
    }

    /**
     * How many frames the stage has put out; also counted when {@link HarnessSetup#measuring()}.
     *
     * @return frames.
     */
    public long framesEmitted() {
        return rig.emittedTotal();
    }

    /**
     * When the stage wants to be woken.
     *
     * @return reading of the clock; {@link Long#MAX_VALUE} = never.
     */
    public long wakeNs() {
        return context.wakeNs();
    }
}
