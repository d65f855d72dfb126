package io.penstock.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

class SlabPoolTest {
    private final FormatTable formats = new FormatTable();
    private final PoolRegistry registry = new PoolRegistry();
    private final int format = formats.idOf(VideoFormat.i420(16, 16, 30));

    private SlabPool pool(final int slots, final boolean direct, final boolean guarded) {
        return registry.register(id -> new SlabPool(id, "test", slots, 100, direct, formats, guarded));
    }

    @Test
    void givesEverySlotOnceAndThenNothing() {
        final SlabPool pool = pool(3, false, false);
        final List<SlabFrame> frames = List.of(pool.claim(1, format), pool.claim(2, format), pool.claim(3, format));
        assertEquals(3, frames.stream().distinct().count());
        assertNull(pool.claim(1, format));
        assertEquals(1, pool.exhaustedCount());
        assertEquals(3, pool.highWater());
        frames.get(1).release();
        assertSame(frames.get(1), pool.claim(4, format));
    }

    @Test
    void payloadsDoNotOverlapInArraysAndInDirectMemory() {
        for (final boolean direct : new boolean[] {false, true}) {
            final SlabPool pool = pool(4, direct, false);
            final List<SlabFrame> frames = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                final SlabFrame frame = pool.claim(100, format);
                frame.buffer().setMemory(0, 100, (byte) (i + 1));
                frames.add(frame);
            }
            for (int i = 0; i < 4; i++) {
                assertEquals(i + 1, frames.get(i).buffer().getByte(0));
                assertEquals(i + 1, frames.get(i).buffer().getByte(99));
                assertEquals(!direct, frames.get(i).hasArray());
            }
        }
    }

    @Test
    void aClaimStartsWithClearedMetadataAndOneOwner() {
        final SlabPool pool = pool(1, false, false);
        final SlabFrame frame = pool.claim(10, format);
        frame.ptsNs(1).captureNs(2).durationNs(3).flags(FrameFlags.KEYFRAME | FrameFlags.CORRUPT).layers(4, 5).sequence(6).streamId(7).rtpTimestamp(8)
            .userTag(9);
        assertEquals(4, frame.temporalLayer());
        assertEquals(5, frame.spatialLayer());
        assertTrue(frame.has(FrameFlags.KEYFRAME | FrameFlags.CORRUPT));
        frame.releaseByClaimer();
        final SlabFrame again = pool.claim(20, format);
        assertEquals(List.of(0L, 0L, 0L, 0L), List.of(again.ptsNs(), again.captureNs(), again.sequence(), again.userTag()));
        assertEquals(List.of(0, 0, 0, 0, 0, 0), List.of(again.durationNs(), again.flags(), again.temporalLayer(), again.spatialLayer(),
            again.streamId(), again.rtpTimestamp()));
        assertEquals(20, again.length());
        assertEquals(1, again.owners());
        assertEquals(VideoFormat.i420(16, 16, 30), again.format());
    }

    @Test
    void aStaleReferenceIsRefused() {
        final SlabPool pool = pool(1, false, false);
        final long ref = pool.claim(1, format).ref();
        assertNotNull(registry.resolve(ref));
        registry.resolve(ref).release();
        pool.claim(1, format);
        assertThrows(EngineException.class, () -> registry.resolve(ref));
    }

    @Test
    void releasingTwiceIsAnErrorThatNamesThePool() {
        final SlabPool pool = pool(1, false, false);
        final SlabFrame frame = pool.claim(1, format);
        frame.release();
        final EngineException error = assertThrows(EngineException.class, frame::release);
        assertTrue(error.getMessage().contains("\"test\""), error.getMessage());
        assertThrows(EngineException.class, frame::retain);
        assertNotNull(pool.claim(1, format));
    }

    @Test
    void theGuardPoisonsWhatIsReleasedAndNamesWhoHoldsWhat() {
        final SlabPool pool = pool(2, false, true);
        final SlabFrame frame = pool.claim(10, format);
        frame.buffer().setMemory(0, 10, (byte) 1);
        pool.guard().seenBy(frame, "opus");
        assertTrue(pool.leaks().toString().contains("last seen by opus"), pool.leaks().toString());
        frame.release();
        assertEquals(FrameGuard.POISON, frame.array()[frame.arrayOffset()]);
        assertTrue(pool.leaks().isEmpty());
    }

    @Test
    void copyingMetadataLeavesLengthAndFormatAlone() {
        final SlabPool pool = pool(2, false, false);
        final SlabFrame from = pool.claim(5, format);
        from.ptsNs(11).captureNs(12).durationNs(13).flags(FrameFlags.DISCARDABLE).layers(1, 2).sequence(14).streamId(15).rtpTimestamp(16).userTag(17);
        final SlabFrame to = pool.claim(50, format);
        to.copyMetadata(from);
        assertEquals(List.of(11L, 12L, 14L, 17L), List.of(to.ptsNs(), to.captureNs(), to.sequence(), to.userTag()));
        assertEquals(List.of(13, FrameFlags.DISCARDABLE, 1, 2, 15, 16, 50), List.of(to.durationNs(), to.flags(), to.temporalLayer(),
            to.spatialLayer(), to.streamId(), to.rtpTimestamp(), to.length()));
    }

    @Test
    void manyThreadsReleaseWhatOneThreadClaims() throws Exception {
        final SlabPool pool = pool(32, false, false);
        final BlockingQueue<SlabFrame> queue = new ArrayBlockingQueue<>(64);
        final List<Thread> releasers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            final Thread thread = new Thread(() -> {
                try {
                    for (SlabFrame frame = queue.take(); frame.sequence() >= 0; frame = queue.take()) {
                        frame.release();
                    }
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            releasers.add(thread);
        }
        final Random random = new Random(7);
        for (int sent = 0; sent < 50_000; ) {
            final SlabFrame frame = pool.claim(random.nextInt(100), format);
            if (frame == null) {
                Thread.onSpinWait();
                continue;
            }
            frame.sequence(sent++);
            if (random.nextInt(4) == 0) {
                frame.releaseByClaimer();
            } else {
                queue.put(frame);
            }
        }
        for (int t = 0; t < 3; t++) {
            SlabFrame last = pool.claim(0, format);
            while (last == null) {
                Thread.onSpinWait();
                last = pool.claim(0, format);
            }
            queue.put((SlabFrame) last.sequence(-1));
        }
        for (final Thread thread : releasers) {
            thread.join();
        }
        assertEquals(3, pool.inUse());
        assertTrue(pool.hasFree(29));
        assertFalse(pool.hasFree(30));
    }
}
