package io.penstock.codecs.h264.residual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.jcodec.codecs.h264.decode.CoeffTransformer;
import org.junit.jupiter.api.Test;

/** Transforms are the standard's matrices and JCodec's arithmetic, over all that differences of samples can be. */
final class TransformTest {
    private static final int ROUNDS = 20_000;
    private static final int STRIDE = 39;
    private static final int FROM_STRIDE = 23;
    private static final int AT = 2 * STRIDE + 3;
    private static final int FROM = FROM_STRIDE + 5;
    /** Figure 6-10: upper left corners of the blocks in coding order. */
    private static final int[] X = {0, 4, 0, 4, 8, 12, 8, 12, 0, 4, 0, 4, 8, 12, 8, 12};
    private static final int[] Y = {0, 0, 4, 4, 0, 0, 4, 4, 8, 8, 12, 12, 8, 8, 12, 12};

    private final byte[] source = new byte[20 * STRIDE];
    private final byte[] prediction = new byte[20 * FROM_STRIDE];

    private void start(final long seed) {
        final Random random = new Random(seed);
        random.nextBytes(source);
        random.nextBytes(prediction);
        if (seed % 2 == 0) {
            for (int i = 0; i < source.length; i++) {
                source[i] >>= 31;
            }
            for (int i = 0; i < prediction.length; i++) {
                prediction[i] >>= 31;
            }
        }
    }

