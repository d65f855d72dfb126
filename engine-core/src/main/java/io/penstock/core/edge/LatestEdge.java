package io.penstock.core.edge;

import io.penstock.core.memory.FrameRef;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.graph.EdgePolicy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An edge that keeps only the newest frame: three cells of which the producer owns one, the consumer one, and one changes hands by an atomic
 * exchange; a producer that finds its last frame unread takes it back and releases it. Events go through a ring beside it, each with the
 * number of frames offered before it, which restores their order.
 */
public final class LatestEdge implements Edge {
    private static final int FRESH = 4;
    private static final int INDEX = 3;

    private final long[] refs = new long[3];
    private final long[] entered = new long[3];
    private final long[] numbers = new long[3];
    private final int[] epochs = new int[3];
    private final AtomicInteger exchange = new AtomicInteger(1);
    private final EdgeRing events;
    private final EventGate gate = new EventGate();
    private final PoolRegistry pools;
    private final EdgeStatistics statistics;
    private int back;
    private long offered;
    private int front = 2;
    /** Whether the consumer's cell has a frame that was taken but not delivered yet: events come before it. */
    private boolean held;

    /**
     * Allocates an edge.
     *
     * @param pools      resolves references.
     * @param statistics counters.
     */
    public LatestEdge(final PoolRegistry pools, final EdgeStatistics statistics) {
        events = new EdgeRing(EdgePolicy.Kind.BLOCK, 1, 0, pools, statistics);
        this.pools = pools;
        this.statistics = statistics;
    }

    @Override
    public boolean offer(final SlabFrame frame, final long nowNs, final int epoch) {
        statistics.in.increment();
        refs[back] = frame.ref();
        entered[back] = nowNs;
        epochs[back] = epoch;
        numbers[back] = ++offered;
        final int taken = exchange.getAndSet(back | FRESH);
        back = taken & INDEX;
        if ((taken & FRESH) != 0) {
            statistics.drop(DropReason.SUPERSEDED);
            pools.resolve(refs[back]).release();
            refs[back] = FrameRef.NONE;
        }
        return true;
    }

    @Override
    public void offerEvent(final int kind, final long a, final long b, final int epoch) {
        // The second argument of a gap (its length) gives way to the frame number: a gap before a queue that skips frames says no more than where.
        events.offerEvent(kind, a, offered, epoch);
    }

    @Override
    public int room() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int poll(final EdgeConsumer consumer, final int limit, final long nowNs, final int epoch) {
        gate.consumer = consumer;
        gate.nowNs = nowNs;
        gate.epoch = epoch;
        gate.delivered = 0;
        if (!consumer.isReady()) {
            return 0;
        }
        // The frame first: all events that were offered before it are visible then, and none of them is overtaken.
        if (isFresh()) {
            takeCell();
        }
        final int work = events.poll(gate, limit, nowNs, epoch);
        if (held && events.isEmpty() && consumer.isReady()) {
            gate.deliverHeld();
        }
        return work + gate.delivered;
    }

    private boolean isFresh() {
        return (exchange.get() & FRESH) != 0;
    }

    /** Takes the newest frame off the producer; one that is still held gives way to it. */
    private void takeCell() {
        if (held) {
            dropHeld(DropReason.TOO_MANY);
        }
        front = exchange.getAndSet(front) & INDEX;
        held = true;
    }

    private void dropHeld(final DropReason reason) {
        statistics.drop(reason);
        final SlabFrame frame = pools.resolve(refs[front]);
        refs[front] = FrameRef.NONE;
        held = false;
        frame.release();
    }

    @Override
    public boolean isEmpty() {
        return !held && !isFresh() && events.isEmpty();
    }

    @Override
    public void clear() {
        events.clear();
        if (held) {
            dropHeld(DropReason.STOPPED);
        }
        if (isFresh()) {
            takeCell();
            dropHeld(DropReason.STOPPED);
        }
    }

    @Override
    public EdgeStatistics statistics() {
        return statistics;
    }

    /** Puts the waiting frame before or after an event, as it was offered. */
    private final class EventGate implements EdgeConsumer {
        private EdgeConsumer consumer;
        private long nowNs;
        private int epoch;
        private int delivered;

        @Override
        public boolean isReady() {
            return consumer.isReady();
        }

        @Override
        public void onFrame(final SlabFrame frame, final long queuedNs) {
            throw new IllegalStateException("frames do not go through the event ring");
        }

        @Override
        public void onEvent(final int kind, final long a, final long frameNumber) {
            // The event is visible, so whatever was offered before it is in the exchange, held, or superseded.
            if (isFresh() && number() <= frameNumber) {
                takeCell();
            }
            if (held && numbers[front] <= frameNumber) {
                deliverHeld();
            }
            consumer.onEvent(kind, a, 0);
        }

        private long number() {
            return numbers[exchange.get() & INDEX];
        }

        @Override
        public void onEpoch(final int newEpoch) {
            epoch = newEpoch;
            consumer.onEpoch(newEpoch);
        }

        @Override
        public void onKeyframeNeeded() {
            consumer.onKeyframeNeeded();
        }

        private void deliverHeld() {
            final SlabFrame frame = pools.resolve(refs[front]);
            refs[front] = FrameRef.NONE;
            held = false;
            delivered++;
            if (epochs[front] > epoch) {
                onEpoch(epochs[front]);
            }
            if (epochs[front] < epoch) {
                statistics.drop(DropReason.FLUSHED);
            } else {
                statistics.out.increment();
                statistics.depth(1);
                consumer.onFrame(frame, nowNs - entered[front]);
            }
            frame.release();
        }
    }
}
