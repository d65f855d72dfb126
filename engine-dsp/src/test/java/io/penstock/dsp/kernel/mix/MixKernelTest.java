package io.penstock.dsp.kernel.mix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.testkit.AllocationProbe;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MixKernelTest {
    private static final int N = 480;

    private static float[][] sounds(final int count, final long seed, final boolean sixteenBits) {
        final Random random = new Random(seed);
        final float[][] x = new float[count][N];
        for (final float[] sound : x) {
            for (int i = 0; i < N; i++) {
                sound[i] = sixteenBits ? (short) random.nextInt() / 32768f : (float) (random.nextGaussian() * Math.pow(10, -6 * random.nextDouble()));
            }
        }
        return x;
    }

    @Test
    void givesTheTrueSumRoundedOnce() {
        final float[][] x = sounds(64, 1, true);
        final MixKernel mix = new MixKernel(64, N);
        mix.begin();
        for (int s = 0; s < 64; s++) {
            mix.add(s, x[s]);
        }
        final float[] all = new float[N];
        mix.all(all);
        final float[] without = new float[N];
        mix.without(17, without);
        for (int i = 0; i < N; i++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int s = 0; s < 64; s++) {
                sum = sum.add(new BigDecimal(x[s][i]));
            }
            assertEquals(sum.floatValue(), all[i]);
            assertEquals(sum.subtract(new BigDecimal(x[17][i])).floatValue(), without[i]);
        }
    }

    @Test
    void leavesOneOutAsIfItHadNeverBeenThere() {
        final long seed = 2;
        final float[][] x = sounds(9, seed, false);
        final MixKernel mix = new MixKernel(9, N);
        final MixKernel others = new MixKernel(9, N);
        mix.begin();
        for (int s = 0; s < 9; s++) {
            mix.add(s, x[s]);
        }
        final float[] expected = new float[N];
        final float[] without = new float[N];
        for (int left = 0; left < 9; left++) {
            others.begin();
            for (int s = 8; s >= 0; s--) {
                if (s != left) {
                    others.add(s, x[s]);
                }
            }
            others.all(expected);
            mix.without(left, without);
            assertArrayEquals(expected, without, "seed " + seed + ", without " + left);
        }
    }

    @Test
    void passesASingleSoundAsItIs() {
        final float[][] x = sounds(1, 3, true);
        final MixKernel mix = new MixKernel(2, N);
        mix.begin();
        mix.add(0, x[0]);
        final float[] out = new float[N];
        mix.all(out);
        assertArrayEquals(x[0], out);
        mix.without(1, out);
        assertArrayEquals(x[0], out);
        mix.without(0, out);
        assertArrayEquals(new float[N], out);
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(IllegalArgumentException.class, () -> new MixKernel(0, N));
        assertThrows(IllegalArgumentException.class, () -> new MixKernel(65, N));
        assertThrows(IllegalArgumentException.class, () -> new MixKernel(2, 0));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final float[][] x = sounds(4, 4, false);
        final MixKernel mix = new MixKernel(4, N);
        final float[] out = new float[N];
        assertEquals(0, new AllocationProbe().measure(() -> {
            mix.begin();
            for (int s = 0; s < 4; s++) {
                mix.add(s, x[s]);
            }
            mix.without(1, out);
        }, 500));
    }
}
