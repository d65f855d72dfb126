package io.penstock.dsp.kernel.level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LimiterTest {
    private static final int RATE = 48_000;
    private static final int FRAME = 480;

    private static float[] run(final Limiter limiter, final float[] x, final int channels) {
        final float[] y = new float[x.length];
        final float[] part = new float[FRAME * channels];
        for (int at = 0; at + part.length <= x.length; at += part.length) {
            System.arraycopy(x, at, part, 0, part.length);
            limiter.process(part, part, FRAME);
            System.arraycopy(part, 0, y, at, part.length);
        }
        return y;
    }

    private static float[] loud(final int n, final long seed) {
        final float[] x = Signals.speech(n, RATE, seed);
        for (int i = 0; i < n; i++) {
            x[i] *= 40;
        }
        return x;
    }

    @Test
    void neverLetsAPeakThrough() {
        for (final float lookAhead : new float[] {0, 0.5f, 2}) {
            for (final float ceilingDb : new float[] {-1, -6}) {
                final float[] y = run(new Limiter(RATE, 1, lookAhead, ceilingDb, false, FRAME), loud(4 * RATE, 1), 1);
                final double top = Math.pow(10, ceilingDb / 20);
                for (int i = 0; i < y.length; i++) {
                    assertTrue(Math.abs(y[i]) <= top + 1e-6, "sample " + i + " is " + y[i] + " with " + lookAhead + " ms");
                }
            }
        }
    }

    @Test
    void passesBitForBitWhatStaysBelow() {
        final float[] x = Signals.noise(2 * RATE, 0.1, 2);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.max(-0.85f, Math.min(0.85f, x[i]));
        }
        final Limiter limiter = new Limiter(RATE, 1, 2, -1, false, FRAME);
        final float[] y = run(limiter, x, 1);
        final int late = limiter.latencySamples();
        assertEquals(96, late);
        for (int i = late; i < y.length; i++) {
            assertEquals(x[i - late], y[i], 0, "sample " + i);
        }
        assertEquals(0, limiter.limited());
        assertEquals(0, limiter.reductionDb(), 0);
    }

    @Test
    void comesBackToBitForBitAfterAPeak() {
        final float[] x = Signals.noise(4 * RATE, 0.05, 3);
        x[1000] = 3;
        final Limiter limiter = new Limiter(RATE, 1, 2, -1, false, FRAME);
        final float[] y = run(limiter, x, 1);
        for (int i = 3 * RATE; i < y.length; i++) {
            assertEquals(x[i - 96], y[i], 0, "sample " + i);
        }
        assertTrue(limiter.limited() > 100, "limited " + limiter.limited());
    }

    @Test
    void fallsSmoothlyBeforeThePeakAndRecoversAfterIt() {
        final float[] x = new float[RATE];
        java.util.Arrays.fill(x, 0.1f);
        x[20_000] = 4;
        final float[] y = run(new Limiter(RATE, 1, 2, 0, false, FRAME), x, 1);
        assertEquals(0.1, y[19_900], 1e-6, "before");
        assertEquals(1, y[20_096], 1e-5, "the peak");
        assertEquals(0.025, y[20_097], 0.001, "right after it");
        for (int i = 20_001; i < 20_096; i++) {
            assertTrue(y[i - 1] - y[i] < 0.0015, "a step of " + (y[i - 1] - y[i]) + " at " + i);
        }
        assertEquals(0.1, y[40_000], 0.001, "recovered");
    }

    @Test
    void turnsAllChannelsDownTogether() {
        final float[] mono = loud(RATE, 4);
        final float[] x = new float[2 * RATE];
        for (int i = 0; i < RATE; i++) {
            x[2 * i] = mono[i];
            x[2 * i + 1] = 0.1f * mono[i];
        }
        final float[] y = run(new Limiter(RATE, 2, 1, -3, false, FRAME), x, 2);
        for (int i = 0; i < RATE; i++) {
            assertEquals(0.1f * y[2 * i], y[2 * i + 1], 1e-6, "sample " + i);
        }
    }

    @Test
    void keepsTheWaveBetweenTheSamplesBelowTheCeiling() {
        final float[] x = new float[2 * RATE];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (1.3 * Math.sin(Math.PI / 2 * i + Math.PI / 4));
        }
        for (final boolean truePeak : new boolean[] {false, true}) {
            final Limiter limiter = new Limiter(RATE, 1, 2, -1, truePeak, FRAME);
            final float[] y = run(limiter, x, 1);
            final LevelKernel meter = new LevelKernel(RATE, 1, RATE);
            meter.process(java.util.Arrays.copyOfRange(y, RATE, 2 * RATE), RATE);
            if (truePeak) {
                assertEquals(-1, meter.truePeakDbtp(), 0.1);
                assertEquals(96 + 6, limiter.latencySamples());
            } else {
                assertTrue(meter.truePeakDbtp() > 0.5, "peaks at the samples alone leave " + meter.truePeakDbtp());
            }
        }
    }

    @Test
    void followsACeilingThatMoves() {
        final Limiter limiter = new Limiter(RATE, 1, 1, 0, false, FRAME);
        run(limiter, loud(RATE, 5), 1);
        limiter.ceilingDb(-12);
        final float[] y = run(limiter, loud(RATE, 6), 1);
        for (int i = FRAME; i < y.length; i++) {
            assertTrue(Math.abs(y[i]) <= 0.2513, "sample " + i + " is " + y[i]);
        }
    }

    @Test
    void makesSilenceOfSilenceAndCountsWhatIsNotANumber() {
        final Limiter limiter = new Limiter(RATE, 1, 2, -1, true, FRAME);
        assertEquals(0, Signals.power(run(limiter, new float[RATE], 1), 0, RATE), 1e-19);
        final float[] bad = loud(RATE, 7);
        bad[100] = Float.NaN;
        bad[200] = Float.POSITIVE_INFINITY;
        bad[300] = -Float.MAX_VALUE;
        for (final float y : run(limiter, bad, 1)) {
            assertTrue(Math.abs(y) <= 0.8914, "sample " + y);
        }
        assertEquals(2, limiter.notFinite());
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final Limiter limiter = new Limiter(RATE, 2, 2, -1, true, FRAME);
        final float[] x = Signals.noise(2 * FRAME, 0.6, 4);
        final float[] y = new float[x.length];
        assertEquals(0, new AllocationProbe().measure(() -> limiter.process(x, y, FRAME), 200));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(IllegalArgumentException.class, () -> new Limiter(RATE, 1, 21, -1, false, FRAME));
        assertThrows(IllegalArgumentException.class, () -> new Limiter(RATE, 1, 2, 1, false, FRAME));
        assertThrows(IllegalArgumentException.class, () -> new Limiter(RATE, 0, 2, -1, false, FRAME));
    }
}
