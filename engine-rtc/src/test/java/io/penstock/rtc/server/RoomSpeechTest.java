package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.testkit.AllocationProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packets of sound come each 20 ms in virtual time; the room's thread looks when it is asked to, or at any other time. */
class RoomSpeechTest {
    private static final long MS = 1_000_000L;
    private static final int ANNA = 70_001;
    /** In the same bucket as the one before. */
    private static final int BELA = ANNA + (1 << 20);
    private static final int SPEECH = -25;
    private static final int QUIET = -80;

    private final SpeakerWatch watch = new SpeakerWatch();
    private final List<String> told = new ArrayList<>();
    private final RoomSpeech room = new RoomSpeech(watch, this::wake, told::add);
    private final Random random = new Random(1);
    private boolean refusing;
    private boolean voiced;
    private int woken;
    private long nowNs = 5_000_000_000_000L;
    private long dueNs = Long.MAX_VALUE;

    private boolean wake() {
        woken++;
        dueNs = refusing ? dueNs : nowNs;
        return !refusing;
    }

    private void bothMayBeHeard() {
        room.permit(ANNA, "anna", true);
        room.permit(BELA, "bela", true);
    }

    private void hear(final int speaks, final int ms, final int looksEachMs) {
        for (int t = 0; t < ms; t += 20) {
            voiced = random.nextInt(10) == 0 ? !voiced : voiced;
            for (final int one : new int[] {ANNA, BELA}) {
                watch.level(one, one == speaks && voiced ? SPEECH - random.nextInt(7) : QUIET - random.nextInt(3), nowNs);
            }
            pass(20, looksEachMs);
        }
    }

    private void pass(final int ms, final int looksEachMs) {
        for (int i = 0; i < ms; i++) {
            nowNs += MS;
            if (nowNs >= dueNs || looksEachMs > 0 && nowNs / MS % looksEachMs == 0) {
                dueNs = room.settled(nowNs);
            }
        }
    }

    @Test
    void followsWhoSpeaks() {
        bothMayBeHeard();
        hear(ANNA, 3000, 0);
        hear(BELA, 3000, 0);
        assertEquals("bela", told.get(told.size() - 1));
        assertTrue(told.contains("anna"));
    }

    @Test
    void itDoesNotMatterHowOftenTheRoomHasAMoment() {
        final List<List<String>> stories = new ArrayList<>();
        for (final int looksEachMs : new int[] {0, 1, 7, 30}) {
            final RoomSpeechTest again = new RoomSpeechTest();
            again.bothMayBeHeard();
            for (int turn = 0; turn < 10; turn++) {
                again.hear(turn % 2 == 0 ? ANNA : BELA, 2000, looksEachMs);
            }
            stories.add(again.told);
        }
        assertTrue(stories.get(0).size() > 4, stories::toString);
        stories.forEach(story -> assertEquals(stories.get(0), story));
    }

    @Test
    void whoMayNotBeHeardAnyMoreDoesNotSpeakAndWhatWasOnItsWayDoesNotCount() {
        bothMayBeHeard();
        hear(ANNA, 3000, 0);
        watch.level(ANNA, SPEECH, nowNs);
        room.permit(ANNA, "anna", false);
        assertNull(told.get(told.size() - 1));
        final int before = told.size();
        hear(ANNA, 3000, 0);
        assertFalse(told.subList(before, told.size()).contains("anna"), told::toString);
        room.permit(ANNA, "anna", true);
        hear(ANNA, 3000, 0);
        assertEquals("anna", told.get(told.size() - 1));
    }

    @Test
    void whereNobodySendsNothingIsLookedAtAndTheFirstWhoSendsWakesItOnce() {
        bothMayBeHeard();
        assertEquals(Long.MAX_VALUE, room.settled(nowNs));
        hear(ANNA, 3000, 0);
        assertEquals(1, woken);
        pass(20_000, 0);
        assertEquals(Long.MAX_VALUE, dueNs, "after 15 s of nothing it sleeps");
        assertEquals("anna", told.get(told.size() - 1), "who spoke last stays");
        hear(BELA, 3000, 0);
        assertEquals(2, woken);
        assertEquals("bela", told.get(told.size() - 1));
    }

    @Test
    void isWokenByTheNextPacketWhereItsThreadHadNoRoom() {
        bothMayBeHeard();
        refusing = true;
        hear(ANNA, 100, 0);
        assertEquals(10, woken);
        refusing = false;
        hear(ANNA, 3000, 0);
        assertEquals("anna", told.get(told.size() - 1));
    }

    @Test
    void aFloodWhileTheRoomIsBusyIsDroppedAndNothingElseSuffers() {
        bothMayBeHeard();
        hear(ANNA, 3000, 0);
        dueNs = Long.MAX_VALUE; // the room's thread is somewhere else
        for (int i = 0; i < 10 * LevelQueue.CAPACITY; i++) {
            watch.level(BELA, QUIET, nowNs);
        }
        dueNs = nowNs;
        hear(BELA, 3000, 0);
        assertEquals("bela", told.get(told.size() - 1));
    }

    @Test
    void peersThatShareABucketAreApart() {
        final RoomSpeech other = new RoomSpeech(watch, () -> true, told::add);
        for (int i = 0; i < 5; i++) {
            watch.add(ANNA + (i << 12), "p" + i, i % 2 == 0 ? room : other);
        }
        assertEquals("p2", watch.remove(ANNA + (2 << 12)).participant());
        assertNull(watch.find(ANNA + (2 << 12)));
        assertNull(watch.remove(ANNA + (9 << 12)));
        for (final int i : new int[] {0, 1, 3, 4}) {
            assertNotNull(watch.find(ANNA + (i << 12)));
            assertEquals("p" + i, watch.find(ANNA + (i << 12)).participant());
            assertEquals(i % 2 == 0 ? room : other, watch.find(ANNA + (i << 12)).room());
        }
        watch.add(ANNA, "again", other);
        assertEquals("again", watch.remove(ANNA).participant());
        assertNull(watch.find(ANNA), "a peer is there once");
    }

    @Test
    void levelsComeOutAsTheyWentInAcrossTheWrapOfTheirTime() {
        final LevelQueue queue = new LevelQueue();
        final long wrap = 1L << 25;
        for (final long timeMs : new long[] {0, 3, wrap - 1, wrap, 7 * wrap - 2, -wrap - 5}) {
            assertTrue(queue.offer(Integer.MAX_VALUE, -127, timeMs));
            assertTrue(queue.offer(0, 0, timeMs));
            final long first = queue.poll();
            assertEquals(Integer.MAX_VALUE, LevelQueue.peer(first));
            assertEquals(-127, LevelQueue.levelDbov(first));
            assertEquals(timeMs, LevelQueue.timeMs(first, timeMs + 400));
            final long second = queue.poll();
            assertEquals(0, LevelQueue.peer(second));
            assertEquals(0, LevelQueue.levelDbov(second));
            assertEquals(timeMs, LevelQueue.timeMs(second, timeMs));
            assertEquals(0, queue.poll());
        }
    }

    @Test
    @Tag("allocation")
    void theForwardersThreadAllocatesNothing() {
        bothMayBeHeard();
        hear(ANNA, 100, 0);
        assertEquals(0.0, new AllocationProbe().measure(() -> watch.level(BELA, QUIET, nowNs), 20_000, 2_000));
    }
}
