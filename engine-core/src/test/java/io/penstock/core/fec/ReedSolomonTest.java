package io.penstock.core.fec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReedSolomonTest {
    /** Multiplication by shifting and reducing, as the definition of the field says. */
    private static int slowTimes(final int a, final int b) {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--) {
            product <<= 1;
            product ^= (product & 0x100) != 0 ? 0x11D : 0;
            product ^= (b >> bit & 1) != 0 ? a : 0;
        }
        return product;
    }

    @Test
    void multipliesAsTheFieldIsDefined() {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                assertEquals(slowTimes(a, b), Galois.times(a, b), a + " times " + b);
            }
            if (a > 0) {
                assertEquals(1, Galois.times(a, Galois.inverse(a)), "inverse of " + a);
            }
        }
    }

    @Test
    void restoresAnyMissingSymbolsFromAsManyRepairs() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            final int k = 1 + random.nextInt(64);
            final int r = 1 + random.nextInt(32);
            final int length = 1 + random.nextInt(300);
            final byte[][] symbols = new byte[k][length];
            final byte[][] repairs = new byte[r][length];
            for (int i = 0; i < k; i++) {
                random.nextBytes(symbols[i]);
                for (int j = 0; j < r; j++) {
                    ReedSolomon.add(j, i, symbols[i], 0, length, repairs[j], 0);
                }
            }
            final int lost = 1 + random.nextInt(Math.min(k, r));
            final int[] missing = random.ints(0, k).distinct().limit(lost).toArray();
            final int[] used = random.ints(0, r).distinct().limit(lost).toArray();
            final byte[][] work = new byte[lost][];
            for (int j = 0; j < lost; j++) {
                work[j] = repairs[used[j]].clone();
                for (int i = 0; i < k; i++) {
                    final int symbol = i;
                    if (Arrays.stream(missing).noneMatch(m -> m == symbol)) {
                        ReedSolomon.add(used[j], i, symbols[i], 0, length, work[j], 0);
                    }
                }
            }
            new ReedSolomon(32).solve(used, missing, lost, work, length);
            for (int j = 0; j < lost; j++) {
                assertArrayEquals(symbols[missing[j]], work[j], "seed " + seed + ", round " + round);
            }
        }
    }

    @Test
    void refusesImpossibleSizes() {
        assertThrows(IllegalArgumentException.class, () -> new ReedSolomon(0));
        assertThrows(IllegalArgumentException.class, () -> new ReedSolomon(129));
    }

    @Test
    void findsTheLeastRepairsThatKeepTheRisk() {
        assertEquals(0, RepairCount.least(5, 0, 0.01, 32));
        final Random random = new Random(7);
        for (final double loss : new double[] {0.05, 0.1, 0.3}) {
            for (final int packets : new int[] {1, 3, 6, 20}) {
                final int repairs = RepairCount.least(packets, loss, 0.02, 64);
                int failed = 0;
                for (int block = 0; block < 20_000; block++) {
                    int lost = 0;
                    for (int i = 0; i < packets + repairs; i++) {
                        lost += random.nextDouble() < loss ? 1 : 0;
                    }
                    failed += lost > repairs ? 1 : 0;
                }
                assertTrue(failed < 0.02 * 20_000 * 1.15 + 10, packets + " packets, loss " + loss + ": " + failed);
                assertTrue(repairs == 0 || RepairCount.fails(packets, repairs - 1, loss) > 0.02, "not more than needed");
            }
        }
    }
}
