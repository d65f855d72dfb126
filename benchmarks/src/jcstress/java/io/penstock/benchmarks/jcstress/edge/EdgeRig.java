package io.penstock.benchmarks.jcstress.edge;

import io.penstock.core.edge.DropReason;
import io.penstock.core.edge.Edge;
import io.penstock.core.edge.EdgeConsumer;
import io.penstock.core.edge.EdgeRing;
import io.penstock.core.edge.EdgeStatistics;
import io.penstock.core.edge.EventKind;
import io.penstock.core.edge.LatestEdge;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import io.penstock.frame.FrameFlags;
import io.penstock.graph.EdgePolicy;
import io.penstock.stage.Counter;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * An edge with a pool before it and a consumer behind it that checks what it gets: numbered frames and events in the order in which they were
 * offered, whole, none of them twice. Used again by the next state when all is as it was: making one takes longer than a race.
 */
final class EdgeRig implements EdgeConsumer {
    static final int CAPACITY = 2;
    private static final int SLOTS = 4;
    private static final long MAX_AGE_NS = 3;
    private static final int PATIENCE = 200;
    private static final PoolRegistry POOLS = new PoolRegistry();
    private static final FormatTable FORMATS = new FormatTable();

    /** Rigs of one policy that nobody uses. */
    static final class Shelf {
        private final EdgePolicy.Kind policy;
        private final ConcurrentLinkedQueue<EdgeRig> rigs = new ConcurrentLinkedQueue<>();

        Shelf(final EdgePolicy.Kind policy) {
            this.policy = policy;
        }

        EdgeRig take() {
            final EdgeRig rig = rigs.poll();
            return rig == null ? new EdgeRig(policy) : rig;
        }

        /** Looks at a rig when both sides are done: the second result is what was lost, the third what else is wrong; 0 if all is well. */
        void giveBack(final EdgeRig rig, final III_Result result) {
            rig.finish(result);
            if (result.r2 == 0 && result.r3 == 0) {
                rigs.add(rig);
            } else {
                POOLS.unregister(rig.pool);
            }
        }
    }

    private static final class PlainCounter implements Counter {
        private long value;

        @Override
        public void add(final long amount) {
            value += amount;
        }

        @Override
        public void set(final long to) {
            value = to;
        }

        @Override
        public long value() {
            return value;
        }
    }

    private final EdgePolicy.Kind policy;
    private final SlabPool pool;
    private final Edge edge;
    private final EdgeStatistics statistics;
    private final SlabFrame[] drained = new SlabFrame[SLOTS + 1];
    private int offered;
    private int offeredEvents;
    private int refusedWithRoom;
    private int deliveredFrames;
    private int deliveredEvents;
    private long lastFrame;
    private long lastEvent;
    private int wrong;
    private long accountedBefore;

    private EdgeRig(final EdgePolicy.Kind policy) {
        this.policy = policy;
        pool = POOLS.register(id -> new SlabPool(id, "stress", SLOTS, 2 * Long.BYTES, false, FORMATS, false));
        statistics = new EdgeStatistics(new PlainCounter(), new PlainCounter(), new PlainCounter(), reason -> new PlainCounter());
        edge = policy == EdgePolicy.Kind.LATEST ? new LatestEdge(POOLS, statistics)
            : new EdgeRing(policy, CAPACITY, MAX_AGE_NS, POOLS, statistics);
    }

    // ---- producer -------------------------------------------------------------------------------------------------------------------

    /** Two frames, an event, two frames; the first and the last with flags. */
    void produce(final int flagsOfTheOuter) {
        offer(flagsOfTheOuter);
        offer(0);
        offerEvent();
        offer(0);
        offer(flagsOfTheOuter);
    }

