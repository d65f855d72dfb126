package io.penstock.rtc.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.NtpTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrackClockTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final long NTP_BASE_NS = 1_700_000_000L * SECOND;
    private static final long DELAY_NS = 40 * MS;

    /** A sender whose clock runs faster than ours by so many millionths, over a network with jitter; the largest error in the last minute. */
    private static long drift(final int ppm, final boolean reports, final int seed) {
        final SenderClock sender = new SenderClock();
        final TrackClock clock = new TrackClock(48_000, sender, true);
        final Random random = new Random(seed);
        long worst = 0;
        for (int i = 0; i < 30 * 60 * 50; i++) {
            final long sentNs = i * 20 * MS;
            final long senderNs = sentNs + sentNs / 1_000_000 * ppm;
            final int timestamp = (int) (senderNs / 1000 * 48 / 1000);
            final long arrivalNs = sentNs + DELAY_NS + random.nextInt(30) * MS;
            final long at = clock.localNs(timestamp, i == 0 ? sentNs + DELAY_NS : arrivalNs);
            if (reports && i % 100 == 50) {
                clock.senderClock(NtpTime.ofEpochNs(NTP_BASE_NS + senderNs), timestamp, arrivalNs);
            }
            if (i > 29 * 60 * 50) {
                worst = Math.max(worst, Math.abs(at - sentNs - DELAY_NS));
            }
        }
        return worst;
    }

    @Test
    void doesNotDriftAwayFromOurTimeInHalfAnHour() {
        for (final int ppm : new int[] {-200, -50, 0, 50, 200}) {
            for (int seed = 0; seed < 3; seed++) {
                final long worst = drift(ppm, true, seed);
                assertTrue(worst < 30 * MS, ppm + " ppm, seed " + seed + ": " + worst / MS + " ms");
            }
        }
        assertTrue(drift(200, false, 0) > 300 * MS, "it is the reports that do it");
    }

    @Test
    void picturesMoveToTheSoundWhenBothHaveReported() {
        final SenderClock sender = new SenderClock();
        final TrackClock sound = new TrackClock(48_000, sender, true);
        final TrackClock pictures = new TrackClock(90_000, sender, false);
        final long ntp = NtpTime.ofEpochNs(NTP_BASE_NS);
        assertEquals(30 * MS, sound.localNs(7, 30 * MS));
        assertEquals(150 * MS, pictures.localNs(9, 150 * MS), "the first picture is large and takes longer");
        pictures.senderClock(ntp, 9, 200 * MS);
        assertEquals(150 * MS + SECOND, pictures.localNs(9 + 90_000, 1100 * MS));
        sound.senderClock(ntp, 7, 200 * MS);
        assertEquals(30 * MS + SECOND, sound.localNs(7 + 48_000, 1100 * MS));
        assertEquals(30 * MS + SECOND, pictures.localNs(9 + 90_000, 1100 * MS), 20);
    }

    @Test
    void aSenderThatSetsItsClockMovesNothing() {
        final SenderClock sender = new SenderClock();
        final TrackClock sound = new TrackClock(48_000, sender, true);
        sound.localNs(0, 0);
        for (int i = 1; i < 100; i++) {
            final long jump = i < 50 ? 0 : 3600 * SECOND;
            sound.senderClock(NtpTime.ofEpochNs(NTP_BASE_NS + jump + i * SECOND), 48_000 * i, i * SECOND + 20 * MS);
            assertEquals(i * SECOND, sound.localNs(48_000 * i, i * SECOND + 20 * MS), 20, "second " + i);
        }
    }

    @Test
    void whatIsFarFromItsArrivalIsNotBelieved() {
        final TrackClock sound = new TrackClock(48_000, new SenderClock(), true);
        assertEquals(0, sound.localNs(0, 0));
        assertEquals(SECOND, sound.localNs(Integer.MAX_VALUE, SECOND));
        assertEquals(2 * SECOND, sound.localNs(Integer.MAX_VALUE + 48_000, 2 * SECOND));
        assertEquals(1, sound.restarts());
        final Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            final long arrival = 3 * SECOND + i * 20 * MS;
            if (random.nextInt(5) == 0) {
                sound.senderClock(random.nextLong(), random.nextInt(), arrival);
            }
            assertTrue(Math.abs(sound.localNs(random.nextInt(), arrival) - arrival) <= 5 * SECOND);
        }
    }
}
