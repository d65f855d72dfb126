package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final long MS = 1_000_000L;

    /** Fifty packets a second that take 30 ms, but for those of an outage. */
    private static List<TracePacket> packets(final int seconds, final int fromMs, final int untilMs) {
        final List<TracePacket> packets = new ArrayList<>();
        for (int i = 0; i < seconds * 50; i++) {
            final boolean lost = i * 20 >= fromMs && i * 20 < untilMs;
            packets.add(new TracePacket(Medium.AUDIO, i, i * 960L, 100, false, false, i * 20 * MS, lost ? List.of() : List.of((i * 20 + 30) * MS)));
        }
        return packets;
    }

    private static double worstS(final int fromMs, final int untilMs, final int sinkingMs) {
        final Recovery recovery = new Recovery(packets(10, fromMs, untilMs), 10);
        for (int ms = 60; ms < 10_000; ms += 20) {
            if (ms <= fromMs || ms > untilMs) {
                // a second more after the outage, sinking evenly
                final double more = ms <= fromMs || sinkingMs == 0 ? 0 : Math.max(0, 1000.0 * (1 - (ms - untilMs - 30) / (double) sinkingMs));
                recovery.add(ms * MS, Math.round((60 + more) * MS));
            }
        }
        return recovery.worstS();
    }

    @Test
    void tellsNothingWhereThereWasNoOutage() {
        assertTrue(Double.isNaN(worstS(5000, 5500, 0)), "half a second is none");
    }

    @Test
    void isAtOnceWhereTheDelayStays() {
        assertEquals(0, worstS(4000, 6000, 0), 0.05);
    }

    @Test
    void lastsUntilTheDelayIsWhatItWasButForTwentyMilliseconds() {
        assertEquals(1.96, worstS(4000, 6000, 2000), 0.05);
    }

    @Test
    void lastsToTheEndWhereTheDelayNeverComesBack() {
        assertEquals(10 - 6.03, worstS(4000, 6000, 100_000), 0.05);
    }
}
