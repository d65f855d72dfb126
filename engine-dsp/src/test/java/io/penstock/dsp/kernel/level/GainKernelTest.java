package io.penstock.dsp.kernel.level;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GainKernelTest {
    @Test
    void movesInAStraightLineAndEndsExactly() {
        final GainKernel kernel = new GainKernel(2, 100, 1);
        final float[] x = new float[240];
        Arrays.fill(x, 1);
        kernel.gain(0.25f).process(x, 120);
        for (int i = 0; i < 120; i++) {
            final double expected = i < 100 ? 1 - 0.75 * (i + 1) / 100 : 0.25;
            assertEquals(expected, x[2 * i], 1e-6);
            assertEquals(x[2 * i], x[2 * i + 1]);
        }
        assertEquals(0.25f, x[239]);
    }

    @Test
    void turnsOnTheWay() {
        final GainKernel kernel = new GainKernel(1, 100, 0);
        final float[] x = new float[50];
        Arrays.fill(x, 1);
        kernel.gain(1).process(x, 50);
        final float half = x[49];
        Arrays.fill(x, 1);
        kernel.gain(0).process(x, 50);
        assertTrue(Math.abs(x[0] - half) < 0.02, "goes on from where it was");
    }

    @Test
    void leavesSamplesAloneAtOne() {
        final float[] x = Signals.noise(480, 0.3, 1);
        final float[] before = x.clone();
        assertFalse(new GainKernel(1, 100, 1).process(x, 480));
        assertArrayEquals(before, x);
    }

    @Test
    void mutesAndGivesTheGainBack() {
        final GainKernel kernel = new GainKernel(1, 0, 2);
        final float[] x = {1};
        kernel.muted(true).process(x, 1);
        assertEquals(0, x[0]);
        x[0] = 1;
        kernel.muted(false).process(x, 1);
        assertEquals(2, x[0]);
    }

    @Test
    void takesWhatIsNotFiniteAsSilenceAndCountsIt() {
        final GainKernel kernel = new GainKernel(1, 0, 1);
        final float[] x = {0.5f, Float.NaN, Float.NEGATIVE_INFINITY, 0.25f};
        assertTrue(kernel.process(x, 4));
        assertArrayEquals(new float[] {0.5f, 0, 0, 0.25f}, x);
        assertEquals(2, kernel.notFinite());
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(IllegalArgumentException.class, () -> new GainKernel(0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new GainKernel(1, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> new GainKernel(1, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> new GainKernel(1, 0, Float.NaN));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final GainKernel kernel = new GainKernel(2, 480, 1);
        final float[] x = new float[960];
        final boolean[] loud = new boolean[1];
        assertEquals(0, new AllocationProbe().measure(() -> {
            loud[0] = !loud[0];
            kernel.gain(loud[0] ? 1 : 0.5f).process(x, 480);
        }, 200));
    }
}
