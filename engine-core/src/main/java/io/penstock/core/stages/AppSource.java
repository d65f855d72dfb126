package io.penstock.core.stages;

import io.penstock.core.memory.SlabFrame;
import io.penstock.core.run.HostPort;
import io.penstock.core.run.HostSource;
import io.penstock.error.EngineException;
import io.penstock.error.EngineException.Category;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * Takes frames from a host that owns its own threads and sockets: claim, fill, offer. Nothing blocks and nothing allocates.
 *
 * <pre>{@code
 * MutableFrame f = source.claim(bytes.length);      // null: the graph is behind, drop or come back later
 * if (f != null) {
 *     f.buffer().putBytes(0, bytes);
 *     source.offer(f.ptsNs(ptsNs).captureNs(source.nowNs()));
 * }
 * }</pre>
 *
 * One thread of the host claims and offers, unless {@link #manyThreads()} was asked for.
 *
 * <p>Timestamps of raw media that run backwards are repaired as those of any other source are: the frame takes the time of the one before,
 * is flagged {@code DISCONTINUITY}, and counted ({@code timestamps-repaired}). Encoded pictures may come in decoding order, and packets in
 * any.
 */
public final class AppSource implements Source, HostSource {
    private final StageSpec spec;
    private final int capacity;
    private final AtomicLongArray queue;
    private final Object lock = new Object();
    private boolean shared;
    private volatile HostPort port;
    private volatile long offered;
    private volatile long taken;
    private volatile boolean ended;
    private volatile boolean closed;
    private long refused;
    private final boolean raw;
    private final Consumer<Event.Upstream> upstream;
    private long lastPtsNs = Long.MIN_VALUE;
    private Counter repaired;

    private AppSource(final Format format, final int capacity, final Consumer<Event.Upstream> upstream) {
        this.capacity = capacity;
        this.upstream = upstream;
        raw = format instanceof AudioFormat || format instanceof VideoFormat;
        queue = new AtomicLongArray(capacity);
        spec = StageSpec.source("app-source", FormatSpec.of(format)).maxOutputBytes(format.frameBytes()).wakesItself().framesHeld(capacity).build();
    }

    /**
     * A source for frames of one format.
     *
     * @param format   what the host hands over.
     * @param capacity frames that may wait for the graph, 1–65536; the graph's pool is sized for them.
     * @return the source.
     */
    public static AppSource of(final Format format, final int capacity) {
        return of(format, capacity, null);
    }

    /** A source that hands on what its graph asks of whatever feeds it, on the graph's thread; null = nobody wants to know. */
    static AppSource of(final Format format, final int capacity, final Consumer<Event.Upstream> upstream) {
        if (capacity < 1 || capacity > 1 << 16) {
            throw new io.penstock.error.ConfigurationException("app source: capacity " + capacity + ", accepted 1–65536");
        }
        return new AppSource(format, capacity, upstream);
    }

    /**
     * Lets any number of threads claim and offer, at the price of a lock.
     *
     * @return this.
     */
    public AppSource manyThreads() {
        shared = true;
        return this;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        repaired = context.counter("timestamps-repaired");
    }

    @Override
    public void bind(final HostPort hostPort) {
        port = hostPort;
    }

    // ---- the host's side --------------------------------------------------------------------------------------------------------------

    /**
     * Claims an empty frame.
     *
     * @param length payload bytes.
     * @return a frame to fill and {@link #offer} (or {@link #abort}); null when the graph is so far behind that there is no room.
     * @throws EngineException if the source is not part of a built graph, or the length does not fit.
     */
    public MutableFrame claim(final int length) {
        final HostPort bound = port;
        if (bound == null) {
            throw new EngineException(Category.STATE, "app source: claim() before its graph is built");
        }
        if (length < 0 || length > bound.pool().slotBytes()) {
            throw new EngineException(Category.CONFIGURATION, "app source: claim(" + length + "), accepted 0–" + bound.pool().slotBytes()
                + " bytes (the format given to AppSource.of)");
        }
        if (shared) {
            synchronized (lock) {
                return claimNow(bound, length);
            }
        }
        return claimNow(bound, length);
    }

    private MutableFrame claimNow(final HostPort bound, final int length) {
        final SlabFrame frame = closed || ended || offered - taken >= capacity ? null : bound.pool().claim(length, bound.formatId());
        refused += frame == null ? 1 : 0;
        return frame;
    }

    /**
     * Hands a claimed frame to the graph; it must not be touched afterwards.
     *
     * @param frame what {@link #claim} returned, with its times set.
     * @return true if the graph takes it; false if it is closed or has ended (the frame is freed).
     */
    public boolean offer(final MutableFrame frame) {
        if (shared) {
            synchronized (lock) {
                return offerNow((SlabFrame) frame);
            }
        }
        return offerNow((SlabFrame) frame);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private boolean offerNow(final SlabFrame frame) {
        if (closed || ended || offered - taken >= capacity) {
            frame.release();
            return false;
        }
        final long next = offered;
        final int place = (int) (next % capacity);
        final long ref = frame.ref();
        queue.set(place, ref);
        offered = next + 1;
        port.waker().run();
        // The graph may have closed meanwhile, and may have seen the frame or not: whoever takes the reference releases it.
        if (closed && queue.compareAndSet(place, ref, 0)) {
            frame.release();
            return false;
        }
        return true;
    }

    /**
     * Gives a claimed frame back unused.
     *
     * @param frame what {@link #claim} returned.
     */
    public void abort(final MutableFrame frame) {
        frame.release();
    }

    /** Tells that nothing follows; what was offered still flows. */
    public void end() {
        ended = true;
        final HostPort bound = port;
        if (bound != null) {
            bound.waker().run();
        }
    }

    /**
     * Whether the graph of this source is built, so that frames can be claimed.
     *
     * @return true if so.
     */
    public boolean isBound() {
        return port != null;
    }

    /**
     * Time on the engine's clock, for {@code captureNs} and {@code ptsNs}.
     *
     * @return nanoseconds.
     */
    public long nowNs() {
        return port.clock().nanoTime();
    }

    /**
     * How often {@link #claim} found no room. Host's thread.
     *
     * @return the count.
     */
    public long refusedCount() {
        return refused;
    }

    // ---- the graph's side ---------------------------------------------------------------------------------------------------------------

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public int poll(final Output out, final int limit) {
        int work = 0;
        while (work < limit && taken < offered) {
            final SlabFrame frame = takeNext();
            if (frame != null) {
                if (raw) {
                    keepInOrder(frame);
                }
                out.forward(frame);
                frame.release();
            }
            work++;
        }
        if (ended && taken >= offered) {
            out.endOfStream();
        }
        return work;
    }

    /** Nobody else can see the frame yet. */
    private void keepInOrder(final SlabFrame frame) {
        if (frame.ptsNs() < lastPtsNs) {
            repaired.increment();
            frame.ptsNs(lastPtsNs).set(FrameFlags.DISCONTINUITY);
        }
        lastPtsNs = frame.ptsNs();
    }

    @Override
    public boolean onUpstream(final int outPort, final Event.Upstream event) {
        if (upstream == null) {
            return false;
        }
        upstream.accept(event);
        return true;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private SlabFrame takeNext() {
        final long ref = queue.getAndSet((int) (taken % capacity), 0);
        taken = taken + 1;
        return ref == 0 ? null : port.pools().resolve(ref);
    }

    @Override
    public boolean hasPending() {
        return taken < offered;
    }

    @Override
    public void onFlush() {
        while (taken < offered) {
            final SlabFrame frame = takeNext();
            if (frame != null) {
                frame.release();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        releaseQueued();
    }

    /** Both sides may come here at the end: whoever takes a reference releases it. */
    private void releaseQueued() {
        for (int i = 0; i < capacity; i++) {
            final long ref = queue.getAndSet(i, 0);
            if (ref != 0) {
                port.pools().resolve(ref).release();
            }
        }
    }
}
