package io.penstock.codecs.h264.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshWaveTest {
    @ParameterizedTest(name = "{0} columns in {1} pictures")
    @CsvSource({"40, 10", "40, 40", "40, 100", "11, 4", "1, 5", "3, 1"})
    void everyColumnIsRefreshedOnceAroundAndNothingBehindTheWaveIsLeftOut(final int columns, final int pictures) {
        final RefreshWave wave = new RefreshWave(columns, pictures);
        for (int round = 0; round < 2; round++) {
            final boolean[] fresh = new boolean[columns];
            for (int i = 0; i < pictures; i++) {
                assertEquals(i == 0, wave.begins());
                for (int x = wave.from(); x < wave.to(); x++) {
                    fresh[x] = true;
                }
                for (int x = 0; x < wave.to(); x++) {
                    assertTrue(fresh[x], "column " + x + " in picture " + i);
                }
                wave.step();
            }
            assertEquals(0, count(fresh, false));
        }
    }

    @Test
    void theLastColumnIsRefreshedOnceMoreForDeblockingHasMixedIt() {
        final RefreshWave wave = new RefreshWave(40, 10);
        wave.step();
        assertEquals(3, wave.from());
        assertEquals(8, wave.to());
        assertTrue(wave.freshColumns() <= 4 * 16 - 6, "three samples of deblocking and three of the filter between samples");
    }

    @Test
    void aKeyPictureBeginsTheWaveAgain() {
        final RefreshWave wave = new RefreshWave(40, 10);
        wave.step();
        wave.restart();
        assertEquals(0, wave.from());
        assertTrue(wave.begins());
    }

    @Test
    void noPeriodIsNoWave() {
        final RefreshWave wave = new RefreshWave(40, 0);
        wave.step();
        assertEquals(wave.from(), wave.to());
    }

    private static int count(final boolean[] values, final boolean wanted) {
        int n = 0;
        for (final boolean value : values) {
            n += value == wanted ? 1 : 0;
        }
        return n;
    }
}
