package io.penstock.core.edge;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.frame.FrameFlags;
import io.penstock.graph.EdgePolicy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
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
    private static final VarHandle CONSUMED;
    private static final VarHandle CONSUMED_EVENTS;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            CONSUMED = lookup.findVarHandle(EdgeRing.class, "consumed", long.class);
            CONSUMED_EVENTS = lookup.findVarHandle(EdgeRing.class, "consumedEvents", long.class);
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
    private final org.agrona.concurrent.MessageHandler reader = this::onRecord;

    private long written;
    private long writtenEvents;
    private boolean awaitingKeyframe;
    private long consumed;
    private long consumedEvents;

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
        // Two records more than are ever in flight: a ring pads its end when it wraps, and wants room for the next header.
        final int bytes = BitUtil.findNextPositivePowerOfTwo(Math.multiplyExact(records + 2, RECORD_BYTES));
        ring = new OneToOneRingBuffer(VarHandleBuffer.allocateDirectAligned(bytes + RingBufferDescriptor.TRAILER_LENGTH, 64));
        local = new LocalQueue(records, pools, statistics);
        shedder = switch (policy) {
            case DROP_OLDEST -> new AgeShedder(maxAgeNs);
            case KEYFRAME_AWARE -> new KeyframeShedder(maxAgeNs);
            default -> Shedder.NONE;
        };
        keyframeAware = policy == EdgePolicy.Kind.KEYFRAME_AWARE;
        this.capacity = capacity;
        this.pools = pools;
        this.statistics = statistics;
    }

    @Override
    public boolean offer(final SlabFrame frame, final long nowNs, final int epoch) {
        statistics.in.increment();
        if (awaitingKeyframe) {
            if (!frame.has(FrameFlags.KEYFRAME)) {
                statistics.drop(DropReason.AWAITING_KEYFRAME);
                return false;
            }
            awaitingKeyframe = false;
        }
        if (room() <= 0) {
            statistics.drop(DropReason.OVERFLOW);
            awaitingKeyframe = keyframeAware && !frame.has(FrameFlags.DISCARDABLE);
            return false;
        }
        write(EventKind.FRAME, frame.ref(), nowNs, epoch);
        written++;
        return true;
    }

    /**
     * Whether frames are refused until a key frame comes, because a reference was refused. Producer only.
     *
     * @return true if so.
     */
    public boolean isAwaitingKeyframe() {
        return awaitingKeyframe;
    }

    @Override
    public void offerEvent(final int kind, final long a, final long b, final int epoch) {
        final long inFlight = writtenEvents - (long) CONSUMED_EVENTS.getAcquire(this);
        if (inFlight >= limit(kind)) {
            statistics.drop(DropReason.EVENT_OVERFLOW);
            return;
        }
        write(kind, a, b, epoch);
        writtenEvents++;
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
        return capacity - (int) (written - (long) CONSUMED.getAcquire(this));
    }

    @Override
    public int poll(final EdgeConsumer consumer, final int limit, final long nowNs, final int epoch) {
        fill();
        statistics.depth(local.frames());
        shedder.shed(local, capacity, nowNs, consumer);
        int work = local.takeShedCount();
        if (work > 0) {
            CONSUMED.setRelease(this, consumed + work);
        }
        int current = epoch;
        for (int i = 0; i < limit && !local.isEmpty(); i++) {
            final int kind = local.kind();
            if (kind != EventKind.SHED && !consumer.isReady()) {
                break;
            }
            final int recordEpoch = local.epoch();
            final int age = recordEpoch - (current & EPOCH_MASK);
            if (age > 0 && kind != EventKind.SHED) {
                consumer.onEpoch(recordEpoch);
                current = recordEpoch;
            }
            work++;
            deliver(consumer, kind, age < 0, nowNs);
        }
        return work;
    }

    private void deliver(final EdgeConsumer consumer, final int kind, final boolean stale, final long nowNs) {
        final long a = local.a();
        final long b = local.b();
        local.remove();
        if (kind == EventKind.FRAME) {
            final SlabFrame frame = pools.resolve(a);
            if (stale) {
                statistics.drop(DropReason.FLUSHED);
            } else {
                statistics.out.increment();
                consumer.onFrame(frame, nowNs - b);
            }
            frame.release();
            CONSUMED.setRelease(this, consumed + 1);
        } else if (kind != EventKind.SHED) {
            CONSUMED_EVENTS.setRelease(this, consumedEvents + 1);
            if (!stale || kind == EventKind.END_OF_STREAM || kind == EventKind.FORMAT_CHANGE) {
                consumer.onEvent(kind, a, b);
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
        return local.isEmpty() && ring.size() == 0;
    }

    @Override
    public void clear() {
        do {
            fill();
            while (!local.isEmpty()) {
                if (local.kind() == EventKind.FRAME) {
                    statistics.drop(DropReason.STOPPED);
                    pools.resolve(local.a()).release();
                    CONSUMED.setRelease(this, consumed + 1);
                }
                local.remove();
            }
        } while (!isEmpty());
    }

    @Override
    public EdgeStatistics statistics() {
        return statistics;
    }
}
