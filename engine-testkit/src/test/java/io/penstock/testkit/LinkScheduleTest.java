package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.stage.Latency;
import io.penstock.testkit.LinkSchedule.Passage;
import io.penstock.testkit.LossyLink.Profile;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinkScheduleTest {
    private static final long MS = Timebase.NANOS_PER_MS;
    private static final long S = Timebase.NANOS_PER_SECOND;
    /** With 28 bytes of headers 8000 bits: 8 ms at 1 Mbit/s. */
    private static final int BYTES = 972;
    private static final Profile BASE = Profile.builder().rate(0, Timebase.ms(200)).build();

    private static Profile delay(final int ms) {
        return Profile.builder().delay(Timebase.ms(ms)).build();
    }

    private static long delayNs(final LinkModel model, final long nowNs) {
        assertEquals(1, model.offer(nowNs, BYTES));
        return model.departureNs(0) - nowNs;
    }

    @Test
    void readsRatesOverTime() {
        final LinkSchedule schedule = LinkSchedule.rates("2M:10s, 300k:20s,off:1.5s,hold:500ms,2.5M", delay(20));
        assertEquals(5, schedule.steps().size());
        assertEquals(2_000_000, schedule.stepAt(0).profile().rateBitsPerSecond());
        assertEquals(2_000_000, schedule.stepAt(-1).profile().rateBitsPerSecond());
        assertEquals(300_000, schedule.stepAt(10 * S).profile().rateBitsPerSecond());
        assertEquals(20 * MS, schedule.stepAt(10 * S).profile().delayNs());
        assertEquals(Passage.LOSES, schedule.stepAt(30 * S).passage());
        assertEquals(Passage.HOLDS, schedule.stepAt(31_500 * MS).passage());
        assertEquals(Passage.OPEN, schedule.stepAt(32 * S).passage());
        assertEquals(2_500_000, schedule.stepAt(Long.MAX_VALUE - 1).profile().rateBitsPerSecond());
        assertEquals("2M:10s,300k:20s,off:1500ms,hold:500ms,2500k", schedule.toString());
        assertTrue(schedule.isLimited());
        assertFalse(schedule.isRepeating());
    }

    @Test
    void readsASingleRateAndAPatternThatRepeats() {
        assertEquals(1_500_000, LinkSchedule.rates("1.5M", BASE).stepAt(0).profile().rateBitsPerSecond());
        assertEquals(0, LinkSchedule.rates("0", BASE).stepAt(0).profile().rateBitsPerSecond());
        final LinkSchedule pattern = LinkSchedule.rates("2M:3s,500k:1s", BASE);
        assertTrue(pattern.isRepeating());
        assertEquals(500_000, pattern.stepAt(4 * 1_000_000 * S + 3 * S).profile().rateBitsPerSecond());
        assertEquals(2_000_000, pattern.stepAt(4 * 1_000_001 * S).profile().rateBitsPerSecond());
    }

    @Test
    void saysWhatIsWrongInTheText() {
        for (final String text : new String[] {"", "fast", "2M,300k", "2M:10", "2M:10s:3s", "2M:0s", "off", "hold", "1", "2M:10s,", "-1", "1e9:1s"}) {
            final Exception e = assertThrows(IllegalArgumentException.class, () -> LinkSchedule.rates(text, BASE), text);
            assertTrue(e.getMessage().contains("accepted"), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> LinkSchedule.rates("hold:1s", BASE), "never lets anything through");
    }

    @Test
    void readsOrRefusesAnyTextWithoutAnythingWorse() {
        final long seed = Long.getLong("penstock.fuzz.seed", 20261123);
        final Random random = new Random(seed);
        final String letters = "0123456789.kKmMs:,ofhld -";
        for (int i = 0; i < 20_000; i++) {
            final StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                final LinkSchedule schedule = LinkSchedule.rates(text.toString(), BASE);
                assertEquals(schedule.toString(), LinkSchedule.rates(schedule.toString(), BASE).toString(), "seed " + seed);
            } catch (final IllegalArgumentException e) {
                assertTrue(e.getMessage().contains("accepted"), "seed " + seed + ": " + e.getMessage());
            }
        }
    }

    @Test
    void changesWhatHappensToPacketsAtTheTimesGiven() {
        final LinkModel model = new LinkModel(LinkSchedule.builder().step(delay(10), Timebase.seconds(1)).step(delay(50), Timebase.seconds(1))
            .last(Profile.builder().loss(1).build()), 1);
        model.begin(7 * S);
        assertEquals(10 * MS, delayNs(model, 7 * S));
        assertEquals(10 * MS, delayNs(model, 8 * S - 1));
        assertEquals(50 * MS, delayNs(model, 8 * S));
        assertEquals(0, model.offer(9 * S, BYTES));
        assertEquals(1, model.stats().lost());
    }

    @Test
    void countsTimeFromTheFirstPacketUnlessToldOtherwise() {
        final LinkModel model = new LinkModel(LinkSchedule.builder().step(delay(10), Timebase.seconds(1)).last(delay(50)), 1);
        assertEquals(10 * MS, delayNs(model, 100 * S));
        assertEquals(50 * MS, delayNs(model, 101 * S));
        model.begin(200 * S);
        assertEquals(10 * MS, delayNs(model, 200 * S));
    }

    @Test
    void keepsOrderWhenTheDelayShrinks() {
        final LinkModel model = new LinkModel(LinkSchedule.builder().step(delay(100), Timebase.seconds(1)).last(delay(10)), 1);
        assertEquals(100 * MS, delayNs(model, 0));
        assertEquals(100 * MS, delayNs(model, 999 * MS));
        assertEquals(95 * MS, delayNs(model, 1004 * MS), "not before the one that is still on its way");
    }

    @Test
    void losesEverythingInAnOutageThatLoses() {
        final LinkModel model = new LinkModel(LinkSchedule.builder().step(delay(10), Timebase.seconds(1)).loses(Timebase.ms(500)).last(delay(10)), 3);
        for (int ms = 0; ms < 2000; ms += 10) {
            assertEquals(ms >= 1000 && ms < 1500 ? 0 : 1, model.offer(ms * MS, BYTES), ms + " ms");
        }
        assertEquals(50, model.stats().lost());
    }

    @Test
    void releasesWhatAnOutageKeptAtItsEndAndInOrder() {
        final LinkModel model = new LinkModel(LinkSchedule.builder().step(delay(10), Timebase.seconds(1)).holds(Timebase.ms(500)).last(delay(10)), 3);
        for (int ms = 0; ms < 2000; ms += 10) {
            final long expectedMs = ms >= 1000 && ms < 1500 ? 1510 - ms : 10;
            assertEquals(expectedMs * MS, delayNs(model, ms * MS), ms + " ms");
        }
        assertEquals(0, model.stats().lost());
    }

    @Test
    void sendsWhatAnOutageKeptNoFasterThanTheBottleneckDoes() {
        final LinkModel model = new LinkModel(LinkSchedule.rates("1M:1s,hold:100ms,1M", BASE), 3);
        model.begin(0);
        assertEquals((100 + 8) * MS, delayNs(model, 1000 * MS));
        assertEquals((100 + 16) * MS, delayNs(model, 1000 * MS));
        assertEquals((1 + 24) * MS, delayNs(model, 1099 * MS));
        // Also what was being sent when it began: 2 ms before, 6 ms after.
        final LinkModel split = new LinkModel(LinkSchedule.rates("1M:1s,hold:100ms,1M", BASE), 3);
        split.begin(0);
        assertEquals(108 * MS, delayNs(split, 998 * MS));
    }

    @Test
    void boundsTheQueueByWhatIsToBeSentAlsoInAnOutage() {
        // 8 ms a packet and a queue of 200 ms: 26 at once, one of them being sent
        final LinkModel model = new LinkModel(LinkSchedule.rates("1M:1s,hold:10s,1M", BASE), 3);
        model.begin(0);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += model.offer(1500 * MS, BYTES);
        }
        assertEquals(26, taken);
        assertEquals(74, model.stats().queueDropped());
    }

    @Test
    void sendsWhatWaitsAtTheNewRateWhenItChanges() {
        final LinkModel slower = new LinkModel(LinkSchedule.rates("1M:1s,100k", BASE), 1);
        slower.begin(0);
        assertEquals(4 * MS + 4 * 10 * MS, delayNs(slower, 996 * MS), "half of it at a tenth of the rate");
        final LinkModel faster = new LinkModel(LinkSchedule.rates("100k:1s,1M", BASE), 1);
        faster.begin(0);
        assertEquals(40 * MS + 4 * MS, delayNs(faster, 960 * MS));
        assertEquals(44 * MS + 8 * MS, delayNs(faster, 960 * MS));
        final LinkModel lifted = new LinkModel(LinkSchedule.rates("100k:1s,0", BASE), 1);
        lifted.begin(0);
        assertEquals(40 * MS, delayNs(lifted, 960 * MS));
    }

    @Test
    void neverSendsMoreThanTheRatesAllow() {
        final Profile deep = Profile.builder().rate(0, Timebase.seconds(60)).build();
        final LinkModel model = new LinkModel(LinkSchedule.rates("2M:700ms,300k:1100ms,hold:300ms", deep), 1);
        model.begin(0);
        long last = 0;
        for (int i = 0; i < 1000; i++) {
            assertEquals(1, model.offer(0, BYTES));
            last = model.departureNs(0);
        }
        // A period carries 1.4 and 0.33 Mbit: 8 Mbit are 4 periods of 2.1 s and 1.08 Mbit at 2 Mbit/s
        assertEquals(4 * 2100 + 540, last / (double) MS, 0.01);
    }

    @Test
    void measuresTheStandingQueueOverTime() {
        // 8 ms to send, one every 4 ms for a second at 1 Mbit/s: the queue grows as fast as time, to a second, and drains in another
        final Profile deep = Profile.builder().rate(1_000_000, Timebase.seconds(2)).build();
        final LinkModel model = new LinkModel(deep, 1);
        model.begin(3 * S);
        for (int ms = 0; ms < 1000; ms += 4) {
            assertEquals(1, model.offer(3 * S + ms * MS, BYTES));
        }
        model.elapsed(5 * S);
        final QueueStats growing = model.queue(0, S);
        assertEquals(100, growing.samples());
        assertEquals(500 * MS, growing.p50Ns(), 10 * MS);
        assertEquals(950 * MS, growing.p95Ns(), 10 * MS);
        assertEquals(1000 * MS, model.queue(S, Long.MAX_VALUE).maxNs(), 10 * MS);
        assertEquals(0, model.queue(2 * S, Long.MAX_VALUE).maxNs());
        assertEquals(QueueStats.NONE, model.queue(10 * S, 11 * S));
        model.begin(6 * S);
        assertEquals(QueueStats.NONE, model.queue(0, Long.MAX_VALUE));
    }

    @Test
    void declaresTheLatencyOfAllStepsAndOfTheLongestHold() {
        final LinkSchedule schedule = LinkSchedule.builder().step(delay(10), Timebase.seconds(1)).holds(Timebase.ms(300))
            .step(delay(80), Timebase.seconds(1)).loses(Timebase.seconds(2)).last(delay(40));
        assertEquals(Latency.between(Timebase.ms(10), Timebase.ms(380)), schedule.latency());
    }
}
