package io.penstock.codecs.h264.motion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything bit for bit against loops over single samples. Runs twice: in a plain JVM, and in one with the Vector API. */
class PixelsTest {
    private static final int STRIDE = 53;
    private static final int SIZE = STRIDE * 40;
    private static final int TRIALS = 3000;
    private static final int[] SIDES = {4, 8, 16};

    private final Random random = new Random(5);
    private final byte[] a = new byte[SIZE];
    private final byte[] b = new byte[SIZE];
    private final byte[] c = new byte[SIZE];

    /** Noise, and what drives sums to their ends: black and white, at random or in the pattern of a transform. */
    private void refill(final int trial) {
        final int kind = trial % 4;
        final int mask = random.nextInt(16);
        for (int i = 0; i < SIZE; i++) {
            final int column = i % STRIDE;
            final int row = i / STRIDE;
            final boolean white = (Integer.bitCount((column & 3 | (row & 3) << 2) & mask) & 1) == 0;
            a[i] = (byte) (kind == 0 ? random.nextInt() : kind == 1 ? -random.nextInt(2) : white ? 255 : 0);
            b[i] = (byte) (kind == 0 ? random.nextInt() : kind == 1 ? -random.nextInt(2) : kind == 2 ? ~a[i] : a[i] + random.nextInt(5) - 2);
            c[i] = (byte) (kind == 0 ? random.nextInt() : -random.nextInt(2));
        }
    }

    private int place() {
        return random.nextInt(STRIDE * 20);
    }

    private static int sample(final byte[] plane, final int at) {
        return plane[at] & 0xFF;
    }

