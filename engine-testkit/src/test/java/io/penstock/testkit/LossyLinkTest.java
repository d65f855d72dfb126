package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.format.PacketFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.LossyLink.Profile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossyLinkTest extends StageContract {
    private static final Profile DELAYED = Profile.builder().delay(Timebase.ms(45)).jitter(Timebase.ms(8)).build();

    @Override
    protected Stage create() {
        return LossyLink.of(DELAYED, 7);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(PacketFormat.datagrams());
    }

    private static StageHarness harness(final Profile profile, final long seed) {
        return StageHarness.of(LossyLink.of(profile, seed)).input(PacketFormat.datagrams()).start();
    }

    private static List<Long> sequences(final StageHarness h) {
        return h.frames().stream().map(CapturedFrame::sequence).toList();
    }

    private static void send(final StageHarness h, final int packets, final int everyMs) {
        for (int i = 0; i < packets; i++) {
            h.push(h.frame().payload((byte) i)).advance(Timebase.ms(everyMs));
        }
    }

    @Test
    void deliversAtTheTimeThatTheModelSays() {
        try (StageHarness h = harness(DELAYED, 3)) {
            final LinkModel model = new LinkModel(DELAYED, 3);
            final List<Long> expected = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                assertEquals(1, model.offer(h.clock().nanoTime(), 1));
                expected.add(model.departureNs(0));
                send(h, 1, 5);
            }
            h.advance(Timebase.ms(60));
            assertEquals(expected, h.frames().stream().map(CapturedFrame::emittedNs).toList());
            assertEquals(200, h.counter("delivered"));
            assertTrue(h.frames().get(0).forwarded());
        }
    }

    @Test
    void losesThePacketsThatTheModelLoses() {
        final Profile profile = Profile.builder().loss(0.1).burstLoss(GilbertElliott.bursts(0.05, 4)).build();
        try (StageHarness h = harness(profile, 12)) {
            final LinkModel model = new LinkModel(profile, 12);
            final List<Long> expected = new ArrayList<>();
            for (long i = 0; i < 500; i++) {
                if (model.offer(0, 1) > 0) {
                    expected.add(i);
                }
            }
            send(h, 500, 1);
            assertEquals(expected, sequences(h));
            assertEquals(500 - expected.size(), h.counter("dropped.lost"));
        }
    }

    @Test
    void countsCopiesAndPacketsOutOfOrder() {
        final Profile profile = Profile.builder().delay(Timebase.ms(5)).duplicate(0.1).reorder(0.1, Timebase.ms(12)).build();
        try (StageHarness h = harness(profile, 5)) {
            send(h, 1000, 5);
            h.advance(Timebase.ms(100));
            long late = 0;
            long highest = -1;
            for (final long sequence : sequences(h)) {
                late += sequence < highest ? 1 : 0;
                highest = Math.max(highest, sequence);
            }
            assertEquals(late, h.counter("reordered"));
            assertEquals(100, late, 30);
            assertEquals(h.frames().size(), 1000 + h.counter("duplicated"));
        }
    }

    @Test
    void accountsForEveryPacket() {
        final Profile profile = Profile.builder().loss(0.03).duplicate(0.05).delay(Timebase.ms(30)).jitter(Timebase.ms(30))
            .jitterReorders().rate(200_000, Timebase.ms(20)).build();
        final LossyLink link = LossyLink.of(profile, 2, 8);
        try (StageHarness h = StageHarness.of(link).input(PacketFormat.datagrams()).start()) {
            send(h, 3000, 1);
            h.advance(Timebase.seconds(1));
            final LinkStats stats = link.stats();
            assertEquals(stats.offered() + stats.duplicated(), stats.delivered() + stats.lost() + stats.queueDropped() + stats.overflowed());
            assertTrue(stats.overflowed() > 0 && stats.queueDropped() > 0 && stats.reordered() > 0, stats.toString());
            assertEquals(stats.overflowed(), h.counter("dropped.overflow"));
        }
    }

    @Test
    void followsAScheduleFromTheStartOfTheStage() {
        final LinkSchedule schedule = LinkSchedule.builder().step(Profile.PERFECT, Timebase.ms(100)).holds(Timebase.ms(100))
            .loses(Timebase.ms(50)).last(Profile.builder().rate(1_000_000, Timebase.ms(100)).build());
        final LossyLink link = LossyLink.of(schedule, 1, 64);
        try (StageHarness h = StageHarness.of(link).input(PacketFormat.datagrams()).start()) {
            h.advance(Timebase.ms(50));
            send(h, 20, 10);
            assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L), sequences(h));
            assertEquals(TestClock.START_NS + Timebase.ms(200).toNanos(), h.frames().get(5).emittedNs());
            assertEquals(TestClock.START_NS + Timebase.ms(200).toNanos(), h.frames().get(14).emittedNs());
            assertEquals(5, h.counter("dropped.lost"));
            h.push(h.frame().payload(new byte[972])).advance(Timebase.ms(100));
            assertEquals(8, (h.frames().get(15).emittedNs() - TestClock.START_NS) / 1_000_000 - 250);
            h.push(h.frame().payload((byte) 1));
            assertEquals(8_000_000, link.queue(Timebase.ms(250).toNanos(), Long.MAX_VALUE).maxNs());
        }
    }
}