    private long[][] difference(final int x, final int y) {
        final long[][] d = new long[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                d[i][j] = (source[AT + (y + i) * STRIDE + x + j] & 0xFF) - (prediction[FROM + (y + i) * FROM_STRIDE + x + j] & 0xFF);
            }
        }
        return d;
    }

    private static void expect(final long[][] c, final short[] expected, final int at) {
        for (int i = 0; i < 16; i++) {
            assertEquals((short) c[i / 4][i % 4], c[i / 4][i % 4], "fits");
            expected[at + i] = (short) c[i / 4][i % 4];
        }
    }

    @Test
    void forwardIsTheMatrixForAnySizeInCodingOrder() {
        for (int seed = 0; seed < ROUNDS / 10; seed++) {
            start(seed);
            final short[] expected = new short[264];
            for (int i = 0; i < 16; i++) {
                expect(StandardResidual.both(StandardResidual.FORWARD, difference(X[i], Y[i])), expected, 4 + 16 * i);
            }
            final short[] all = new short[264];
            Transform.forward16x16(source, AT, STRIDE, prediction, FROM, FROM_STRIDE, all, 4);
            assertArrayEquals(expected, all, "16x16, seed " + seed);
            final short[] quarters = new short[264];
            for (int i = 0; i < 16; i += 4) {
                Transform.forward8x8(source, AT + Y[i] * STRIDE + X[i], STRIDE, prediction, FROM + Y[i] * FROM_STRIDE + X[i], FROM_STRIDE,
                    quarters, 4 + 16 * i);
            }
            assertArrayEquals(expected, quarters, "8x8, seed " + seed);
            final short[] blocks = new short[264];
            for (int i = 0; i < 16; i++) {
                Transform.forward4x4(source, AT + Y[i] * STRIDE + X[i], STRIDE, prediction, FROM + Y[i] * FROM_STRIDE + X[i], FROM_STRIDE,
                    blocks, 4 + 16 * i);
            }
            assertArrayEquals(expected, blocks, "4x4, seed " + seed);
        }
    }

    @Test
    void jcodecTransformsTheSame() {
        for (int seed = 0; seed < ROUNDS / 10; seed++) {
            start(seed);
            final short[] ours = new short[16];
            Transform.forward4x4(source, AT, STRIDE, prediction, FROM, FROM_STRIDE, ours, 0);
            final int[] theirs = new int[16];
            final long[][] d = difference(0, 0);
            for (int i = 0; i < 16; i++) {
                theirs[i] = (int) d[i / 4][i % 4];
            }
            CoeffTransformer.fdct4x4(theirs);
            for (int i = 0; i < 16; i++) {
                assertEquals(theirs[i], ours[i], "seed " + seed);
            }
        }
    }

    /** Any coefficients of 16 bits, mostly much smaller; nothing is cut to 16 bits on the way. */
    private static short[] coefficients(final Random random) {
        final short[] c = new short[20];
        final int bound = random.nextInt(4) == 0 ? Short.MAX_VALUE : 1 << random.nextInt(11);
        for (int i = 2; i < 18; i++) {
            c[i] = (short) (random.nextInt(2 * bound + 1) - bound);
        }
        return c;
    }

    @Test
    void inverseAddsTheStandardsResidualClippedAndNothingElse() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            start(seed);
            final short[] c = coefficients(new Random(seed));
            final int[][] d = new int[4][4];
            final int[] theirs = new int[16];
            for (int i = 0; i < 16; i++) {
                d[i / 4][i % 4] = c[2 + i];
                theirs[i] = c[2 + i];
            }
            final int[][] r = StandardResidual.residual(d);
            CoeffTransformer.idct4x4(theirs);
            final byte[] expected = source.clone();
            for (int i = 0; i < 16; i++) {
                assertEquals(r[i / 4][i % 4], theirs[i], "JCodec, seed " + seed);
                final int sum = (prediction[FROM + i / 4 * FROM_STRIDE + i % 4] & 0xFF) + r[i / 4][i % 4];
                expected[AT + i / 4 * STRIDE + i % 4] = (byte) Math.max(0, Math.min(255, sum));
            }
            Transform.inverseAdd4x4(c, 2, prediction, FROM, FROM_STRIDE, source, AT, STRIDE);
            assertArrayEquals(expected, source, "seed " + seed);
        }
    }

    @Test
    void inverseMayAddToItsOwnPrediction() {
        for (int seed = 0; seed < 200; seed++) {
            start(seed);
            final byte[] apart = source.clone();
            final short[] c = coefficients(new Random(seed));
            Transform.inverseAdd4x4(c.clone(), 2, source.clone(), AT, STRIDE, apart, AT, STRIDE);
            Transform.inverseAdd4x4(c, 2, source, AT, STRIDE, source, AT, STRIDE);
            assertArrayEquals(apart, source, "seed " + seed);
        }
    }

    @Test
    void dcAloneIsTheWholeInverse() {
        for (int dc = -17_000; dc < 17_000; dc += 13) {
            start(dc);
            final byte[] expected = source.clone();
            final short[] c = new short[16];
            c[0] = (short) dc;
            Transform.inverseAdd4x4(c, 0, prediction, FROM, FROM_STRIDE, expected, AT, STRIDE);
            Transform.inverseAddDc(dc, prediction, FROM, FROM_STRIDE, source, AT, STRIDE);
            assertArrayEquals(expected, source, "dc " + dc);
        }
    }

    @Test
    void lumaDcIsHalfTheHadamardTransformEvenOfTheLargest() {
        for (int seed = 0; seed < ROUNDS / 10; seed++) {
            final Random random = new Random(seed);
            final long[][] d = new long[4][4];
            final short[] dc = new short[16];
            for (int i = 0; i < 16; i++) {
                d[i / 4][i % 4] = seed % 3 == 0 ? random.nextBoolean() || seed == 0 ? 4080 : -4080 : random.nextInt(8161) - 4080;
                dc[i] = (short) d[i / 4][i % 4];
            }
            final long[][] sum = StandardResidual.both(StandardResidual.HADAMARD, d);
            final short[] expected = new short[16];
            for (int i = 0; i < 16; i++) {
                expected[i] = (short) (sum[i / 4][i % 4] + 1 >> 1);
            }
            Transform.forwardLumaDc(dc);
            assertArrayEquals(expected, dc, "seed " + seed);
        }
    }

    @Test
    void chromaDcIsTheSumsAndDifferences() {
        final Random random = new Random(1);
        for (int round = 0; round < ROUNDS / 10; round++) {
            final short[] dc = new short[6];
            final int[] theirs = new int[4];
            for (int i = 0; i < 4; i++) {
                theirs[i] = round % 3 == 0 ? random.nextBoolean() ? 4080 : -4080 : random.nextInt(8161) - 4080;
                dc[1 + i] = (short) theirs[i];
            }
            CoeffTransformer.fvdDC2x2(theirs);
            Transform.forwardChromaDc(dc, 1);
            for (int i = 0; i < 4; i++) {
                assertEquals(theirs[i], dc[1 + i], "round " + round);
            }
        }
    }
}
