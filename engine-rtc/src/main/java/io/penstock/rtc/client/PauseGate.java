package io.penstock.rtc.client;

import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/** Lets nothing through while paused; any thread may say so. Counter: {@code dropped.paused}. */
final class PauseGate implements Transform {
    private final StageSpec spec = StageSpec.same("pause", FormatSpec.any()).build();
    private volatile boolean paused;
    private boolean resuming;
    private Counter dropped;

    void pause(final boolean now) {
        paused = now;
    }

    boolean isPaused() {
        return paused;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        dropped = context.counter("dropped.paused");
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (paused) {
            dropped.increment();
            resuming = true;
            return;
        }
        if (resuming) {
            resuming = false;
            out.discontinuity(in.ptsNs());
        }
        out.forward(in);
    }
}
