package io.penstock.examples.interop;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps copies of all frames, and lets a test wait for so many of them. */
final class Collector implements Sink {
    private final StageSpec spec = StageSpec.sink("collector", FormatSpec.any()).build();
    private final CountDownLatch enough;
    private final List<Taken> frames = new ArrayList<>();
    private volatile Format format;

    /** A frame as it came. */
    record Taken(byte[] payload, int flags, long captureNs) {
    }

    Collector(final int enough) {
        this.enough = new CountDownLatch(enough);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        format = context.inputFormat(0);
    }

    @Override
    public void onFormatChange(final Format next) {
        format = next;
    }

    @Override
    public void onFrame(final Frame in) {
        final byte[] payload = new byte[in.length()];
        in.buffer().getBytes(0, payload);
        synchronized (frames) {
            frames.add(new Taken(payload, in.flags(), in.captureNs()));
        }
        enough.countDown();
    }

    /** Whether as many frames as were asked for have come in time. */
    boolean await(final Duration limit) throws InterruptedException {
        return enough.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    List<Taken> frames() {
        synchronized (frames) {
            return List.copyOf(frames);
        }
    }

    /** Newest format. */
    Format format() {
        return format;
    }
}
