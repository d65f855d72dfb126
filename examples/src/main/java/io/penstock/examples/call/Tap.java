package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/** Looks at what passes, with the time, and passes it on as it is. */
final class Tap implements Transform {
    private final StageSpec spec;
    private final Observer observer;
    private MediaClock clock;

    /** What looks. */
    @FunctionalInterface
    interface Observer {
        /**
         * A frame passes.
         *
         * @param frame borrowed until return.
         * @param nowNs time on the engine's clock.
         */
        void onFrame(Frame frame, long nowNs);
    }

    Tap(final String type, final Observer observer) {
        spec = StageSpec.same(type, FormatSpec.any()).build();
        this.observer = observer;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        clock = context.clock();
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        observer.onFrame(in, clock.nanoTime());
        out.forward(in);
    }
}