    /** Offers the next frame. Where the policy blocks, waits a while for room as a region does, and offers nothing without. */
    private void offer(final int flags) {
        if (policy == EdgePolicy.Kind.BLOCK && !hasRoomSoon()) {
            return;
        }
        final SlabFrame frame = pool.claim(2 * Long.BYTES, 0);
        if (frame == null) {
            // Two wait, one is being taken, and the pool has four.
            refusedWithRoom++;
            return;
        }
        offered++;
        frame.buffer().putLong(0, offered);
        frame.buffer().putLong(Long.BYTES, ~offered);
        frame.ptsNs(offered);
        frame.flags(flags);
        if (!edge.offer(frame, offered, 0)) {
            refusedWithRoom += policy == EdgePolicy.Kind.BLOCK ? 1 : 0;
            frame.release();
        }
    }

    private boolean hasRoomSoon() {
        for (int i = 0; i < PATIENCE && edge.room() <= 0; i++) {
            Thread.onSpinWait();
        }
        return edge.room() > 0;
    }

    /** Offers an event that says after which frame it comes. */
    private void offerEvent() {
        offeredEvents++;
        edge.offerEvent(EventKind.DISCONTINUITY, offered, 0, 0);
    }

    // ---- consumer -------------------------------------------------------------------------------------------------------------------

    /** Takes up to two records at a time, while time goes on. Returns the frames delivered by then. */
    int consume() {
        for (int nowNs = 2; nowNs < 8; nowNs++) {
            edge.poll(this, 2, nowNs, 0);
        }
        return deliveredFrames;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void onFrame(final SlabFrame frame, final long queuedNs) {
        final long number = frame.ptsNs();
        final boolean whole = frame.buffer().getLong(0) == number && frame.buffer().getLong(Long.BYTES) == ~number && frame.owners() == 1;
        final boolean next = number > lastFrame && number > lastEvent;
        // A frame between key frames leans on the one before, which here is never discardable.
        final boolean decodable = policy != EdgePolicy.Kind.KEYFRAME_AWARE || frame.has(FrameFlags.KEYFRAME) || lastFrame == number - 1;
        wrong += whole && next && decodable ? 0 : 1;
        lastFrame = number;
        deliveredFrames++;
    }

    @Override
    public void onEvent(final int kind, final long a, final long b) {
        wrong += kind == EventKind.DISCONTINUITY && a >= lastFrame && a >= lastEvent ? 0 : 1;
        lastEvent = a;
        deliveredEvents++;
    }

    @Override
    public void onEpoch(final int epoch) {
        wrong++;
    }

    @Override
    public void onKeyframeNeeded() {
        // Asked for upstream.
    }

    // ---- afterwards -----------------------------------------------------------------------------------------------------------------

    private void finish(final III_Result result) {
        while (!edge.isEmpty()) {
            edge.poll(this, CAPACITY, offered, 0);
        }
        long accounted = statistics.out();
        for (final DropReason reason : DropReason.values()) {
            accounted += statistics.dropped(reason);
        }
        final boolean newestMissed = policy == EdgePolicy.Kind.LATEST && offered > 0 && lastFrame != offered;
        result.r2 = (int) (offered - (accounted - accountedBefore)) + (offeredEvents - deliveredEvents) + (newestMissed ? 1 : 0);
        result.r3 = wrong + refusedWithRoom + (isPoolWhole() ? 0 : 1) + (edge.room() >= CAPACITY ? 0 : 1);
        accountedBefore = accounted;
        offered = 0;
        offeredEvents = 0;
        refusedWithRoom = 0;
        deliveredFrames = 0;
        deliveredEvents = 0;
        lastFrame = 0;
        lastEvent = 0;
        wrong = 0;
    }

    private boolean isPoolWhole() {
        int count = 0;
        for (SlabFrame frame = pool.claim(0, 0); frame != null && count < drained.length; frame = pool.claim(0, 0)) {
            drained[count++] = frame;
        }
        boolean whole = count == SLOTS;
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < i; k++) {
                whole &= drained[i] != drained[k];
            }
            drained[i].release();
        }
        return whole;
    }
}
