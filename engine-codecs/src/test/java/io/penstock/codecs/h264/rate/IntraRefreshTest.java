package io.penstock.codecs.h264.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wave that comes to every column once a crossing. */
class IntraRefreshTest {
    @ParameterizedTest
    @CsvSource({"40,10", "40,40", "40,60", "1,30", "40,1", "45,7"})
    void comesToEveryColumnOnceInEachCrossing(final int columns, final int frames) {
        final IntraRefresh wave = new IntraRefresh(columns, frames);
        for (int crossing = 0; crossing < 3; crossing++) {
            final int[] visits = new int[columns];
            for (int frame = 0; frame < frames; frame++) {
                wave.advance();
                assertEquals(frame == 0, wave.first());
                for (int x = 0; x < columns; x++) {
                    visits[x] += wave.intra(x) ? 1 : 0;
                    assertEquals(x >= wave.cleanColumns() && x < wave.refreshedColumns(), wave.intra(x));
                }
            }
            assertEquals(columns, wave.refreshedColumns());
            for (final int visit : visits) {
                assertEquals(1, visit);
            }
        }
    }

    @Test
    void beginsAgainAtTheLeft() {
        final IntraRefresh wave = new IntraRefresh(40, 10);
        wave.advance();
        wave.advance();
        assertEquals(4, wave.cleanColumns());
        wave.restart();
        assertEquals(false, wave.intra(0));
        wave.advance();
        assertEquals(true, wave.first() && wave.intra(0));
    }

    @Test
    void refusesNoColumnsAndNoPictures() {
        assertThrows(IllegalArgumentException.class, () -> new IntraRefresh(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new IntraRefresh(1, 0));
    }
}
