package io.penstock.core.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long sound is held, by when its frames can be played. */
class AudioDelayTest {
    private static final long MS = 1_000_000L;
    private static final long FRAME_NS = 20 * MS;

    /** Frames of 20 ms in order of their arrival, with an origin of time of its own at the sender. */
    private static final class Link {
        private final AudioDelay delay;
        private long number;

        Link(final int leastMs, final int mostMs) {
            delay = new AudioDelay(leastMs * MS, mostMs * MS);
        }

        Link frame(final double wayMs) {
            final long mediaNs = number++ * FRAME_NS - 7_000 * MS;
            final long arrivalNs = number * FRAME_NS + (long) (wayMs * MS);
            delay.packetArrived(mediaNs, arrivalNs);
            delay.unitCompleted(mediaNs, arrivalNs);
            return this;
        }

        double targetMs() {
            return delay.targetDelayNs() / 1e6;
        }
    }

    @Test
    void addsNothingOnACleanLink() {
        final Link link = new Link(10, 500);
        for (int i = 0; i < 1000; i++) {
            link.frame(25);
            assertEquals(10, link.targetMs());
        }
    }

    @Test
    void coversJitterThatIsEvenlySpread() {
        final Random random = new Random(1);
        final Link link = new Link(10, 500);
        for (int i = 0; i < 1000; i++) {
            link.frame(20 + 60 * random.nextDouble());
        }
        assertEquals(60, link.targetMs(), 5, "seed 1");
    }

    @Test
    void waitsTwentyMillisecondsForAHundredthOfTheFramesAndNoLonger() {
        for (final double share : new double[] {0.02, 0.08}) {
            final Link link = new Link(0, 500);
            for (int i = 0; i < 3000; i++) {
                link.frame(i % (int) (1 / share) == 0 ? 125 : 25);
            }
            assertEquals(share > 0.05 ? 102.5 : 0, link.targetMs(), share + " of the frames take 100 ms longer: worth " + share * 2000);
        }
    }

    @Test
    void risesWithinASecondAndSinksByATenthOfTheTime() {
        final Link link = new Link(10, 500);
        for (int i = 0; i < 500; i++) {
            link.frame(25);
        }
        for (int i = 0; i < 50; i++) {
            link.frame(25 + i % 3 * 30);
        }
        assertEquals(62.5, link.targetMs(), 1e-9);
        double before = link.targetMs();
        for (int i = 0; i < 1500; i++) {
            link.frame(25);
            assertTrue(before - link.targetMs() <= 2.0 + 1e-9, "sank by " + (before - link.targetMs()));
            before = link.targetMs();
        }
        assertEquals(10, link.targetMs());
    }

    @Test
    void isNotMovedByASingleStall() {
        final Link link = new Link(10, 500);
        for (int i = 0; i < 2000; i++) {
            link.frame(25 + (i >= 1000 && i < 1015 ? 20 * (1015 - i) : 0));
            assertTrue(link.targetMs() < 30, "frame " + i + ": " + link.targetMs());
        }
    }

    @Test
    void movesWithALongerWay() {
        final Link link = new Link(10, 500);
        for (int i = 0; i < 500; i++) {
            link.frame(25);
        }
        for (int i = 0; i < 100; i++) {
            link.frame(125);
        }
        assertEquals(102.5, link.targetMs(), 1e-9, "counted from the way before");
        for (int i = 0; i < 600; i++) {
            link.frame(125);
        }
        assertEquals(10, link.targetMs(), "counted from the way now");
    }

    @Test
    void forgetsWhatAnotherSourceDid() {
        final Link link = new Link(10, 500);
        for (int i = 0; i < 100; i++) {
            link.frame(i % 2 * 300);
        }
        assertTrue(link.targetMs() > 200);
        link.delay.reset();
        assertEquals(10, link.targetMs());
    }
}
