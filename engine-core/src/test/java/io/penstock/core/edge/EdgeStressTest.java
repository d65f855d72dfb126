package io.penstock.core.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import io.penstock.format.AudioFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.graph.EdgePolicy.Kind;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One producing and one consuming thread on an edge of each policy, with random pauses, flags, ages, flushes and events: it must balance. */
class EdgeStressTest {
    private static final int FRAMES = 50_000;
    private static final int CAPACITY = 10;

    private final FormatTable formats = new FormatTable();
    private final PoolRegistry registry = new PoolRegistry();
    private final int format = formats.idOf(AudioFormat.mono(48_000, Timebase.ms(10)));
    private final SlabPool pool = registry.register(id -> new SlabPool(id, "p", CAPACITY + 8, 16, false, formats, false));
    private final EdgeStatistics statistics = EdgeTest.statistics();
    private volatile int epoch;

    private Edge edge(final Kind kind) {
        return kind == Kind.LATEST ? new LatestEdge(registry, statistics)
            : new EdgeRing(kind, CAPACITY, kind == Kind.DROP_OLDEST || kind == Kind.KEYFRAME_AWARE ? 50 : 0, registry, statistics);
    }

    /** Checks order: frames by number, events after the frames they were offered after and before those that followed. */
    private static final class Checker implements EdgeConsumer {
        private final Random random;
        private final StringBuilder faults = new StringBuilder();
        private long lastFrame = -1;
        private long lastEvent = -1;
        private long frames;
        private long events;
        private boolean ended;
        private int newest;

        private Checker(final Random random) {
            this.random = random;
        }

        private void fault(final String text) {
            if (faults.length() < 500) {
                faults.append(text).append('\n');
            }
        }

        @Override
        public boolean isReady() {
            return random.nextInt(16) != 0;
        }

        @Override
        public void onFrame(final SlabFrame frame, final long queuedNs) {
            frames++;
            if (frame.owners() != 1) {
                fault("frame " + frame.sequence() + " has " + frame.owners() + " owners");
            }
            if (frame.sequence() <= lastFrame || frame.sequence() < lastEvent || ended) {
                fault("frame " + frame.sequence() + " after frame " + lastFrame + ", event " + lastEvent + ", ended " + ended);
            }
            lastFrame = frame.sequence();
        }

        @Override
        public void onEvent(final int kind, final long a, final long b) {
            events++;
            if (kind == EventKind.END_OF_STREAM) {
                ended = true;
            } else if (a <= lastFrame || a < lastEvent) {
                fault("event before frame " + a + " came after frame " + lastFrame + ", event " + lastEvent);
            } else {
                lastEvent = a;
            }
        }

        @Override
        public void onEpoch(final int epoch) {
            newest = epoch;
        }

        @Override
        public void onKeyframeNeeded() {
            // The test sends key frames at random.
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @Timeout(30)
    void everyFrameIsDeliveredOrCountedAsDropped(final Kind kind) throws Exception {
        final long seed = Long.getLong("penstock.seed", 20_261_122L);
        final Edge edge = edge(kind);
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        final Thread producer = new Thread(() -> produce(edge, kind, new Random(seed)));
        producer.setUncaughtExceptionHandler((thread, error) -> thrown.set(error));
        final Checker checker = new Checker(new Random(seed + 1));
        final Random random = new Random(seed + 2);
        producer.start();
        while (!checker.ended && thrown.get() == null) {
            checker.newest = Math.max(checker.newest, epoch);
            if (edge.poll(checker, 1 + random.nextInt(20), System.nanoTime() / 1_000, checker.newest) == 0) {
                Thread.yield();
            }
        }
        producer.join();
        final String where = "seed " + seed + ", " + kind + ", ";
        assertEquals(null, thrown.get(), where);
        assertEquals("", checker.faults.toString(), where);
        edge.clear();
        long dropped = 0;
        final StringBuilder reasons = new StringBuilder();
        for (final DropReason reason : DropReason.values()) {
            dropped += reason == DropReason.EVENT_OVERFLOW ? 0 : statistics.dropped(reason);
            reasons.append(reason).append(' ').append(statistics.dropped(reason)).append(", ");
        }
        assertEquals(statistics.in(), statistics.out() + dropped, where + statistics.out() + " out, " + reasons);
        assertEquals(checker.frames, statistics.out(), where);
        assertEquals(FRAMES, statistics.in(), where);
        assertEquals(0, pool.inUse(), where);
        assertTrue(checker.frames > 0 && checker.events > 1, where + checker.frames + " frames, " + checker.events + " events");
        if (kind == Kind.BLOCK) {
            assertEquals(FRAMES, statistics.out() + statistics.dropped(DropReason.FLUSHED), where + reasons);
        }
    }

    private void produce(final Edge edge, final Kind kind, final Random random) {
        int producing = 0;
        for (int i = 0; i < FRAMES; i++) {
            if (random.nextInt(1_000) == 0) {
                epoch = ++producing;
            }
            if (random.nextInt(50) == 0) {
                edge.offerEvent(EventKind.DISCONTINUITY, i, 0, producing);
            }
            while (!pool.hasFree(1) || kind == Kind.BLOCK && edge.room() < 1) {
                Thread.yield();
            }
            final SlabFrame frame = pool.claim(4, format);
            frame.sequence(i).flags((random.nextInt(12) == 0 ? FrameFlags.KEYFRAME : 0) | (random.nextInt(5) == 0 ? FrameFlags.DISCARDABLE : 0))
                .layers(random.nextInt(3), 0);
            if (!edge.offer(frame, System.nanoTime() / 1_000, producing)) {
                frame.releaseByClaimer();
            }
            if (random.nextInt(20) == 0) {
                Thread.yield();
            }
        }
        edge.offerEvent(EventKind.END_OF_STREAM, 0, 0, producing);
    }
}
