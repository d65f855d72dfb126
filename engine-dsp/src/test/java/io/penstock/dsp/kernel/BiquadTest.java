package io.penstock.dsp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BiquadTest {
    private static final int RATE = 48_000;

    /** The gain of a running filter for a tone, by what comes out after it has settled. */
    private static double measuredDb(final Biquad filter, final double hz) {
        final float[] x = new float[RATE];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(2 * Math.PI * hz * i / RATE);
        }
        final float[] y = new float[x.length];
        filter.reset();
        filter.process(x, y, 0, 1, x.length);
        return Signals.decibels(Signals.power(y, RATE / 2, RATE) / Signals.power(x, RATE / 2, RATE));
    }

    @Test
    void doesToAToneWhatItsEquationSays() {
        final Biquad[] filters = {Biquad.highPass(RATE, 100, Biquad.BUTTERWORTH), Biquad.lowPass(RATE, 3000, 2),
            Biquad.bandPass(RATE, 1000, 4), Biquad.headShelf(RATE), Biquad.lowFrequencyB(RATE)};
        for (final Biquad filter : filters) {
            for (final double hz : new double[] {50, 100, 1000, 3000, 10_000}) {
                assertEquals(filter.gainDb(RATE, hz), measuredDb(filter, hz), 0.02, hz + " Hz");
            }
        }
    }

    @Test
    void hasItsCornersWhereTheyWereAskedFor() {
        assertEquals(-3.01, Biquad.highPass(RATE, 100, Biquad.BUTTERWORTH).gainDb(RATE, 100), 0.01);
        assertEquals(-12.3, Biquad.highPass(RATE, 100, Biquad.BUTTERWORTH).gainDb(RATE, 50), 0.1);
        assertEquals(0, Biquad.bandPass(RATE, 1000, 4).gainDb(RATE, 1000), 1e-9);
        assertEquals(-3.01, Biquad.lowPass(RATE, 3000, Biquad.BUTTERWORTH).gainDb(RATE, 3000), 0.01);
    }

    @Test
    void hasTheCoefficientsOfTheRecommendationForLoudness() {
        // ITU-R BS.1770-4, tables 1 and 2
        final double[] shelf = {1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585};
        final double[] lowCut = {1, -2, 1, -1.99004745483398, 0.99007225036621};
        final Random random = new Random(1);
        for (final double[] c : new double[][] {shelf, lowCut}) {
            final Biquad expected = new Biquad(c[0], c[1], c[2], c[3], c[4]);
            final Biquad made = c == shelf ? Biquad.headShelf(RATE) : Biquad.lowFrequencyB(RATE);
            for (int i = 0; i < 10_000; i++) {
                final double x = random.nextGaussian();
                assertEquals(expected.process(x), made.process(x), 1e-8, "sample " + i);
            }
        }
    }

    @Test
    void comesToRestInSilence() {
        final Biquad filter = Biquad.highPass(RATE, 20, 5);
        final float[] block = Signals.noise(480, 0.3, 2);
        filter.process(block, block, 0, 1, block.length);
        final float[] silence = new float[480];
        for (int i = 0; i < 3000; i++) {
            java.util.Arrays.fill(silence, 0);
            filter.process(silence, silence, 0, 1, silence.length);
        }
        for (final float y : silence) {
            assertEquals(0, y, 0);
        }
        assertEquals(0, filter.process(0), 0);
    }

    @Test
    void refusesWhatCannotWork() {
        assertThrows(IllegalArgumentException.class, () -> new Biquad(1, 0, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Biquad.lowPass(RATE, 24_000, 1));
        assertThrows(IllegalArgumentException.class, () -> Biquad.highPass(RATE, Double.NaN, 1));
    }
}
