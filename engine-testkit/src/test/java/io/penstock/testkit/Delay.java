package io.penstock.testkit;

import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.time.Duration;
import java.util.ArrayDeque;

/** Holds every frame for a fixed time: a well-behaved ticking transform. */
class Delay implements Transform {
    private final long delayNs;
    private final StageSpec spec;
    private final ArrayDeque<Frame> held = new ArrayDeque<>(32);
    private StageContext context;

    Delay(final long delayNs) {
        this(delayNs, Latency.of(Duration.ofNanos(delayNs)));
    }

    Delay(final long delayNs, final Latency declared) {
        this.delayNs = delayNs;
        spec = StageSpec.same("delay", FormatSpec.any()).ticking().framesHeld(16).maxOutputsPerInput(16)
            .latency(declared).build();
    }

    final int framesHeld() {
        return held.size();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext newContext) {
        context = newContext;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        in.retain();
        held.add(in);
        context.wakeAtNs(held.peek().ptsNs() + delayNs);
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        int work = 0;
        while (!held.isEmpty() && held.peek().ptsNs() + delayNs <= nowNs) {
            send(out);
            work++;
        }
        context.wakeAtNs(held.isEmpty() ? Long.MAX_VALUE : held.peek().ptsNs() + delayNs);
        return work;
    }

    private void send(final Output out) {
        final Frame frame = held.peek();
        try {
            out.forward(frame);
        } finally {
            held.poll();
            frame.release();
        }
    }

    @Override
    public void onFlush() {
        while (!held.isEmpty()) {
            held.poll().release();
        }
    }

    @Override
    public void onEndOfStream(final Output out) {
        while (!held.isEmpty()) {
            send(out);
        }
    }

    @Override
    public void close() {
        onFlush();
    }
}
