package io.penstock.codecs.h264.residual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import org.jcodec.codecs.h264.decode.CoeffTransformer;
import org.junit.jupiter.api.Test;

/** Scaling is the standard's; quantisation is its inverse with the dead zones that were asked for. */
final class QuantizerTest {
    private static final int QPS = 52;
    private static final int ROUNDS = 200;
    private static final short UNTOUCHED = 12_345;

    /** Numbers as coefficients are: mostly small, some as large as differences of samples allow. */
    private static int number(final Random random, final int largest) {
        final int bound = Math.min(largest, 1 << random.nextInt(16));
        return random.nextInt(2 * bound + 1) - bound;
    }

    /** The multiplier that undoes scaling: 2^21 over the scale and the products of the rows of the forward and inverse transforms. */
    private static long factor(final int qp, final int i, final int j) {
        final int[] products = {4, 5, 4, 5};
        return Math.round((1 << 21) / (StandardResidual.levelScale(qp % 6, i, j) / 16.0 * products[i] * products[j]));
    }

    private static int level(final int c, final long factor, final int shift, final int deadZone) {
        final long level = Math.abs((long) c) * factor + (1L << shift) / deadZone >> shift;
        return (int) (c < 0 ? -level : level);
    }

    @Test
    void levelsAreCoefficientsOverTheStepWithTheDeadZoneAskedFor() {
        for (int qp = 0; qp < QPS; qp++) {
            for (int round = 0; round < ROUNDS; round++) {
                final Random random = new Random(qp * 1000L + round);
                final boolean intra = random.nextBoolean();
                final int first = random.nextInt(2);
                final short[] c = new short[19];
                final int largest = 1 << random.nextInt(14);
                for (int i = 0; i < 19; i++) {
                    c[i] = (short) number(random, Math.min(9180, largest));
                }
                final short[] levels = new short[20];
                Arrays.fill(levels, UNTOUCHED);
                final short[] expected = levels.clone();
                int count = 0;
                for (int k = first; k < 16; k++) {
                    final int place = StandardResidual.raster(k);
                    final int level = level(c[3 + place], factor(qp, place / 4, place % 4), 15 + qp / 6, intra ? 3 : 6);
                    expected[2 + k - first] = (short) level;
                    count += level == 0 ? 0 : 1;
                }
                final int counted = Quantizer.quantize(c, 3, qp, intra, first, levels, 2);
                assertArrayEquals(expected, levels, "qp " + qp + " round " + round);
                assertEquals(count, counted, "qp " + qp + " round " + round);
            }
        }
    }

    /** The edge between nothing and one, where the fast test for zeros decides. */
    @Test
    void theLargestThatIsZeroIsZeroAndTheNextIsOne() {
        for (int qp = 0; qp < QPS; qp++) {
            for (int k = 0; k < 16; k++) {
                for (int deadZone = 3; deadZone <= 6; deadZone += 3) {
                    final int place = StandardResidual.raster(k);
                    int c = 0;
                    while (level(c, factor(qp, place / 4, place % 4), 15 + qp / 6, deadZone) == 0) {
                        c++;
                    }
                    for (int sign = -1; sign <= 1; sign += 2) {
                        final short[] block = new short[16];
                        final short[] levels = new short[16];
                        block[place] = (short) (sign * (c - 1));
                        assertEquals(0, Quantizer.quantize(block, 0, qp, deadZone == 3, 0, levels, 0), "qp " + qp + " place " + place);
                        block[place] = (short) (sign * c);
                        assertEquals(1, Quantizer.quantize(block, 0, qp, deadZone == 3, 0, levels, 0), "qp " + qp + " place " + place);
                        assertEquals(sign, levels[k], "qp " + qp + " place " + place);
                    }
                }
            }
        }
    }

    @Test
    void scalingIsTheStandardsAndJcodecs() {
        for (int qp = 0; qp < QPS; qp++) {
            for (int round = 0; round < ROUNDS; round++) {
                final Random random = new Random(qp * 1000L + round);
                final int first = random.nextInt(2);
                final int largest = 9180 / (1 << qp / 6) / 10;
                final short[] levels = new short[20];
                for (int i = 0; i < 20; i++) {
                    levels[i] = (short) number(random, largest);
                }
                final short[] c = new short[20];
                Arrays.fill(c, UNTOUCHED);
                final short[] expected = c.clone();
                final int[] theirs = new int[16];
                for (int k = first; k < 16; k++) {
                    final int place = StandardResidual.raster(k);
                    expected[1 + place] = (short) StandardResidual.scaled(levels[4 + k - first], qp, place / 4, place % 4);
                    theirs[place] = levels[4 + k - first];
                }
                CoeffTransformer.dequantizeAC(theirs, qp, null);
                Quantizer.dequantize(levels, 4, qp, first, c, 1);
                assertArrayEquals(expected, c, "qp " + qp + " round " + round);
                for (int i = first; i < 16; i++) {
                    assertEquals(theirs[i], c[1 + i], "JCodec, qp " + qp + " round " + round);
                }
            }
        }
    }