    @Test
    void addsAbsoluteDifferencesOfBlocksOfEverySizeAndPlace() {
        for (int trial = 0; trial < TRIALS; trial++) {
            refill(trial);
            final int w = SIDES[trial % 3];
            final int h = 1 + random.nextInt(16);
            final int at = place();
            final int bt = place();
            final int bStride = w + random.nextInt(STRIDE - w);
            int sum = 0;
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    sum += Math.abs(sample(a, at + y * STRIDE + x) - sample(b, bt + y * bStride + x));
                }
            }
            assertEquals(sum, Pixels.sad(a, at, STRIDE, b, bt, bStride, w, h), "trial " + trial);
        }
    }

    @Test
    void addsTheLargestDifferencesThereAre() {
        final byte[] white = new byte[256];
        Arrays.fill(white, (byte) 255);
        assertEquals(256 * 255, Pixels.sad16x16(white, 0, 16, new byte[256], 0, 16));
        assertEquals(64 * 255, Pixels.sad8x8(new byte[64], 0, 8, white, 0, 8));
        assertEquals(256 * 255 * 255, Pixels.ssd(white, 0, 16, new byte[256], 0, 16, 16, 16));
        assertEquals(16 * 16 * 255 / 2, Pixels.satd(white, 0, 16, new byte[256], 0, 16, 16, 16));
    }

    @Test
    void addsDifferencesToAveragesAsIfTheseWereMadeFirst() {
        final byte[] made = new byte[256];
        for (int trial = 0; trial < TRIALS; trial++) {
            refill(trial);
            final int w = 8 << (trial & 1);
            final int h = 1 + random.nextInt(16);
            final int at = place();
            final int bt = place();
            final int ct = place();
            average(bt, ct, made, w, h);
            assertEquals(Pixels.sad(a, at, STRIDE, made, 0, w, w, h), Pixels.sadOfAverage(a, at, STRIDE, b, bt, c, ct, STRIDE, w, h),
                "trial " + trial);
        }
    }

    private void average(final int bt, final int ct, final byte[] to, final int w, final int h) {
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                to[y * w + x] = (byte) (sample(b, bt + y * STRIDE + x) + sample(c, ct + y * STRIDE + x) + 1 >> 1);
            }
        }
    }

    @Test
    void averagesRoundingUpAndWritesNothingElse() {
        for (int trial = 0; trial < TRIALS; trial++) {
            refill(trial);
            final int w = SIDES[trial % 3];
            final int h = 1 + random.nextInt(16);
            final int bt = place();
            final int ct = place();
            final byte[] made = new byte[256];
            average(bt, ct, made, w, h);
            final byte[] expected = a.clone();
            final int at = place();
            for (int y = 0; y < h; y++) {
                System.arraycopy(made, y * w, expected, at + y * STRIDE, w);
            }
            Pixels.average(b, bt, c, ct, STRIDE, a, at, STRIDE, w, h);
            assertArrayEquals(expected, a, "trial " + trial);
        }
    }

    @Test
    void copiesAndWritesNothingElse() {
        for (int trial = 0; trial < TRIALS; trial++) {
            refill(trial);
            final int w = SIDES[trial % 3];
            final int h = 1 + random.nextInt(16);
            final int at = place();
            final int bt = place();
            final byte[] expected = a.clone();
            for (int y = 0; y < h; y++) {
                System.arraycopy(b, bt + y * STRIDE, expected, at + y * STRIDE, w);
            }
            Pixels.copy(b, bt, STRIDE, a, at, STRIDE, w, h);
            assertArrayEquals(expected, a, "trial " + trial);
        }
    }

    @Test
    void addsMagnitudesOfTransformedDifferences() {
        for (int trial = 0; trial < TRIALS; trial++) {
            refill(trial);
            final int w = SIDES[trial % 3];
            final int h = SIDES[random.nextInt(3)];
            final int at = place();
            final int bt = place();
            int sum = 0;
            for (int y = 0; y < h; y += 4) {
                for (int x = 0; x < w; x += 4) {
                    sum += hadamard(at + y * STRIDE + x, bt + y * STRIDE + x);
                }
            }
            assertEquals(sum / 2, Pixels.satd(a, at, STRIDE, b, bt, STRIDE, w, h), "trial " + trial);
        }
    }

    /** By definition: each of 16 basis pictures in turn. The sum is always even. */
    private int hadamard(final int at, final int bt) {
        int sum = 0;
        for (int basis = 0; basis < 16; basis++) {
            int coefficient = 0;
            for (int i = 0; i < 16; i++) {
                final int offset = (i >> 2) * STRIDE + (i & 3);
                final int difference = sample(a, at + offset) - sample(b, bt + offset);
                coefficient += (Integer.bitCount(i & basis) & 1) == 0 ? difference : -difference;
            }
            sum += Math.abs(coefficient);
        }
        return sum;
    }

    @Test
    void addsSquares() {
        for (int trial = 0; trial < TRIALS; trial++) {
            refill(trial);
            final int w = SIDES[trial % 3];
            final int h = 1 + random.nextInt(16);
            final int at = place();
            final int bt = place();
            int sum = 0;
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    final int difference = sample(a, at + y * STRIDE + x) - sample(b, bt + y * STRIDE + x);
                    sum += difference * difference;
                }
            }
            assertEquals(sum, Pixels.ssd(a, at, STRIDE, b, bt, STRIDE, w, h), "trial " + trial);
        }
    }

    @Test
    void tellsHowFarSamplesAreFromTheirMean() {
        final byte[] scratch = new byte[16];
        for (int trial = 0; trial < TRIALS; trial++) {
            refill(trial);
            final int at = place();
            int sum = 0;
            for (int i = 0; i < 256; i++) {
                sum += sample(a, at + (i >> 4) * STRIDE + (i & 15));
            }
            final int mean = sum + 128 >> 8;
            int expected = 0;
            for (int i = 0; i < 256; i++) {
                expected += Math.abs(sample(a, at + (i >> 4) * STRIDE + (i & 15)) - mean);
            }
            assertEquals(expected, Pixels.activity16x16(a, at, STRIDE, scratch), "trial " + trial);
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        refill(0);
        final int[] sum = new int[1];
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            sum[0] += Pixels.sad16x16(a, 1, STRIDE, b, 3, STRIDE) + Pixels.sad8x8(a, 1, STRIDE, b, 3, STRIDE)
                + Pixels.sadOfAverage(a, 1, STRIDE, b, 3, c, 5, STRIDE, 16, 16) + Pixels.satd(a, 1, STRIDE, b, 3, STRIDE, 16, 16)
                + Pixels.ssd(a, 1, STRIDE, b, 3, STRIDE, 16, 16);
            Pixels.average(a, 1, b, 3, STRIDE, c, 5, STRIDE, 16, 16);
        }, 20_000, 10_000));
    }
}
