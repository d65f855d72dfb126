package io.penstock.dsp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs twice: in a plain JVM, and in one with the Vector API. */
class AcceleratorTest {
    private static final double TOLERANCE = 1e-6;

    @Test
    void isActiveOnlyWhereTheHostAddsTheModule() {
        assertEquals(Boolean.getBoolean("penstock.expected.accelerator"), Accelerator.active());
    }

    @Test
    void addsProductsAsDoublesWouldForEveryLengthAndPlace() {
        final float[] a = Signals.noise(600, 0.3, 1);
        final float[] b = Signals.noise(600, 0.3, 2);
        for (int n = 0; n < 530; n++) {
            final int at = n % 37;
            final int bt = n % 11;
            double sum = 0;
            double magnitude = 0;
            for (int i = 0; i < n; i++) {
                sum += (double) a[at + i] * b[bt + i];
                magnitude += Math.abs((double) a[at + i] * b[bt + i]);
            }
            assertEquals(sum, VectorMath.dot(a, at, b, bt, n), TOLERANCE * magnitude, "n " + n);
        }
    }

    @Test
    void keepsNothingOfANotANumber() {
        final float[] a = new float[64];
        a[40] = Float.NaN;
        assertEquals(Float.NaN, VectorMath.energy(a, 0, 64));
        assertEquals(0f, VectorMath.energy(a, 0, 40));
        assertEquals(0f, VectorMath.energy(a, 41, 23));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final float[] a = Signals.noise(512, 0.3, 1);
        final float[] sum = new float[1];
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            sum[0] += VectorMath.dot(a, 3, a, 1, 500);
        }, 20_000, 10_000));
    }
}
