package io.penstock.core.edge;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.core.memory.CacheLinePadding;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.frame.FrameFlags;
import io.penstock.graph.EdgePolicy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * An edge on an Agrona ring. A record is its kind and epoch (the ring's message type) and two longs:
 *
 * <pre>
 *   type = epoch &lt;&lt; 8 | kind
 *   FRAME          reference           time of entry
 *   FORMAT_CHANGE  format id           0
 *   DISCONTINUITY  pts                 0
 *   GAP            pts                 duration
 *   END_OF_STREAM  0                   0
 * </pre>
 *
 * The producer of such a ring cannot remove the oldest record, so the consumer sheds; the producer refuses when the capacity is reached.
 * {@link #EVENT_RECORDS} records are kept free for events, the last of them for end of stream, some before it for changes of format.
 */
public final class EdgeRing implements Edge {
    /** Records kept free for events. */
    static final int EVENT_RECORDS = 32;
    static final int FORMAT_RECORDS = 9;
    private static final int RECORD_BYTES = 24;
    private static final int PAYLOAD_BYTES = 16;
    private static final int EPOCH_MASK = (1 << 22) - 1;
    private static final int READ_BATCH = 256;
    /** Most records that are delivered before the ring gets their space back. */
    private static final int DELIVERY_BATCH = 16;
    private static final VarHandle FRAMES;
    private static final VarHandle EVENTS;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            FRAMES = lookup.findVarHandle(Consuming.class, "frames", long.class);
            EVENTS = lookup.findVarHandle(Consuming.class, "events", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final OneToOneRingBuffer ring;
    private final PoolRegistry pools;
    private final LocalQueue local;
    private final Shedder shedder;
    private final EdgeStatistics statistics;
    private final int capacity;
    private final boolean keyframeAware;
    private final MessageHandler reader = this::onRecord;
    private final ControlledMessageHandler deliverer = this::onDelivery;
    private final Producing producing = new Producing();
    private final Consuming consuming = new Consuming();
    private final Object padding = CacheLinePadding.afterwards();

    /** What the producer alone writes. */
    private static final class Producing extends CacheLinePadding {
        private long written;
        private long writtenEvents;
        private long knownConsumed;
        private int deepest;
        private boolean awaitingKeyframe;
    }

    /** What the consumer alone writes. */
    private static final class Consuming extends CacheLinePadding {
        private long frames;
        private long events;
        private EdgeConsumer consumer;
        private long nowNs;
        private int epoch;
        private boolean refused;
    }

    /**
     * Allocates an edge.
     *
     * @param policy     what to do when the consumer falls behind; not {@link EdgePolicy.Kind#LATEST}.
     * @param capacity   frames that may wait, positive.
     * @param maxAgeNs   how long one may wait; 0 = no bound.
     * @param pools      resolves references.
     * @param statistics counters.
     */
    public EdgeRing(final EdgePolicy.Kind policy, final int capacity, final long maxAgeNs, final PoolRegistry pools,
        final EdgeStatistics statistics) {
        final int records = capacity + EVENT_RECORDS;
        // Two records more than are ever in flight: a ring pads its end when it wraps, and wants room for the next header. And a batch more,
        // whose records count as consumed one by one while their space comes back at the end of the batch.
        final int bytes = BitUtil.findNextPositivePowerOfTwo(Math.multiplyExact(records + 2 + DELIVERY_BATCH, RECORD_BYTES));
        ring = new OneToOneRingBuffer(VarHandleBuffer.allocateDirectAligned(bytes + RingBufferDescriptor.TRAILER_LENGTH, 64));
        shedder = switch (policy) {
            case DROP_OLDEST -> new AgeShedder(maxAgeNs);
            case KEYFRAME_AWARE -> new KeyframeShedder(maxAgeNs);
            default -> null;
        };
        local = shedder == null ? null : new LocalQueue(records, pools, statistics);
        keyframeAware = policy == EdgePolicy.Kind.KEYFRAME_AWARE;
        this.capacity = capacity;
        this.pools = pools;
        this.statistics = statistics;
    }

    @Override
    public boolean offer(final SlabFrame frame, final long entryNs, final int epoch) {
        final Producing state = producing;
        statistics.in.increment();
        if (state.awaitingKeyframe) {
            if (!frame.has(FrameFlags.KEYFRAME)) {
                statistics.drop(DropReason.AWAITING_KEYFRAME);
                return false;
            }
            state.awaitingKeyframe = false;
        }
        if (!hasRoom(1)) {
            statistics.drop(DropReason.OVERFLOW);
            state.awaitingKeyframe = keyframeAware && !frame.has(FrameFlags.DISCARDABLE);
            return false;
        }
        write(EventKind.FRAME, frame.ref(), entryNs, epoch);
        state.written++;
        if (state.written - state.knownConsumed > state.deepest) {
            noteDepth(state);
        }
        return true;
    }

    /** It looks deeper than ever, by what the producer knows. */
    private void noteDepth(final Producing state) {
        final int depth = capacity - room();
        if (depth > state.deepest) {
            state.deepest = depth;
            statistics.highWater.set(depth);
        }
    }

    /**
     * Whether frames are refused until a key frame comes, because a reference was refused. Producer only.
     *
     * @return true if so.
     */
    public boolean isAwaitingKeyframe() {
        return producing.awaitingKeyframe;
    }

    @Override
    public void offerEvent(final int kind, final long a, final long b, final int epoch) {
        final long inFlight = producing.writtenEvents - (long) EVENTS.getAcquire(consuming);
        if (inFlight >= limit(kind)) {
            statistics.drop(DropReason.EVENT_OVERFLOW);
            return;
        }
        write(kind, a, b, epoch);
        producing.writtenEvents++;
    }

    /** Who floods an edge with gaps may lose some, not the format of what follows, and never the end. */
    private static int limit(final int kind) {
        return switch (kind) {
            case EventKind.END_OF_STREAM -> EVENT_RECORDS;
            case EventKind.FORMAT_CHANGE -> EVENT_RECORDS - 1;
            default -> EVENT_RECORDS - FORMAT_RECORDS;
        };
    }

    private void write(final int kind, final long a, final long b, final int epoch) {
        final int index = ring.tryClaim((epoch & EPOCH_MASK) << 8 | kind, PAYLOAD_BYTES);
        if (index < 0) {
            throw new IllegalStateException("edge ring full at " + ring.size() + " of " + ring.capacity() + " bytes: record bounds are broken");
        }
        final var buffer = ring.buffer();
        buffer.putLong(index, a);
        buffer.putLong(index + 8, b);
        ring.commit(index);
    }

    @Override
    public int room() {
        final Producing state = producing;
        state.knownConsumed = (long) FRAMES.getAcquire(consuming);
        return capacity - (int) (state.written - state.knownConsumed);
    }

    @Override
    public boolean hasRoom(final int frames) {
        return capacity - (int) (producing.written - producing.knownConsumed) >= frames || room() >= frames;
    }

    @Override
    public boolean isAged() {
        return shedder != null;
    }

    @Override
    public boolean isLow() {
        return ring.size() <= capacity / 2 * RECORD_BYTES;
    }

    @Override
    public int poll(final EdgeConsumer consumer, final int limit, final long nowNs, final int epoch) {
        final Consuming state = consuming;
        state.consumer = consumer;
        state.nowNs = nowNs;
        state.epoch = epoch;
        return shedder == null ? pollRing(limit) : pollLocal(limit);
    }

    /** Where nothing is ever shed, records go straight from the ring to the consumer. */
    private int pollRing(final int limit) {
        consuming.refused = false;
        int work = 0;
        int retries = 1;
        while (work < limit && !consuming.refused) {
            final int read = ring.controlledRead(deliverer, Math.min(limit - work, DELIVERY_BATCH));
            work += read;
            // A read may find no more than the padding at the end of the ring: then there may be records behind it.
            if (read == 0 && (ring.size() == 0 || retries-- == 0)) {
                break;
            }
        }
        return work;
    }

    private ControlledMessageHandler.Action onDelivery(final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        if (!consuming.consumer.isReady()) {
            consuming.refused = true;
            return ControlledMessageHandler.Action.ABORT;
        }
        deliver(type & 0xFF, type >>> 8, buffer.getLong(index), buffer.getLong(index + 8));
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private int pollLocal(final int limit) {
        final Consuming state = consuming;
        fill();
        shedder.shed(local, capacity, state.nowNs, state.consumer);
        int work = local.takeShedCount();
        if (work > 0) {
            FRAMES.setRelease(state, state.frames + work);
        }
        for (int i = 0; i < limit && !local.isEmpty(); i++) {
            final int kind = local.kind();
            if (kind == EventKind.SHED) {
                local.remove();
            } else if (state.consumer.isReady()) {
                final int recordEpoch = local.epoch();
                final long a = local.a();
                final long b = local.b();
                local.remove();
                deliver(kind, recordEpoch, a, b);
            } else {
                break;
            }
            work++;
        }
        return work;
    }

    private void deliver(final int kind, final int recordEpoch, final long a, final long b) {
        final Consuming state = consuming;
        final int age = recordEpoch - (state.epoch & EPOCH_MASK);
        if (age > 0) {
            state.consumer.onEpoch(recordEpoch);
            state.epoch = recordEpoch;
        }
        if (kind == EventKind.FRAME) {
            final SlabFrame frame = pools.resolve(a);
            if (age < 0) {
                statistics.drop(DropReason.FLUSHED);
            } else {
                statistics.out.increment();
                state.consumer.onFrame(frame, state.nowNs - b);
            }
            frame.release();
            FRAMES.setRelease(state, state.frames + 1);
        } else {
            EVENTS.setRelease(state, state.events + 1);
            if (age >= 0 || kind == EventKind.END_OF_STREAM || kind == EventKind.FORMAT_CHANGE) {
                state.consumer.onEvent(kind, a, b);
            }
        }
    }

    private void fill() {
        int read;
        int retries = 1;
        do {
            read = local.free() == 0 ? 0 : ring.read(reader, Math.min(local.free(), READ_BATCH));
            // A read may find no more than the padding at the end of the ring: then there may be records behind it.
        } while (read > 0 || local.free() > 0 && ring.size() > 0 && retries-- > 0);
    }

    private void onRecord(final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        local.add(type & 0xFF, type >>> 8, buffer.getLong(index), buffer.getLong(index + 8));
    }

    @Override
    public boolean isEmpty() {
        return (local == null || local.isEmpty()) && ring.size() == 0;
    }

    @Override
    public void clear() {
        while (local != null && !local.isEmpty()) {
            clear(local.kind(), local.a());
            local.remove();
        }
        while (ring.size() > 0) {
            ring.read((type, buffer, index, length) -> clear(type & 0xFF, buffer.getLong(index)));
        }
    }

    private void clear(final int kind, final long a) {
        if (kind == EventKind.FRAME) {
            statistics.drop(DropReason.STOPPED);
            pools.resolve(a).release();
            FRAMES.setRelease(consuming, consuming.frames + 1);
        }
    }

    @Override
    public EdgeStatistics statistics() {
        return statistics;
    }
}
