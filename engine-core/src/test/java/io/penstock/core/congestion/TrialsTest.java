package io.penstock.core.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What tells a queue from a longer path, and a full link from a lossy one. */
class TrialsTest {
    private static final long MS = 1_000_000L;

    @Test
    void aDelayThatStaysThoughLessIsSentIsThePaths() {
        final QueueTrial trial = new QueueTrial();
        trial.begin(0, 100 * MS, 1_000_000, 1_200_000);
        assertTrue(trial.isPending(100 * MS));
        boolean path = false;
        for (long t = 50; t <= 300 && !path; t += 50) {
            path = trial.look(t * MS, 100 * MS, 700_000, 700_000);
        }
        assertTrue(path);
        assertEquals(100 * MS, trial.pathNs());
        assertEquals(1_200_000, trial.fromBps());
        assertFalse(trial.isPending(100 * MS));
    }

    @Test
    void aDelayThatSinksAsLessIsSentIsAQueue() {
        final QueueTrial trial = new QueueTrial();
        trial.begin(0, 100 * MS, 1_000_000, 1_200_000);
        for (long t = 50; t <= 1000; t += 50) {
            assertFalse(trial.look(t * MS, Math.max(0, 100 - 3 * t / 10) * MS, 700_000, 1_000_000));
        }
        assertFalse(trial.isPending(0));
    }

    @Test
    void aDelayThatGrowsOnIsAQueueOfANarrowerLink() {
        final QueueTrial trial = new QueueTrial();
        trial.begin(0, 100 * MS, 1_000_000, 1_200_000);
        for (long t = 50; t <= 1000; t += 50) {
            assertFalse(trial.look(t * MS, (100 + t) * MS, 400_000, 200_000));
        }
    }

    @Test
    void lossThatIsAShareIsNoFullLink() {
        for (long seed = 1; seed <= 50; seed++) {
            final Random random = new Random(seed);
            final LossTrial trial = new LossTrial();
            trial.begin(0, 1_500_000);
            double least = 1_500_000;
            for (int i = 0; i < 20 && trial.isActive(); i++) {
                final double sent = trial.limitBps() * (0.95 + 0.1 * random.nextDouble());
                final int packets = (int) (sent * 0.3 / 8 / 1000);
                int got = 0;
                for (int p = 0; p < packets; p++) {
                    got += random.nextDouble() < 0.3 ? 0 : 1;
                }
                trial.look(sent, sent * got / packets, 1.0 / packets);
                least = Math.min(least, trial.limitBps());
                assertFalse(trial.isFull(), "seed " + seed);
            }
            assertFalse(trial.isActive(), "seed " + seed);
            assertTrue(least > 700_000, "seed " + seed + " least " + least);
        }
    }

    @Test
    void anAmountThatAlwaysGetsThroughIsAFullLink() {
        for (long seed = 1; seed <= 50; seed++) {
            final Random random = new Random(seed);
            final LossTrial trial = new LossTrial();
            trial.begin(0, 1_500_000);
            boolean full = false;
            while (trial.isActive()) {
                final double sent = trial.limitBps() * (0.95 + 0.1 * random.nextDouble());
                final double got = Math.min(sent, 1_000_000 * (0.985 + 0.03 * random.nextDouble()));
                trial.look(sent, got, 8.0 * 1000 / 0.3 / sent);
                full |= trial.isFull();
            }
            assertTrue(full, "seed " + seed);
        }
    }

    @Test
    void whatIsOverNeedsNoTrial() {
        final LossTrial trial = new LossTrial();
        trial.begin(0.02, 1_500_000);
        trial.look(1_300_000, 1_280_000, 0.02);
        trial.look(1_300_000, 1_270_000, 0.02);
        assertFalse(trial.isActive());
        assertFalse(trial.isFull());
        assertEquals(Double.POSITIVE_INFINITY, trial.limitBps());
    }

    @Test
    void theGaugeSeesAQueueThroughJitterAndWhateverTheClocksAre() {
        final QueueGauge gauge = new QueueGauge();
        final Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            gauge.packet(i * 20 * MS, -(1L << 60) + (i * 20L + 50 + random.nextInt(20)) * MS, 200, 1_000_000);
        }
        assertTrue(gauge.queueNs() < 5 * MS, () -> "queue " + gauge.queueNs());
        for (int i = 1000; i < 1050; i++) {
            gauge.packet(i * 20 * MS, -(1L << 60) + (i * 20L + 90 + random.nextInt(20)) * MS, 200, 1_000_000);
        }
        assertTrue(Math.abs(gauge.queueNs() - 40 * MS) < 6 * MS, () -> "queue " + gauge.queueNs());
    }
}
