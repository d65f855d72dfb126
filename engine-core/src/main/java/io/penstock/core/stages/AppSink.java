package io.penstock.core.stages;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands frames to a host that owns its own threads: {@link #poll()} returns the next one without copying, the host releases it.
 *
 * <pre>{@code
 * Frame f = sink.poll();
 * if (f != null) {
 *     try { send(f.array(), f.arrayOffset(), f.length()); } finally { f.release(); }
 * }
 * }</pre>
 *
 * One thread of the host polls. When it falls behind, new frames are dropped and counted ({@code dropped.host-behind}).
 */
public final class AppSink implements Sink {
    private final StageSpec spec;
    private final int capacity;
    private final AtomicReferenceArray<Frame> queue;
    private volatile long written;
    private volatile long read;
    private volatile boolean ended;
    private volatile Thread waiting;
    private volatile Format format;
    private Counter dropped;

    private AppSink(final FormatSpec accepts, final int capacity) {
        this.capacity = capacity;
        queue = new AtomicReferenceArray<>(capacity);
        // One more for the frame that the host is looking at.
        spec = StageSpec.sink("app-sink", accepts).framesHeld(capacity + 1).build();
    }

    /**
     * A sink.
     *
     * @param accepts  formats that the host can take, the preferred first.
     * @param capacity frames that may wait for the host, 1–65536; the host may hold one more.
     * @return the sink.
     */
    public static AppSink of(final FormatSpec accepts, final int capacity) {
        if (capacity < 1 || capacity > 1 << 16) {
            throw new io.penstock.error.ConfigurationException("app sink: capacity " + capacity + ", accepted 1–65536");
        }
        return new AppSink(accepts, capacity);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    // ---- the host's side --------------------------------------------------------------------------------------------------------------

    /**
     * The next frame.
     *
     * @return a frame that the host must {@link Frame#release()}; null if none waits.
     */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public Frame poll() {
        // A flush leaves places empty that were written.
        Frame frame = null;
        while (frame == null && read < written) {
            frame = queue.getAndSet((int) (read % capacity), null);
            read = read + 1;
        }
        return frame;
    }

    /**
     * Waits for the next frame.
     *
     * @param timeoutNs how long to wait at most.
     * @return a frame that the host must {@link Frame#release()}; null if none came, or the stream has ended.
     */
    public Frame poll(final long timeoutNs) {
        Frame frame = poll();
        if (frame == null && !ended) {
            waiting = Thread.currentThread();
            frame = poll();
            if (frame == null && !ended) {
                LockSupport.parkNanos(this, timeoutNs);
                frame = poll();
            }
            waiting = null;
        }
        return frame;
    }

    /**
     * Whether nothing follows what waits.
     *
     * @return true once the stream has ended or the graph has stopped.
     */
    public boolean hasEnded() {
        return ended;
    }

    /**
     * Format of the frames that come.
     *
     * @return the format; null before the graph is started.
     */
    public Format format() {
        return format;
    }

    // ---- the graph's side ---------------------------------------------------------------------------------------------------------------

    @Override
    public void onStart(final StageContext context) {
        format = context.inputFormat(0);
        dropped = context.counter("dropped.host-behind");
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void onFrame(final Frame in) {
        if (written - read >= capacity) {
            dropped.increment();
            return;
        }
        in.retain();
        queue.set((int) (written % capacity), in);
        written = written + 1;
        wake();
    }

    @Override
    public void onFormatChange(final Format next) {
        format = next;
    }

    @Override
    public void onEndOfStream() {
        ended = true;
        wake();
    }

    private void wake() {
        final Thread sleeper = waiting;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    @Override
    public void onFlush() {
        releaseQueued();
    }

    @Override
    public void close() {
        ended = true;
        releaseQueued();
        wake();
    }

    private void releaseQueued() {
        for (int i = 0; i < capacity; i++) {
            final Frame frame = queue.getAndSet(i, null);
            if (frame != null) {
                frame.release();
            }
        }
    }
}
