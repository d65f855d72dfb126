package io.penstock.core.stages;

import io.penstock.clock.MediaClock;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * Watches what passes a place of a graph; switched on and off while the graph runs.
 *
 * <pre>{@code
 * FrameTap tap = new FrameTap();
 * flow.via("tap", tap.through()).to("net", sink);       // or a branch: flow.to("tap", tap.branch())
 * …
 * tap.watch(PcapWriter.to(Path.of("call.pcap"), 5004, 5004));
 * …
 * tap.off();
 * }</pre>
 *
 * <p>Frames go through without being copied; switched off, a tap costs a volatile read. An observer is called on the stage's thread, so one
 * that writes a file delays the region by that long: put the tap behind an asynchronous edge of its own ({@link #branch()}) where that
 * matters. An observer that throws is switched off and counted ({@code errors.observer}); the graph goes on.
 *
 * <p>{@link #watch} and {@link #off} may be called by any thread; they take effect with the next frame or event, and the observer before is
 * closed then, or when the stage closes. One tap makes one stage.
 */
public final class FrameTap {
    private volatile Observer wanted;
    private Observer current;
    private Format format;
    private MediaClock clock;
    private Counter seen;
    private Counter errors;
    private boolean used;

    /** A tap that is off. */
    public FrameTap() {
    }

    /** What is told of frames. All calls come from the stage's thread. */
    public interface Observer extends AutoCloseable {
        /**
         * Comes first, and again when the format changes.
         *
         * @param format format of the frames that follow.
         * @param clock  what their times are readings of.
         * @throws Exception switches the tap off.
         */
        default void onFormat(final Format format, final MediaClock clock) throws Exception {
        }

        /**
         * A frame passes.
         *
         * @param frame borrowed until return; not to be changed.
         * @throws Exception switches the tap off.
         */
        void onFrame(Frame frame) throws Exception;

        /**
         * Comes last.
         *
         * @throws IOException is counted.
         */
        @Override
        default void close() throws IOException {
        }
    }

    /**
     * An observer that is shown no more than a frame an interval, by presentation time: for snapshots.
     *
     * @param interval at least this far apart.
     * @param observer what is shown.
     * @return the observer.
     */
    public static Observer every(final Duration interval, final Observer observer) {
        return new Sampling(interval.toNanos(), observer);
    }

    /**
     * Switches on, in place of what watched before.
     *
     * @param observer told of frames from now on; closed by the tap.
     */
    public void watch(final Observer observer) {
        wanted = Objects.requireNonNull(observer, "observer");
    }

    /** Switches off. */
    public void off() {
        wanted = null;
    }

    /**
     * Whether something watches, or is about to.
     *
     * @return true if on.
     */
    public boolean isOn() {
        return wanted != null;
    }

    /**
     * The stage that lets everything through.
     *
     * @return the stage, once.
     */
    public Transform through() {
        once();
        return new Through();
    }

    /**
     * The stage that ends a branch.
     *
     * @return the stage, once.
     */
    public Sink branch() {
        once();
        return new Branch();
    }

    private synchronized void once() {
        if (used) {
            throw new IllegalStateException("this tap has made its stage: use another tap for another place");
        }
        used = true;
    }

    private void start(final StageContext context) {
        clock = context.clock();
        format = context.inputFormat(0);
        seen = context.counter("seen");
        errors = context.counter("errors.observer");
    }

    private void show(final Frame frame) {
        final Observer observer = wanted;
        if (observer != current) {
            switchTo(observer);
        }
        if (current != null) {
            try {
                current.onFrame(frame);
                seen.increment();
            } catch (final Exception e) {
                failed();
            }
        }
    }

    private void switchTo(final Observer observer) {
        closeCurrent();
        current = observer;
        if (observer != null) {
            tellFormat();
        }
    }

    private void changed(final Format next) {
        format = next;
        if (current != null) {
            tellFormat();
        }
    }

    private void tellFormat() {
        try {
            current.onFormat(format, clock);
        } catch (final Exception e) {
            failed();
        }
    }

    /** Leaves alone what another thread has switched to in the meantime. */
    private void failed() {
        errors.increment();
        synchronized (this) {
            if (wanted == current) {
                wanted = null;
            }
        }
        closeCurrent();
    }

    private void closeCurrent() {
        final Observer old = current;
        current = null;
        close(old);
    }

    private void close(final Observer observer) {
        if (observer != null) {
            try {
                observer.close();
            } catch (final IOException | RuntimeException e) {
                // A stage that never started has nothing to count with.
                if (errors != null) {
                    errors.increment();
                }
            }
        }
    }

    private void end() {
        final Observer last = wanted;
        final boolean neverShown = last != current;
        wanted = null;
        closeCurrent();
        if (neverShown) {
            close(last);
        }
    }

    private final class Through implements Transform {
        private final StageSpec spec = StageSpec.same("tap", FormatSpec.any()).build();

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            start(context);
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            show(in);
            out.forward(in);
        }

        @Override
        public boolean onFormatChange(final Format next, final Output out) {
            changed(next);
            return false;
        }

        @Override
        public void close() {
            end();
        }
    }

    private final class Branch implements Sink {
        private final StageSpec spec = StageSpec.sink("tap", FormatSpec.any()).build();

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            start(context);
        }

        @Override
        public void onFrame(final Frame in) {
            show(in);
        }

        @Override
        public void onFormatChange(final Format next) {
            changed(next);
        }

        @Override
        public void close() {
            end();
        }
    }

    private static final class Sampling implements Observer {
        private final long intervalNs;
        private final Observer observer;
        private boolean any;
        private long nextNs;

        Sampling(final long intervalNs, final Observer observer) {
            this.intervalNs = intervalNs;
            this.observer = observer;
        }

        @Override
        public void onFormat(final Format format, final MediaClock clock) throws Exception {
            observer.onFormat(format, clock);
        }

        @Override
        public void onFrame(final Frame frame) throws Exception {
            final long ptsNs = frame.ptsNs();
            // Also after a jump back, as files that are played again make.
            if (!any || ptsNs >= nextNs || ptsNs < nextNs - intervalNs) {
                any = true;
                nextNs = ptsNs + intervalNs;
                observer.onFrame(frame);
            }
        }

        @Override
        public void close() throws IOException {
            observer.close();
        }
    }
}
