package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FreezesTest {
    private static Freezes of(final long everyMs, final int count, final long... gapsMs) {
        final Freezes freezes = new Freezes();
        long atMs = 0;
        for (int i = 0; i < count; i++) {
            freezes.shown(atMs * 1_000_000);
            atMs += everyMs;
        }
        atMs -= everyMs;
        for (final long gap : gapsMs) {
            atMs += gap;
            freezes.shown(atMs * 1_000_000);
        }
        return freezes;
    }

    @Test
    void steadyPicturesAreNone() {
        assertEquals(0, of(33, 100).byMean());
        assertEquals(0, of(33, 100).byLength());
    }

    @Test
    void countsWhatIsLongerThanTheMeanAnd150Ms() {
        final Freezes freezes = of(40, 100, 189, 40, 40, 200);
        assertEquals(1, freezes.byMean(), "the mean has grown to 45 ms by then");
        assertEquals(200_000_000, freezes.byMeanNs());
        assertEquals(0, freezes.byLength());
    }

    @Test
    void countsThreeMeanDistancesWherePicturesAreRare() {
        assertEquals(0, of(200, 100, 590).byMean());
        assertEquals(1, of(200, 100, 610).byMean());
    }

    @Test
    void countsWhatIsLongerThan200Ms() {
        final Freezes freezes = of(33, 100, 200, 201, 500);
        assertEquals(2, freezes.byLength());
        assertEquals(701_000_000, freezes.byLengthNs());
    }
}
