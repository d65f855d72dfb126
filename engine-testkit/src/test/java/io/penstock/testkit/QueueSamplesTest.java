package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QueueSamplesTest {
    private static final long MS = 1_000_000L;
    private static final long HOUR = 3_600_000L * MS;

    @Test
    void looksEveryTenMilliseconds() {
        final QueueSamples samples = new QueueSamples();
        samples.until(25 * MS, 40 * MS);
        assertEquals(new QueueStats(3, 30 * MS, 30 * MS, 40 * MS, 40 * MS), samples.read(0, Long.MAX_VALUE), "40, 30 and 20 ms");
        samples.until(30 * MS, 40 * MS);
        assertEquals(3, samples.read(0, Long.MAX_VALUE).samples(), "what comes in now belongs to the look that is due now");
        samples.until(31 * MS, 100 * MS);
        assertEquals(70 * MS, samples.read(30 * MS, 40 * MS).maxNs());
    }

    @Test
    void knowsTheLastElevenMinutesOfALongRun() {
        final QueueSamples samples = new QueueSamples();
        for (int i = 0; i < 100_000; i++) {
            samples.until(i * 10 * MS, (i * 10 + 5) * MS);
        }
        assertEquals(1 << 16, samples.read(0, Long.MAX_VALUE).samples());
        assertEquals(QueueStats.NONE, samples.read(0, 100 * MS));
    }

    @Test
    void takesAJumpOfHoursWithoutCountingItOut() {
        final QueueSamples samples = new QueueSamples();
        samples.until(10 * MS, 0);
        samples.until(1000 * HOUR, 0);
        assertEquals(1 << 16, samples.read(0, Long.MAX_VALUE).samples());
        assertEquals(0, samples.read(0, Long.MAX_VALUE).maxNs());
    }
}
