package io.penstock.dsp.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.spi.TimeScaler;
import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayoutScalerTest {
    private static final int RATE = 16_000;

    private static TimeScaler scaler(final int rate, final int channels) {
        final TimeScaler scaler = ServiceLoader.load(TimeScaler.class).findFirst().orElseThrow();
        scaler.configure(rate, channels);
        return scaler;
    }

    private static float[] voiced(final int n, final double hz) {
        final float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            for (int h = 1; h <= 8; h++) {
                x[i] += (float) (0.2 / h * Math.sin(2 * Math.PI * hz * h * i / RATE + h * h));
            }
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource({"10,210,0.7", "20,125,0.7", "20,250,0.8", "60,90,0.8", "10,100,1.5", "20,125,1.3", "20,80,1.3", "60,200,1.1"})
    void changesAVoiceByWholePeriods(final int ms, final double hz, final double ratio) {
        final int frames = RATE * ms / 1000;
        final float[] x = voiced(RATE, hz);
        final TimeScaler scaler = scaler(RATE, 1);
        final float[] in = new float[frames];
        final float[] out = new float[2 * frames];
        final float[] heard = new float[3 * RATE];
        int n = 0;
        int changed = 0;
        for (int at = 0; at + frames <= RATE; at += frames) {
            System.arraycopy(x, at, in, 0, frames);
            final int made = scaler.scale(in, frames, ratio, out);
            if (made != frames) {
                changed++;
                assertEquals(ratio < 1, made < frames);
                final double periods = Math.abs(made - frames) * hz / RATE;
                assertEquals(Math.rint(periods), periods, 0.02, "periods");
            }
            System.arraycopy(out, 0, heard, n, made);
            n += made;
        }
        assertTrue(changed > RATE / frames * 0.8, changed + " pieces changed");
        // Whole periods more or less: the sound is the same harmonics without a seam.
        float largest = 0;
        float usual = 0;
        for (int i = 1; i < n; i++) {
            largest = Math.max(largest, Math.abs(heard[i] - heard[i - 1]));
            usual = i < RATE ? Math.max(usual, Math.abs(x[i] - x[i - 1])) : usual;
        }
        assertTrue(largest < 1.1f * usual, "step " + largest + ", usual " + usual);
    }

    @Test
    void leavesWhatIsNotPeriodic() {
        final Random random = new Random(4);
        final TimeScaler scaler = scaler(RATE, 1);
        final float[] in = new float[320];
        final float[] out = new float[640];
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 320; i++) {
                in[i] = (float) (0.1 * random.nextGaussian());
            }
            assertEquals(320, scaler.scale(in, 320, round % 2 == 0 ? 0.7 : 1.4, out));
            assertArrayEquals(in, Arrays.copyOf(out, 320));
        }
    }

    @Test
    void changesWhatIsTooQuietToBeHeard() {
        final Random random = new Random(4);
        final TimeScaler scaler = scaler(RATE, 2);
        final float[] in = new float[640];
        final float[] out = new float[1280];
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 640; i++) {
                in[i] = (float) (0.001 * random.nextGaussian());
            }
            final int made = scaler.scale(in, 320, round % 2 == 0 ? 0.7 : 1.4, out);
            assertTrue(round % 2 == 0 ? made < 320 : made > 320, "round " + round + ": " + made);
        }
        assertTrue(scaler.scale(new float[640], 320, 0.5, out) < 320);
    }

    @Test
    void changesNothingAtRatio1() {
        final float[] in = voiced(320, 120);
        final float[] out = new float[640];
        final TimeScaler scaler = scaler(RATE, 1);
        assertEquals(320, scaler.scale(in, 320, 1, out));
        assertArrayEquals(in, Arrays.copyOf(out, 320));
    }

    @Test
    void takesPiecesOfAnyKind() {
        final Random random = new Random(6);
        for (final int rate : new int[] {2_000, 8_000, 44_100, 48_000}) {
            final TimeScaler scaler = scaler(rate, 2);
            for (int round = 0; round < 300; round++) {
                final int frames = random.nextInt(rate / 5);
                final float[] in = new float[2 * frames];
                final double hz = 60 + 300 * random.nextDouble();
                for (int i = 0; i < frames; i++) {
                    in[2 * i] = (float) Math.sin(2 * Math.PI * hz * i / rate);
                    in[2 * i + 1] = (float) (0.1 * random.nextGaussian());
                }
                final float[] out = new float[4 * frames];
                final int made = scaler.scale(in, frames, 0.5 + 1.5 * random.nextDouble(), out);
                assertTrue(made >= frames / 2 && made <= 2 * frames, frames + " became " + made);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> scaler(1_000, 1));
    }

    @Test
    void takesNotFiniteSamplesAsSilenceAndCountsThem() {
        final PlayoutScaler scaler = new PlayoutScaler();
        scaler.configure(RATE, 1);
        final float[] in = voiced(320, 120);
        in[5] = Float.NaN;
        in[319] = Float.POSITIVE_INFINITY;
        final float[] out = new float[640];
        for (final double ratio : new double[] {0.7, 1, 1.3}) {
            final int n = scaler.scale(in, 320, ratio, out);
            for (int i = 0; i < n; i++) {
                assertTrue(Float.isFinite(out[i]));
            }
        }
        assertEquals(6, scaler.notFinite());
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final TimeScaler scaler = scaler(RATE, 1);
        final float[] in = voiced(320, 125);
        final float[] out = new float[640];
        assertEquals(0.0, new AllocationProbe().measure(() -> scaler.scale(in, 320, 0.8, out), 500));
    }
}