    @Test
    void lumaDcIsScaledAndTransformedAsTheStandardSays() {
        for (int qp = 0; qp < QPS; qp++) {
            for (int round = 0; round < ROUNDS; round++) {
                final Random random = new Random(qp * 1000L + round);
                final int largest = Math.max(1, 1600 >> qp / 6);
                final long[][] c = new long[4][4];
                final short[] levels = new short[16];
                for (int k = 0; k < 16; k++) {
                    levels[k] = (short) (number(random, largest) / 8);
                    c[StandardResidual.SCAN[k][1]][StandardResidual.SCAN[k][0]] = levels[k];
                }
                final long[][] f = StandardResidual.both(StandardResidual.HADAMARD, c);
                final short[] expected = new short[16];
                for (int i = 0; i < 16; i++) {
                    expected[i] = (short) StandardResidual.lumaDc(f[i / 4][i % 4], qp);
                }
                final short[] dc = new short[16];
                Quantizer.dequantizeDc(levels, qp, dc);
                assertArrayEquals(expected, dc, "qp " + qp + " round " + round);
            }
        }
    }

    @Test
    void chromaDcIsTransformedAndScaledAsTheStandardSays() {
        for (int qp = 0; qp < 40; qp++) {
            for (int round = 0; round < ROUNDS; round++) {
                final Random random = new Random(qp * 1000L + round);
                final short[] levels = new short[6];
                final int[] f = new int[4];
                for (int i = 0; i < 4; i++) {
                    f[i] = number(random, Math.max(1, 3200 >> qp / 6));
                    levels[2 + i] = (short) f[i];
                }
                CoeffTransformer.invDC2x2(f);
                final short[] dc = new short[5];
                Quantizer.dequantizeChromaDc(levels, 2, qp, dc, 1);
                for (int i = 0; i < 4; i++) {
                    assertEquals((short) StandardResidual.chromaDc(f[i], qp), dc[1 + i], "qp " + qp + " round " + round);
                }
            }
        }
    }

    @Test
    void dcLevelsAreCoefficientsOverTwiceTheStep() {
        for (int qp = 0; qp < QPS; qp++) {
            for (int round = 0; round < ROUNDS; round++) {
                final Random random = new Random(qp * 1000L + round);
                final boolean intra = random.nextBoolean();
                final short[] dc = new short[16];
                for (int i = 0; i < 16; i++) {
                    dc[i] = (short) number(random, 32_640);
                }
                final short[] levels = new short[16];
                final int count = Quantizer.quantizeDc(dc, qp, intra, levels);
                int expected = 0;
                for (int k = 0; k < 16; k++) {
                    final int level = level(dc[StandardResidual.raster(k)], factor(qp, 0, 0), 16 + qp / 6, intra ? 3 : 6);
                    assertEquals(level, levels[k], "qp " + qp + " round " + round);
                    expected += level == 0 ? 0 : 1;
                }
                assertEquals(expected, count);
                final short[] chroma = new short[4];
                final int chromaCount = Quantizer.quantizeChromaDc(dc, 5, qp, intra, chroma, 0);
                expected = 0;
                for (int i = 0; i < 4; i++) {
                    final int level = level(dc[5 + i], factor(qp, 0, 0), 16 + qp / 6, intra ? 3 : 6);
                    assertEquals(level, chroma[i], "qp " + qp + " round " + round);
                    expected += level == 0 ? 0 : 1;
                }
                assertEquals(expected, chromaCount);
            }
        }
    }

    /** Table 8-15. */
    @Test
    void chromaQuantisersAreThoseOfTheTable() {
        final int[] above = {29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39};
        for (int qp = 0; qp < QPS; qp++) {
            for (int offset = -12; offset <= 12; offset++) {
                final int index = Math.max(0, Math.min(51, qp + offset));
                assertEquals(index < 30 ? index : above[index - 30], Quantizer.chromaQp(qp, offset));
            }
        }
    }

    /** A step is 2^((qp - 4) / 6) samples; a coefficient is off by two thirds of one at most, and there are sixteen. */
    @Test
    void whatIsCodedComesBackWithinWhatTheStepAllows() {
        for (int qp = 0; qp < QPS; qp++) {
            for (int round = 0; round < ROUNDS; round++) {
                final Random random = new Random(qp * 1000L + round);
                final byte[] source = new byte[16];
                final byte[] prediction = new byte[16];
                random.nextBytes(source);
                random.nextBytes(prediction);
                for (int i = 0; round % 2 == 0 && i < 16; i++) {
                    source[i] >>= 31;
                    prediction[i] = (byte) ~source[i];
                }
                final short[] c = new short[16];
                final short[] levels = new short[16];
                Transform.forward4x4(source, 0, 4, prediction, 0, 4, c, 0);
                Quantizer.quantize(c, 0, qp, true, 0, levels, 0);
                Quantizer.dequantize(levels, 0, qp, 0, c, 0);
                final byte[] target = new byte[16];
                Transform.inverseAdd4x4(c, 0, prediction, 0, 4, target, 0, 4);
                double squares = 0;
                for (int i = 0; i < 16; i++) {
                    squares += Math.pow((source[i] & 0xFF) - (target[i] & 0xFF), 2);
                }
                final double step = Math.pow(2, (qp - 4) / 6.0);
                assertTrue(Math.sqrt(squares / 16) <= 0.68 * step + 0.6, "qp " + qp + " round " + round + ": " + Math.sqrt(squares / 16));
            }
        }
    }

