package io.penstock.rtc.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallLogTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(8_000, Timebase.ms(20));

    @Override
    protected Stage create() {
        return new StallLog();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    @Test
    void keepsTheTimesOfTheNewestStalls() {
        final StallLog log = new StallLog();
        try (StageHarness h = StageHarness.of(log).input(FORMAT).start()) {
            h.push(h.frame().length(10));
            h.advance(Timebase.ms(200));
            h.push(h.frame().length(10));
            assertTrue(log.stalls().isEmpty(), "200 ms are none");
            h.advance(Timebase.ms(250));
            h.push(h.frame().length(10));
            assertEquals(1, log.stalls().size());
            final Stall first = log.stalls().get(0);
            assertEquals(250_000_000, first.untilNs() - first.fromNs());
            assertEquals(250_000_000, log.stalledNs());
            for (int i = 0; i < StallLog.KEPT + 3; i++) {
                h.advance(Timebase.ms(300 + i));
                h.push(h.frame().length(10));
            }
            final List<Stall> newest = log.stalls();
            assertTrue(newest.size() >= StallLog.KEPT - 1, "" + newest.size());
            final Stall last = newest.get(newest.size() - 1);
            assertEquals((300 + StallLog.KEPT + 2) * 1_000_000L, last.untilNs() - last.fromNs());
        }
    }
}
