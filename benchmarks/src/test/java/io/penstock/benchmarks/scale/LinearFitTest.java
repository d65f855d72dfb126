package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearFitTest {
    @Test
    void findsALineThatIsOne() {
        final LinearFit fit = LinearFit.of(new double[] {1, 2, 4, 8}, new double[] {5, 7, 11, 19});
        assertEquals(2, fit.slope(), 1e-12);
        assertEquals(3, fit.intercept(), 1e-12);
        assertEquals(0, fit.slopeError(), 1e-6);
        assertEquals(1, fit.determination(), 1e-12);
    }

    @Test
    void agreesWithATextbookExample() {
        // Anscombe's first quartet: y = 3.00 + 0.500 x, standard error of the slope 0.118, R² 0.67.
        final LinearFit fit = LinearFit.of(new double[] {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5},
            new double[] {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68});
        assertEquals(0.500, fit.slope(), 0.001);
        assertEquals(3.00, fit.intercept(), 0.01);
        assertEquals(0.118, fit.slopeError(), 0.001);
        assertEquals(0.67, fit.determination(), 0.005);
    }

    @Test
    void takesNoiseForFlatAndALeakForALeak() {
        final Random random = new Random(7);
        final double[] minutes = new double[60];
        final double[] noise = new double[60];
        final double[] leak = new double[60];
        for (int i = 0; i < minutes.length; i++) {
            minutes[i] = i;
            noise[i] = 40e6 + random.nextGaussian() * 1e6;
            leak[i] = noise[i] + i * 100e3;
        }
        assertTrue(LinearFit.of(minutes, noise).isFlat(60, 1e6), "seed 7");
        assertFalse(LinearFit.of(minutes, leak).isFlat(60, 1e6), "seed 7");
    }

    @Test
    void refusesWhatIsNoLine() {
        assertThrows(IllegalArgumentException.class, () -> LinearFit.of(new double[] {1}, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> LinearFit.of(new double[] {1, 1}, new double[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> LinearFit.of(new double[] {1, 2}, new double[] {1, 2, 3}));
    }
}
