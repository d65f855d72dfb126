package io.penstock.core.stages.file;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.Format;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes single pictures as PNG files: every n-th, or when asked.
 *
 * <p>The graph's thread copies the picture; a thread of its own writes it. There is room for one: a picture that falls due while the one before
 * is still being written is left out (counted {@code dropped.busy}). Pictures written are counted {@code written}, those that could not be
 * {@code errors.write}. Copying allocates nothing after the first time.
 */
public final class PngSnapshot implements Sink {
    private static final StageSpec SPEC = StageSpec.sink("png", VideoSpec.any().layouts(PixelLayout.I420)).build();

    private final long every;
    private final String pattern;
    private final AtomicReference<Request> asked = new AtomicReference<>();
    private SnapshotThread writer;
    private VideoFormat format;
    private Counter busy;
    private Counter written;
    private Counter failed;
    private long seen;
    private volatile boolean closed;

    private record Request(Path file, CompletableFuture<Path> done) {
    }

    private PngSnapshot(final long every, final String pattern) {
        this.every = every;
        this.pattern = pattern;
    }

    /**
     * Writes the first of every {@code n} pictures.
     *
     * @param n    at least 1.
     * @param file the file; {@code %d} in its name becomes the number of the picture in the stream, from 0; without it each replaces the one
     *             before.
     * @return the sink.
     * @throws ConfigurationException if {@code n} is below 1.
     */
    public static PngSnapshot every(final int n, final Path file) {
        if (n < 1) {
            throw new ConfigurationException("png: every " + n + " pictures; accepted is 1 or more");
        }
        return new PngSnapshot(n, file.toString());
    }

    /**
     * Writes the first picture only, and others by {@link #take}.
     *
     * @param file the file.
     * @return the sink.
     */
    public static PngSnapshot first(final Path file) {
        return new PngSnapshot(Long.MAX_VALUE, file.toString());
    }

    /**
     * Writes only what {@link #take} asks for.
     *
     * @return the sink.
     */
    public static PngSnapshot onDemand() {
        return new PngSnapshot(0, "");
    }

    /**
     * Asks for the next picture. Any thread.
     *
     * @param file where to write it.
     * @return done when it is written; fails with an {@link EngineException} if it cannot be, if the graph ends before, or if another request
     *     is still waiting.
     */
    public CompletableFuture<Path> take(final Path file) {
        final Request request = new Request(file, new CompletableFuture<>());
        if (!asked.compareAndSet(null, request)) {
            request.done.completeExceptionally(new EngineException(EngineException.Category.STATE,
                "png: another picture is already asked for; wait for it"));
        } else if (closed) {
            refuseWaiting();
        }
        return request.done;
    }

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onStart(final StageContext context) {
        busy = context.counter("dropped.busy");
        written = context.counter("written");
        failed = context.counter("errors.write");
        format = (VideoFormat) context.inputFormat(0);
        writer = new SnapshotThread("png-" + context.graphName() + '-' + context.stageName());
    }

    @Override
    public void onFormatChange(final Format changed) {
        format = (VideoFormat) changed;
    }

    @Override
    public void onFrame(final Frame in) {
        collect();
        final boolean due = every != 0 && seen % every == 0;
        final long index = seen++;
        final Request request = asked.get();
        if (!due && request == null || in.length() < format.frameBytes()) {
            return;
        }
        if (writer.isBusy()) {
            // a request waits for the next picture
            if (due) {
                busy.increment();
            }
        } else if (request != null) {
            if (due) {
                busy.increment();
            }
            asked.set(null);
            writer.write(in, format, request.file, request.done);
        } else {
            writer.write(in, format, Path.of(pattern.replace("%d", Long.toString(index))), null);
        }
    }

    private void collect() {
        written.set(writer.written());
        failed.set(writer.failed());
    }

    @Override
    public void onEndOfStream() {
        refuseWaiting();
    }

    private void refuseWaiting() {
        final Request request = asked.getAndSet(null);
        if (request != null) {
            request.done.completeExceptionally(new EngineException(EngineException.Category.STATE, "png: the graph has ended"));
        }
    }

    /** What is being written is finished, within two seconds. */
    @Override
    public void close() {
        closed = true;
        refuseWaiting();
        if (writer != null) {
            writer.close();
            collect();
            writer = null;
        }
    }
}
