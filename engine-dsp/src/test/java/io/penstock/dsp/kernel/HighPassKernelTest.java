package io.penstock.dsp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HighPassKernelTest {
    private static double gainDb(final HighPassKernel kernel, final int rate, final double hz) {
        final float[] x = new float[2 * rate];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(2 * Math.PI * hz * i / rate);
        }
        final float[] y = new float[x.length];
        kernel.process(x, y, x.length);
        return Signals.decibels(Signals.power(y, rate, 2 * rate) / Signals.power(x, rate, 2 * rate));
    }

    @Test
    void isAButterworthFilterOfItsOrderAtAnyRate() {
        for (final int rate : new int[] {8_000, 16_000, 44_100, 48_000}) {
            for (final int order : new int[] {2, 4}) {
                for (final double hz : new double[] {40, 80, 160, 1000}) {
                    // |H|² of an analogue Butterworth high-pass; the bilinear transform moves nothing so far down
                    final double expected = -10 * Math.log10(1 + Math.pow(80 / hz, 2 * order));
                    assertEquals(expected, gainDb(new HighPassKernel(rate, 1, 80, order), rate, hz), 0.1, hz + " Hz at " + rate);
                }
            }
        }
    }

    @Test
    void filtersEveryChannelByItself() {
        final float[] left = Signals.noise(4800, 0.1, 1);
        final float[] right = Signals.noise(4800, 0.2, 2);
        final float[] both = new float[9600];
        for (int i = 0; i < 4800; i++) {
            both[2 * i] = left[i];
            both[2 * i + 1] = right[i];
        }
        new HighPassKernel(48_000, 2, 100, 4).process(both, both, 9600);
        final float[] l = new float[4800];
        final float[] r = new float[4800];
        new HighPassKernel(48_000, 1, 100, 4).process(left, l, 4800);
        new HighPassKernel(48_000, 1, 100, 4).process(right, r, 4800);
        for (int i = 0; i < 4800; i++) {
            assertEquals(l[i], both[2 * i], 0);
            assertEquals(r[i], both[2 * i + 1], 0);
        }
    }

    @Test
    void takesAConstantAwayAndKeepsSilence() {
        final HighPassKernel kernel = new HighPassKernel(16_000, 1, 80, 4);
        final float[] x = new float[16_000];
        kernel.process(x, x, x.length);
        assertEquals(0, Signals.power(x, 0, x.length), 1e-19);
        java.util.Arrays.fill(x, 1);
        kernel.process(x, x, x.length);
        assertEquals(0, x[15_999], 1e-5);
    }

    @Test
    void countsWhatIsNotANumberAndForgetsIt() {
        final HighPassKernel kernel = new HighPassKernel(16_000, 1, 80, 4);
        final float[] x = Signals.noise(1600, 0.1, 3);
        x[3] = Float.NaN;
        x[5] = Float.NEGATIVE_INFINITY;
        x[7] = Float.MAX_VALUE;
        kernel.process(x, x, x.length);
        assertEquals(2, kernel.notFinite());
        for (final float y : x) {
            assertTrue(Math.abs(y) < 40, "sample " + y);
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final HighPassKernel kernel = new HighPassKernel(48_000, 2, 80, 4);
        final float[] x = Signals.noise(960, 0.1, 4);
        assertEquals(0, new AllocationProbe().measure(() -> kernel.process(x, x, x.length), 200));
    }

    @Test
    void refusesOtherOrders() {
        assertThrows(IllegalArgumentException.class, () -> new HighPassKernel(16_000, 1, 80, 3));
        assertThrows(IllegalArgumentException.class, () -> new HighPassKernel(16_000, 0, 80, 4));
    }
}
