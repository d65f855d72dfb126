package io.penstock.core.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The speed at which a live stream is played. */
class CachePacerTest {
    private static final long PIECE_NS = 20_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    /** Share of time taken away while so much waits. */
    private static double speed(final CachePacer pacer, final double cachedS) {
        double removedNs = 0;
        for (int i = 0; i < 500; i++) {
            final long dueNs = pacer.next((long) (cachedS * SECOND_NS), PIECE_NS);
            if (dueNs > 8_000_000 || dueNs < -8_000_000) { // a pitch period
                removedNs += Math.signum(dueNs) * 8_000_000;
                pacer.changed(dueNs > 0 ? -8_000_000 : 8_000_000);
            }
        }
        return 500.0 * PIECE_NS / (500.0 * PIECE_NS - removedNs);
    }

    @Test
    void playsFasterAboveTheMostUntilTheMiddle() {
        final CachePacer pacer = new CachePacer(CatchUp.live());
        assertEquals(1, speed(pacer, 2.5), "between the caches");
        assertEquals(1.2, speed(pacer, 3.1), 0.01);
        assertEquals(1.2, speed(pacer, 2.5), 0.01, "not there yet");
        assertEquals(1, speed(pacer, 1.9), 0.001);
        assertEquals(1, speed(pacer, 2.5));
    }

    @Test
    void playsSlowerBelowTheLeast() {
        assertEquals(CatchUp.SLOWEST, speed(new CachePacer(CatchUp.live()), 0.5), 0.01);
    }

    @Test
    void refusesCachesThatMakeNoSense() {
        assertThrows(ConfigurationException.class, () -> new CatchUp(Duration.ofSeconds(2), Duration.ofSeconds(2), 1.2));
        assertThrows(ConfigurationException.class, () -> new CatchUp(Duration.ofSeconds(1), Duration.ofSeconds(3), 2));
        assertTrue(JitterConfig.audio().live(CatchUp.live()).maxDelay().toMillis() > 3_000);
        assertEquals(JitterConfig.audio(), JitterConfig.audio().live(null));
    }
}
