package io.penstock.core.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import io.penstock.format.AudioFormat;
import io.penstock.clock.Timebase;
import io.penstock.frame.FrameFlags;
import io.penstock.graph.EdgePolicy.Kind;
import io.penstock.stage.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeTest {
    private static final long MS = 1_000_000;

    private final FormatTable formats = new FormatTable();
    private final PoolRegistry registry = new PoolRegistry();
    private final int format = formats.idOf(AudioFormat.mono(48_000, Timebase.ms(10)));
    private final SlabPool pool = registry.register(id -> new SlabPool(id, "p", 64, 16, false, formats, false));
    private final Log log = new Log();

    static final class Count implements Counter {
        private long value;

        @Override
        public void add(final long amount) {
            value += amount;
        }

        @Override
        public void set(final long newValue) {
            value = newValue;
        }

        @Override
        public long value() {
            return value;
        }
    }

    static EdgeStatistics statistics() {
        return new EdgeStatistics(new Count(), new Count(), new Count(), reason -> new Count());
    }

    private static final class Log implements EdgeConsumer {
        private final List<String> seen = new ArrayList<>();
        private int ready = Integer.MAX_VALUE;
        private int keyframesNeeded;

        @Override
        public boolean isReady() {
            return ready-- > 0;
        }

        @Override
        public void onFrame(final SlabFrame frame, final long queuedNs) {
            seen.add("f" + frame.sequence());
        }

        @Override
        public void onEvent(final int kind, final long a, final long b) {
            seen.add(switch (kind) {
                case EventKind.END_OF_STREAM -> "eos";
                case EventKind.GAP -> "gap" + a + "+" + b;
                default -> "event" + kind;
            });
        }

        @Override
        public void onEpoch(final int epoch) {
            seen.add("epoch" + epoch);
        }

        @Override
        public void onKeyframeNeeded() {
            keyframesNeeded++;
        }
    }

    private boolean offer(final Edge edge, final long sequence, final long nowNs, final int epoch, final int flags, final int layer) {
        final SlabFrame frame = pool.claim(0, format);
        frame.sequence(sequence).flags(flags).layers(layer, 0);
        final boolean taken = edge.offer(frame, nowNs, epoch);
        if (!taken) {
            frame.releaseByClaimer();
        }
        return taken;
    }

    private boolean offer(final Edge edge, final long sequence) {
        return offer(edge, sequence, 0, 0, 0, 0);
    }

    @Test
    void keepsTheOrderOfFramesAndEvents() {
        final Edge edge = new EdgeRing(Kind.BLOCK, 8, 0, registry, statistics());
        offer(edge, 1);
        edge.offerEvent(EventKind.GAP, 5, 6, 0);
        offer(edge, 2);
        edge.offerEvent(EventKind.END_OF_STREAM, 0, 0, 0);
        assertFalse(edge.isEmpty());
        assertEquals(4, edge.poll(log, 100, 0, 0));
        assertEquals(List.of("f1", "gap5+6", "f2", "eos"), log.seen);
        assertTrue(edge.isEmpty());
        assertEquals(0, pool.inUse());
    }

    @Test
    void aFullQueueRefusesTheNewestAndEndOfStreamStillFits() {
        final Edge edge = new EdgeRing(Kind.DROP_NEWEST, 3, 0, registry, statistics());
        for (int i = 0; i < 5; i++) {
            assertEquals(i < 3, offer(edge, i));
        }
        for (int i = 0; i < 100; i++) {
            edge.offerEvent(EventKind.GAP, i, 0, 0);
        }
        edge.offerEvent(EventKind.END_OF_STREAM, 0, 0, 0);
        assertEquals(0, edge.room());
        edge.poll(log, 1000, 0, 0);
        assertEquals(3, edge.room());
        assertEquals("eos", log.seen.get(log.seen.size() - 1));
        assertEquals(2, edge.statistics().dropped(DropReason.OVERFLOW));
        assertEquals(100 - (EdgeRing.EVENT_RECORDS - EdgeRing.FORMAT_RECORDS), edge.statistics().dropped(DropReason.EVENT_OVERFLOW));
    }

    @Test
    void stopsWhenTheConsumerIsNotReady() {
        final Edge edge = new EdgeRing(Kind.BLOCK, 8, 0, registry, statistics());
        for (int i = 0; i < 5; i++) {
            offer(edge, i);
        }
        log.ready = 2;
        edge.poll(log, 100, 0, 0);
        assertEquals(List.of("f0", "f1"), log.seen);
        assertEquals(8 - 3, edge.room());
        edge.clear();
        assertEquals(0, pool.inUse());
        assertEquals(3, edge.statistics().dropped(DropReason.STOPPED));
    }

    @Test
    void dropOldestShedsByAgeThenDeliversWhatIsFresh() {
        final Edge edge = new EdgeRing(Kind.DROP_OLDEST, 8, 40 * MS, registry, statistics());
        for (int i = 0; i < 6; i++) {
            offer(edge, i, i * 20 * MS, 0, 0, 0);
        }
        edge.poll(log, 100, 100 * MS, 0);
        assertEquals(List.of("f3", "f4", "f5"), log.seen);
        assertEquals(3, edge.statistics().dropped(DropReason.LATE));
        assertEquals(0, pool.inUse());
    }

    @Test
    void keyframeAwareShedsWhatNothingDependsOnFirst() {
        final Edge edge = new EdgeRing(Kind.KEYFRAME_AWARE, 8, 50 * MS, registry, statistics());
        offer(edge, 0, 0, 0, FrameFlags.DISCARDABLE, 2);
        offer(edge, 1, 60 * MS, 0, 0, 0);
        offer(edge, 2, 70 * MS, 0, FrameFlags.DISCARDABLE, 2);
        offer(edge, 3, 80 * MS, 0, 0, 0);
        edge.poll(log, 100, 100 * MS, 0);
        assertEquals(List.of("f1", "f3"), log.seen);
        assertEquals(2, edge.statistics().dropped(DropReason.DISCARDABLE));
        assertEquals(0, log.keyframesNeeded);
    }

    @Test
    void keyframeAwareShedsWhatRefersToALayerThatWasShed() {
        final Edge edge = new EdgeRing(Kind.KEYFRAME_AWARE, 16, 50 * MS, registry, statistics());
        offer(edge, 0, 0, 0, FrameFlags.DISCARDABLE, 2);
        offer(edge, 1, 10 * MS, 0, 0, 1);
        offer(edge, 2, 60 * MS, 0, 0, 0);
        offer(edge, 3, 80 * MS, 0, 0, 1);
        edge.poll(log, 100, 100 * MS, 0);
        assertEquals(List.of("f2"), log.seen, "layer 2 was too old, layer 1 as well");
        offer(edge, 4, 100 * MS, 0, FrameFlags.DISCARDABLE, 2);
        offer(edge, 5, 110 * MS, 0, 0, 0);
        offer(edge, 6, 120 * MS, 0, FrameFlags.DISCARDABLE, 2);
        offer(edge, 7, 130 * MS, 0, 0, 1);
        edge.poll(log, 100, 130 * MS, 0);
        assertEquals(List.of("f2", "f5", "f6", "f7"), log.seen, "the one that refers to the layer 1 that was shed is of no use");
        assertEquals(1, edge.statistics().dropped(DropReason.REFERENCE_SHED));
        assertEquals(2, edge.statistics().dropped(DropReason.TEMPORAL_LAYER));
        assertEquals(0, log.keyframesNeeded);
        assertEquals(0, pool.inUse());
    }

    @Test
    void keyframeAwareDropsToTheNextKeyframeAfterLosingAReference() {
        final Edge edge = new EdgeRing(Kind.KEYFRAME_AWARE, 8, 50 * MS, registry, statistics());
        offer(edge, 0, 0, 0, 0, 0);
        offer(edge, 1, 70 * MS, 0, 0, 0);
        edge.poll(log, 100, 100 * MS, 0);
        assertEquals(List.of(), log.seen);
        assertTrue(log.keyframesNeeded > 0);
        offer(edge, 2, 100 * MS, 0, 0, 0);
        offer(edge, 3, 110 * MS, 0, FrameFlags.KEYFRAME, 0);
        offer(edge, 4, 120 * MS, 0, 0, 0);
        edge.poll(log, 100, 120 * MS, 0);
        assertEquals(List.of("f3", "f4"), log.seen);
        assertEquals(0, pool.inUse());
    }

    @Test
    void keyframeAwareRefusesUntilAKeyframeOnceAReferenceFoundNoRoom() {
        final EdgeRing edge = new EdgeRing(Kind.KEYFRAME_AWARE, 2, 1000 * MS, registry, statistics());
        assertTrue(offer(edge, 0, 0, 0, FrameFlags.KEYFRAME, 0));
        assertTrue(offer(edge, 1));
        assertFalse(offer(edge, 2));
        assertTrue(edge.isAwaitingKeyframe());
        edge.poll(log, 100, 0, 0);
        assertFalse(offer(edge, 3));
        assertTrue(offer(edge, 4, 0, 0, FrameFlags.KEYFRAME, 0));
        edge.poll(log, 100, 0, 0);
        assertEquals(List.of("f0", "f1", "f4"), log.seen);
    }

    @Test
    void anOlderEpochIsDroppedAndANewerOneAnnounced() {
        final Edge edge = new EdgeRing(Kind.BLOCK, 8, 0, registry, statistics());
        offer(edge, 1, 0, 1, 0, 0);
        offer(edge, 2, 0, 2, 0, 0);
        edge.offerEvent(EventKind.GAP, 0, 0, 2);
        offer(edge, 3, 0, 3, 0, 0);
        edge.poll(log, 100, 0, 2);
        assertEquals(List.of("f2", "gap0+0", "epoch3", "f3"), log.seen);
        assertEquals(1, edge.statistics().dropped(DropReason.FLUSHED));
        assertEquals(0, pool.inUse());
    }

    @Test
    void latestKeepsOnlyTheNewestAndItsPlaceAmongEvents() {
        final Edge edge = new LatestEdge(registry, statistics());
        offer(edge, 1);
        offer(edge, 2);
        edge.offerEvent(EventKind.DISCONTINUITY, 0, 0, 0);
        offer(edge, 3);
        edge.offerEvent(EventKind.END_OF_STREAM, 0, 0, 0);
        edge.poll(log, 100, 0, 0);
        assertEquals(List.of("event3", "f3", "eos"), log.seen);
        assertEquals(2, edge.statistics().dropped(DropReason.SUPERSEDED));
        offer(edge, 4);
        edge.poll(log, 100, 0, 0);
        assertEquals("f4", log.seen.get(3));
        offer(edge, 5);
        edge.clear();
        assertEquals(0, pool.inUse());
    }

    @Test
    void latestDeliversInOrderAndLeaksNothingUnderAFastProducer() throws Exception {
        final LatestEdge edge = new LatestEdge(registry, statistics());
        final int frames = 100_000;
        final Thread producer = new Thread(() -> {
            for (int i = 1; i <= frames; i++) {
                SlabFrame frame = pool.claim(0, format);
                while (frame == null) {
                    Thread.onSpinWait();
                    frame = pool.claim(0, format);
                }
                edge.offer((SlabFrame) frame.sequence(i), 0, 0);
            }
            edge.offerEvent(EventKind.END_OF_STREAM, 0, 0, 0);
        });
        final long[] last = new long[2];
        final boolean[] ended = new boolean[1];
        final EdgeConsumer consumer = new EdgeConsumer() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void onFrame(final SlabFrame frame, final long queuedNs) {
                last[1] += frame.sequence() <= last[0] || ended[0] ? 1 : 0;
                last[0] = frame.sequence();
            }

            @Override
            public void onEvent(final int kind, final long a, final long b) {
                ended[0] = true;
            }

            @Override
            public void onEpoch(final int epoch) {
                throw new AssertionError("no epochs here");
            }

            @Override
            public void onKeyframeNeeded() {
                throw new AssertionError("no key frames here");
            }
        };
        producer.start();
        while (!ended[0]) {
            edge.poll(consumer, 8, 0, 0);
        }
        producer.join();
        assertEquals(frames, last[0], "the last frame always arrives");
        assertEquals(0, last[1], "out of order");
        assertEquals(0, pool.inUse());
    }

    @Test
    void latestLetsNoFrameOvertakeAnEventThatDidNotFitIntoOneTurn() {
        final Edge edge = new LatestEdge(registry, statistics());
        for (int i = 0; i < 4; i++) {
            edge.offerEvent(EventKind.GAP, i, 0, 0);
        }
        offer(edge, 1);
        edge.poll(log, 2, 0, 0);
        assertEquals(List.of("gap0+0", "gap1+0"), log.seen);
        assertFalse(edge.isEmpty());
        edge.poll(log, 16, 0, 0);
        assertEquals(List.of("gap0+0", "gap1+0", "gap2+0", "gap3+0", "f1"), log.seen);
        assertTrue(edge.isEmpty());
        assertEquals(0, pool.inUse());
    }

    @Test
    void aRingHoldsAllThatItPromisesWhateverItsCapacityAndWhereverItWraps() {
        for (int capacity = 1; capacity <= 64; capacity++) {
            final EdgeRing edge = new EdgeRing(Kind.BLOCK, capacity, 0, registry, statistics());
            for (int lap = 0; lap < 5; lap++) {
                final int before = log.seen.size();
                for (int i = 0; i < capacity; i++) {
                    assertTrue(offer(edge, i), "capacity " + capacity);
                }
                for (int i = 0; i < EdgeRing.EVENT_RECORDS; i++) {
                    edge.offerEvent(EventKind.END_OF_STREAM, 0, 0, 0);
                }
                edge.poll(log, 1_000, 0, 0);
                assertEquals(capacity + EdgeRing.EVENT_RECORDS, log.seen.size() - before, "capacity " + capacity);
                edge.offerEvent(EventKind.GAP, 0, 0, 0);
                edge.poll(log, 1_000, 0, 0);
            }
        }
    }

    @Test
    void aFloodOfGapsCostsNoChangeOfFormat() {
        final EdgeRing edge = new EdgeRing(Kind.BLOCK, 4, 0, registry, statistics());
        for (int i = 0; i < 100; i++) {
            edge.offerEvent(EventKind.GAP, i, 0, 0);
        }
        edge.offerEvent(EventKind.FORMAT_CHANGE, 0, 0, 0);
        edge.offerEvent(EventKind.END_OF_STREAM, 0, 0, 0);
        edge.poll(log, 1_000, 0, 0);
        assertEquals(List.of("event" + EventKind.FORMAT_CHANGE, "eos"), log.seen.subList(log.seen.size() - 2, log.seen.size()));
        assertTrue(edge.statistics().dropped(DropReason.EVENT_OVERFLOW) > 0);
    }
}
