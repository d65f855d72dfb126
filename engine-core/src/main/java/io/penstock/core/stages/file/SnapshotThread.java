package io.penstock.core.stages.file;

import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Writes one picture at a time, away from the graph's thread. */
final class SnapshotThread implements AutoCloseable {
    private static final long CLOSE_MS = 2_000;

    private final Thread thread;
    private byte[] picture = {};
    private VideoFormat format;
    private Path file;
    private CompletableFuture<Path> done;
    /** Handed over by this flag: what stands above belongs to the graph's thread while it is false, and to the writer while it is true. */
    private volatile boolean full;
    private volatile boolean closing;
    private volatile long written;
    private volatile long failed;

    SnapshotThread(final String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    boolean isBusy() {
        return full;
    }

    long written() {
        return written;
    }

    long failed() {
        return failed;
    }

    /** Takes a copy; only when not busy. */
    void write(final Frame frame, final VideoFormat of, final Path to, final CompletableFuture<Path> whenDone) {
        final int bytes = of.frameBytes();
        if (picture.length < bytes) {
            picture = new byte[bytes];
        }
        frame.buffer().getBytes(0, picture, 0, bytes);
        format = of;
        file = to;
        done = whenDone;
        full = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (true) {
            if (full) {
                writeOne();
                full = false;
            } else if (closing) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void writeOne() {
        try {
            PngWriter.write(file, picture, format);
            written++;
            if (done != null) {
                done.complete(file);
            }
        } catch (final IOException | RuntimeException e) {
            failed++;
            if (done != null) {
                done.completeExceptionally(new EngineException(EngineException.Category.IO, "png: cannot write " + file + ": " + e, e));
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
