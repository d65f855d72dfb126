package io.penstock.dsp.kernel.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolyphaseFilterTest {
    /** The equation itself: zeros put in, convolved with the whole filter in double precision, most of it thrown away. */
    private static double[] slow(final float[] x, final int up, final int down, final double pass, final double stop, final double db) {
        final LowPass filter = new LowPass(pass / up, stop / up, db);
        final int reach = (int) Math.floor(filter.half());
        final double[] y = new double[x.length * up / down];
        for (int k = 0; k < y.length; k++) {
            double sum = 0;
            double weights = 0;
            for (int at = k * down - reach; at <= k * down + reach; at++) {
                if (Math.floorMod(at, up) == 0) {
                    final double h = filter.at(k * down - at);
                    weights += h;
                    sum += at >= 0 && at / up < x.length ? h * x[at / up] : 0;
                }
            }
            y[k] = sum / weights;
        }
        return y;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "1,2", "3,1", "1,3", "2,3", "3,2", "1,24", "5,4", "7,5"})
    void isTheEquation(final int up, final int down) {
        final long seed = 11;
        final Random random = new Random(seed);
        final double edge = Math.min(1.0, (double) up / down) / 2;
        final PolyphaseFilter filter = new PolyphaseFilter(up, down, 0.8 * edge, edge, 100, 1, 97);
        final float[] x = Signals.noise(3_000, 0.3, seed);
        final double[] expected = slow(x, up, down, 0.8 * edge, edge, 100);
        final float[][] in = new float[1][97];
        final float[][] out = new float[1][filter.mostOut(97)];
        int k = 0;
        for (int at = 0; at < x.length; ) {
            final int n = Math.min(x.length - at, random.nextInt(98));
            System.arraycopy(x, at, in[0], 0, n);
            at += n;
            final int given = filter.process(in, n, out);
            assertTrue(given <= filter.mostOut(n));
            for (int i = 0; i < given; i++, k++) {
                assertEquals(expected[k], out[0][i], 2e-6, "output " + k + ", seed " + seed);
            }
            assertTrue(filter.backlog() <= filter.longestBacklog());
            assertEquals(at, (double) k * down / up + filter.backlog(), 1e-9);
        }
        assertTrue(k > expected.length - 2 * up * filter.longestBacklog() / down - up);
    }
}
