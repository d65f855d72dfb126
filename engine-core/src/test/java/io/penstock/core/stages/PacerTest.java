package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.PacketFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedEvent;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;

import java.util.List;

import org.junit.jupiter.api.Test;

class PacerTest extends StageContract {
    private static final long MS = 1_000_000;

    @Override
    protected Stage create() {
        return Pacer.byRate(100_000, ms(100));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(AudioFormat.mono(8000, ms(20)));
    }

    private static StageHarness of(final Pacer pacer) {
        return StageHarness.of(pacer).input(PacketFormat.datagrams()).start();
    }

    private static List<Long> leftAtMs(final StageHarness h, final long startNs) {
        return h.frames().stream().map(frame -> (frame.emittedNs() - startNs) / MS).toList();
    }

    @Test
    void letsFramesGoAtTheirTime() {
        try (StageHarness h = of(Pacer.byPts(ms(1000)))) {
            final long start = h.clock().nanoTime();
            for (int i = 0; i < 5; i++) {
                h.push(h.frame().ptsNs(start + i * 20 * MS).length(1));
            }
            h.push(h.frame().ptsNs(start - 5).length(1));
            assertEquals(1, h.frames().size());
            h.advance(ms(500));
            assertEquals(List.of(0L, 20L, 40L, 60L, 80L, 80L), leftAtMs(h, start), "a late one waits for its turn, no longer");
            assertEquals(Long.MAX_VALUE, h.wakeNs());
            assertTrue(h.frames().stream().allMatch(CapturedFrame::forwarded), "nothing is copied");
        }
    }

    @Test
    void spreadsABurstAtTheRateAndLetsTheFirstAfterAPauseGoAtOnce() {
        try (StageHarness h = of(Pacer.byRate(1_000_000, ms(1000)))) {
            final long start = h.clock().nanoTime();
            for (int i = 0; i < 4; i++) {
                h.push(h.frame().length(1250));
            }
            h.advance(ms(500));
            h.push(h.frame().length(1250));
            assertEquals(List.of(0L, 10L, 20L, 30L, 500L), leftAtMs(h, start));
        }
    }

    @Test
    void holdsNothingLongerThanAllowed() {
        try (StageHarness h = of(Pacer.byRate(1_000_000, ms(25)))) {
            final long start = h.clock().nanoTime();
            for (int i = 0; i < 5; i++) {
                h.push(h.frame().length(1250));
            }
            h.advance(ms(500));
            assertEquals(List.of(0L, 10L, 20L, 25L, 25L), leftAtMs(h, start));
            assertEquals(2, h.counter("overdue"));
        }
    }

    @Test
    void letsTheOldestGoWhenTooManyWait() {
        try (StageHarness h = of(Pacer.byPts(ms(5000)))) {
            final long later = h.clock().nanoTime() + 1000 * MS;
            for (int i = 0; i < Pacer.MAX_HELD + 3; i++) {
                h.push(h.frame().ptsNs(later).length(1));
            }
            assertEquals(List.of(0L, 1L, 2L), h.frames().stream().map(CapturedFrame::sequence).toList());
            assertEquals(3, h.counter("overfull"));
            h.advance(ms(1000));
            assertEquals(Pacer.MAX_HELD + 3, h.frames().size());
        }
    }

    @Test
    void keepsEventsBetweenTheFramesWhereTheyWere() {
        try (StageHarness h = of(Pacer.byPts(ms(5000)))) {
            final long now = h.clock().nanoTime();
            h.pushGap(1, 2);
            h.push(h.frame().ptsNs(now + 10 * MS).length(1)).pushGap(3, 4).pushDiscontinuity(5);
            h.pushFormatChange(PacketFormat.rtcp()).push(h.frame().ptsNs(now + 20 * MS).length(1));
            assertEquals(List.of(new Event.Gap(1, 2)), h.events());
            h.advance(ms(50));
            assertEquals(List.of("Gap", "frame", "Gap", "Discontinuity", "FormatChange", "frame"), h.captured().stream()
                .map(c -> c instanceof CapturedEvent e ? e.event().getClass().getSimpleName() : "frame").toList());
        }
    }

    @Test
    void putsOutAllAtTheEndAndNothingAfterAFlush() {
        try (StageHarness h = of(Pacer.byPts(ms(5000)))) {
            final long later = h.clock().nanoTime() + 1000 * MS;
            h.push(h.frame().ptsNs(later).length(1)).push(h.frame().ptsNs(later).length(1)).flush();
            assertEquals(0, h.frames().size());
            assertEquals(2, h.counter("dropped.flushed"));
            h.push(h.frame().ptsNs(later).length(1)).push(h.frame().ptsNs(later).length(1)).endOfStream();
            assertEquals(2, h.frames().size());
        }
    }

    @Test
    void refusesWhatCannotWork() {
        assertThrows(ConfigurationException.class, () -> Pacer.byRate(0, ms(1)));
        assertThrows(ConfigurationException.class, () -> Pacer.byRate(-1, ms(1)));
        assertThrows(ConfigurationException.class, () -> Pacer.byPts(ms(10_001)));
    }
}
