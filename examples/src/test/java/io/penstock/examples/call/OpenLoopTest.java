package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.LongPredicate;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What counts as latency when not everything that was sent is seen. */
class OpenLoopTest {
    private static final long MS = 1_000_000;
    private static final long INTERVAL = 100 * MS;
    private static final long FIRST = 7_000 * MS;
    private final Histogram plain = new Histogram(3);
    private final Histogram corrected = new Histogram(3);

    private long count(final int slots, final long ageNs, final LongPredicate seen, final long endNs) {
        final Series series = new Series(slots);
        for (long slot = 0; slot < slots; slot++) {
            if (seen.test(slot)) {
                series.add(FIRST + slot * INTERVAL + ageNs, ageNs);
            }
        }
        return new OpenLoop(plain, corrected, OpenLoop.NOTHING).count(series, 0, FIRST, FIRST + (slots - 1) * INTERVAL, INTERVAL, endNs);
    }

    private static double ms(final Histogram histogram, final double percentile) {
        return Math.round(histogram.getValueAtPercentile(percentile) / (double) MS);
    }

    @Test
    void whereEverythingIsSeenThereIsNothingToCorrect() {
        assertEquals(0, count(50, 40 * MS, slot -> true, Long.MAX_VALUE));
        assertEquals(plain, corrected);
        assertEquals(50, corrected.getTotalCount());
        assertEquals(40, ms(corrected, 100));
    }

    @Test
    void aPictureThatNobodySawCountsUntilTheNextOneIsSeen() {
        assertEquals(1, count(10, 40 * MS, slot -> slot != 4, Long.MAX_VALUE));
        assertEquals(9, plain.getTotalCount());
        assertEquals(40, ms(plain, 100));
        assertEquals(10, corrected.getTotalCount());
        assertEquals(140, ms(corrected, 100));
    }

    @Test
    void aFreezeCountsOnceForEachPictureMissingInIt() {
        assertEquals(3, count(10, 40 * MS, slot -> slot < 4 || slot > 6, Long.MAX_VALUE));
        assertEquals(340, ms(corrected, 100));
        assertEquals(240, ms(corrected, 90));
        assertEquals(140, ms(corrected, 80));
        assertEquals(40, ms(corrected, 70));
    }

    @Test
    void whatIsMissingAtTheEndCountsUntilNobodyLooksAnyMore() {
        assertEquals(2, count(10, 40 * MS, slot -> slot < 8, FIRST + 9 * INTERVAL + 500 * MS));
        assertEquals(600, ms(corrected, 100));
        assertEquals(500, ms(corrected, 90));
    }

    @Test
    void aMarkThatCouldNotBeReadCountsWithWhenItsSoundWasPlayed() {
        final Series series = new Series(1);
        series.add(FIRST + 40 * MS, 40 * MS);
        final OpenLoop loop = new OpenLoop(plain, corrected, slotNs -> slotNs == FIRST + INTERVAL ? slotNs + 55 * MS : PlayedSound.NEVER);
        assertEquals(1, loop.count(series, 0, FIRST, FIRST + 2 * INTERVAL, INTERVAL, FIRST + 3 * INTERVAL));
        assertEquals(1, plain.getTotalCount());
        assertEquals(40, ms(corrected, 33));
        assertEquals(55, ms(corrected, 66));
        assertEquals(100, ms(corrected, 100));
    }

    @Test
    void droppingEverySecondPictureDoesNotFlatter() {
        count(1000, 40 * MS, slot -> slot % 2 == 0, FIRST + 1000 * INTERVAL);
        assertEquals(40, ms(plain, 99));
        assertEquals(140, ms(corrected, 99));
    }

    @Test
    void aSenderWhoseClockIsAheadIsComparedOnItsOwnClock() {
        final Series series = new Series(3);
        final long aheadNs = 3_000_000 * MS;
        for (long slot = 0; slot < 3; slot++) {
            series.add(FIRST + slot * INTERVAL + 40 * MS - aheadNs, 40 * MS);
        }
        assertEquals(0, new OpenLoop(plain, corrected, OpenLoop.NOTHING).count(series, aheadNs, FIRST, FIRST + 2 * INTERVAL, INTERVAL,
            Long.MAX_VALUE));
        assertEquals(40, ms(corrected, 100));
    }
}