    @Test
    void onesFarApartScoreLittleAndAnythingLargerALot() {
        final short[] levels = new short[20];
        assertEquals(0, Quantizer.zeroScore(levels, 0, 20));
        levels[3] = 1;
        assertEquals(3, Quantizer.zeroScore(levels, 3, 15));
        assertEquals(2, Quantizer.zeroScore(levels, 2, 16));
        assertEquals(1, Quantizer.zeroScore(levels, 0, 16));
        levels[9] = -1;
        assertEquals(1 + 1, Quantizer.zeroScore(levels, 0, 16));
        levels[10] = 1;
        assertEquals(1 + 1 + 3, Quantizer.zeroScore(levels, 0, 16));
        assertEquals(1 + 1 + 3, Quantizer.zeroScore(levels, 0, 11));
        assertEquals(1 + 1, Quantizer.zeroScore(levels, 0, 10));
        levels[15] = -2;
        assertTrue(Quantizer.zeroScore(levels, 0, 16) >= 9);
    }

    /** The way of an I16x16 macroblock: DC coefficients by themselves. Flat differences are the largest that a DC coefficient can be. */
    @Test
    void macroblocksWithTheirDcApartComeBackWithinWhatTheStepAllows() {
        final short[] c = new short[256];
        final short[] dc = new short[16];
        final short[] levels = new short[256];
        final short[] dcLevels = new short[16];
        final byte[] target = new byte[256];
        for (int qp = 0; qp < QPS; qp++) {
            for (int round = 0; round < 12; round++) {
                final Random random = new Random(qp * 1000L + round);
                final byte[] source = new byte[256];
                final byte[] prediction = new byte[256];
                random.nextBytes(source);
                Arrays.fill(source, 0, round % 4 * 64 + 64, (byte) (round % 2 == 0 ? 255 : 0));
                Arrays.fill(prediction, (byte) (round % 2 == 0 ? 0 : 255));
                Transform.forward16x16(source, 0, 16, prediction, 0, 16, c, 0);
                for (int i = 0; i < 16; i++) {
                    dc[inRaster(i)] = c[16 * i];
                    Quantizer.quantize(c, 16 * i, qp, true, 1, levels, 16 * i);
                }
                Transform.forwardLumaDc(dc);
                Quantizer.quantizeDc(dc, qp, true, dcLevels);
                Quantizer.dequantizeDc(dcLevels, qp, dc);
                for (int i = 0; i < 16; i++) {
                    final int at = inRaster(i) / 4 * 64 + inRaster(i) % 4 * 4;
                    Quantizer.dequantize(levels, 16 * i, qp, 1, c, 16 * i);
                    c[16 * i] = dc[inRaster(i)];
                    Transform.inverseAdd4x4(c, 16 * i, prediction, at, 16, target, at, 16);
                }
                double squares = 0;
                for (int i = 0; i < 256; i++) {
                    squares += Math.pow((source[i] & 0xFF) - (target[i] & 0xFF), 2);
                }
                final double error = Math.sqrt(squares / 256);
                assertTrue(error <= 0.68 * Math.pow(2, (qp - 4) / 6.0) + 0.6, "qp " + qp + " round " + round + ": " + error);
            }
        }
    }

    /** 6.4.3 the other way round. */
    private static int inRaster(final int i) {
        return (i >> 3 & 1) * 8 + (i >> 1 & 1) * 4 + (i >> 2 & 1) * 2 + (i & 1);
    }

    @Test
    void allocatesNothing() {
        final short[] c = new short[64];
        final short[] levels = new short[64];
        final byte[] samples = new byte[256];
        new Random(1).nextBytes(samples);
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            Transform.forward8x8(samples, 0, 16, samples, 128, 16, c, 0);
            levels[63] = (short) Quantizer.quantize(c, 0, 30, true, 0, levels, 0);
            Quantizer.dequantize(levels, 0, 30, 0, c, 0);
            Transform.inverseAdd4x4(c, 0, samples, 0, 16, samples, 0, 16);
            Transform.inverseAddDc(100, samples, 4, 16, samples, 4, 16);
            Transform.forwardLumaDc(c);
            levels[62] = (short) Quantizer.quantizeDc(c, 30, true, levels);
            Quantizer.dequantizeDc(levels, 30, c);
        }, 1_000));
    }
}
