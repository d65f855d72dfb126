package io.penstock.rtc.mix;

import io.penstock.core.stages.AppSource;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/** Gives a mix to those who listen to it at the moment, each in a graph of its own; counts what one of them had no room for. */
final class Outlet implements Sink {
    private static final AppSource[] NOBODY = {};

    private final StageSpec spec;
    private volatile AppSource[] listeners = NOBODY;
    private Counter dropped;

    Outlet(final AudioFormat format) {
        spec = StageSpec.sink("outlet", FormatSpec.of(format)).build();
    }

    /** Who listens from the next frame on. */
    void to(final AppSource[] next) {
        listeners = next;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        dropped = context.counter("dropped.listener-behind");
    }

    @Override
    public void onFrame(final Frame in) {
        for (final AppSource listener : listeners) {
            final MutableFrame copy = listener.isBound() ? listener.claim(in.length()) : null;
            if (copy == null || !listener.offer(copy.copyMetadata(in).copyPayload(in))) {
                dropped.increment();
            }
        }
    }
}
