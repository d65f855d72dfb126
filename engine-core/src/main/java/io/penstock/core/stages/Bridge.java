package io.penstock.core.stages;

import io.penstock.core.edge.UpstreamChannel;
import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/**
 * Joins two graphs that come and go on their own: what {@link #sink()} takes in one, {@link #source()} puts out in the other.
 *
 * <p>Frames are copied once, into the receiving graph's pool, so that neither graph ever holds the other's memory. When the receiving graph is
 * behind or gone, frames are dropped and counted ({@code dropped.bridge}).
 *
 * <p>What the receiving graph asks of its source (a key frame, another bit rate, a report) crosses the other way: the latest of each kind
 * waits until the sending graph runs.
 */
public final class Bridge {
    private final AppSource source;
    private final Format format;
    private final UpstreamChannel upstream = new UpstreamChannel();
    /** Of the sending graph, while it runs. */
    private volatile Runnable waker;

    private Bridge(final Format format, final int capacity) {
        this.format = format;
        source = AppSource.of(format, capacity, this::ask);
    }

    private void ask(final Event.Upstream event) {
        upstream.post(event);
        final Runnable sender = waker;
        if (sender != null) {
            sender.run();
        }
    }

    /**
     * A bridge.
     *
     * @param format   what crosses it.
     * @param capacity frames that may wait.
     * @return the bridge; its sink and its source belong to one graph each.
     */
    public static Bridge of(final Format format, final int capacity) {
        return new Bridge(format, capacity);
    }

    /**
     * The end in the sending graph.
     *
     * @return the sink.
     */
    public Sink sink() {
        return new Entrance();
    }

    /**
     * The end in the receiving graph.
     *
     * @return the source, the same at every call.
     */
    public Source source() {
        return source;
    }

    private final class Entrance implements Sink {
        private final StageSpec spec = StageSpec.sink("bridge", FormatSpec.of(format)).ticking().build();
        private Counter dropped;
        private StageContext context;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
            dropped = context.counter("dropped.bridge");
            waker = context.waker();
        }

        @Override
        public int onTick(final long nowNs) {
            int work = 0;
            for (Event.Upstream event = upstream.take(); event != null; event = upstream.take()) {
                context.sendUpstream(0, event);
                work++;
            }
            return work;
        }

        @Override
        public void onFrame(final Frame in) {
            final MutableFrame copy = source.isBound() ? source.claim(in.length()) : null;
            if (copy == null || !source.offer(copy.copyMetadata(in).copyPayload(in))) {
                dropped.increment();
            }
        }

        @Override
        public void onEndOfStream() {
            source.end();
        }

        @Override
        public void close() {
            waker = null;
        }
    }
}
