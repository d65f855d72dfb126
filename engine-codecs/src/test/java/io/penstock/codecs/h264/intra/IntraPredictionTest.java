package io.penstock.codecs.h264.intra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import org.jcodec.codecs.h264.decode.ChromaPredictionBuilder;
import org.jcodec.codecs.h264.decode.Intra16x16PredictionBuilder;
import org.jcodec.codecs.h264.decode.Intra4x4PredictionBuilder;
import org.junit.jupiter.api.Test;

/** Predictions are those of the standard's equations and of JCodec's decoder, and nothing else is written. */
final class IntraPredictionTest {
    private static final int ROUNDS = 400;
    private static final int STRIDE = 53;
    private static final int AT = 3 * STRIDE + 7;
    private static final int TO_STRIDE = 37;
    private static final int TO = 2 * TO_STRIDE + 5;

    private final byte[] plane = new byte[24 * STRIDE];
    private final byte[] predicted = new byte[24 * TO_STRIDE];
    private final byte[] expected = new byte[24 * TO_STRIDE];

    /** What {@code StandardIntra} says of a sample. */
    private interface Equation {
        int sample(int x, int y);
    }

    /** Noise; every third time of blacks and whites only, where predictions clip. */
    private Random start(final long seed) {
        final Random random = new Random(seed);
        random.nextBytes(plane);
        if (seed % 3 == 0) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (byte) (plane[i] >> 31);
            }
        }
        random.nextBytes(expected);
        System.arraycopy(expected, 0, predicted, 0, expected.length);
        return random;
    }

    private void expect(final int size, final Equation equation) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                expected[TO + y * TO_STRIDE + x] = (byte) equation.sample(x, y);
            }
        }
    }

    private static boolean bit(final int of, final int i) {
        return (of >> i & 1) != 0;
    }

    @Test
    void blocksOf4x4FollowTheStandardWithAnyNeighbours() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int mode = 0; mode < Intra4x4.MODES; mode++) {
                for (int have = 0; have < 8; have++) {
                    final boolean left = bit(have, 0);
                    final boolean top = bit(have, 1);
                    if (Intra4x4.allowed(mode, left, top, left && top)) {
                        start(round);
                        final StandardIntra standard = new StandardIntra(plane, AT, STRIDE, left, top, bit(have, 2));
                        final int which = mode;
                        expect(4, (x, y) -> standard.luma4x4(which, x, y));
                        Intra4x4.predict(mode, plane, AT, STRIDE, left, top, bit(have, 2), predicted, TO, TO_STRIDE);
                        assertArrayEquals(expected, predicted, "mode " + mode + " neighbours " + have + " seed " + round);
                    }
                }
            }
        }
    }

    /** Table 8-2 and the notes of 8.3.1.2.1 to 8.3.1.2.9. */
    @Test
    void modesOf4x4AreAllowedWithTheNeighboursTheyName() {
        final String needs = "T L - T A A A T L";
        for (int mode = 0; mode < Intra4x4.MODES; mode++) {
            for (int have = 0; have < 8; have++) {
                final boolean allowed = switch (needs.charAt(2 * mode)) {
                    case 'T' -> bit(have, 1);
                    case 'L' -> bit(have, 0);
                    case 'A' -> have == 7;
                    default -> true;
                };
                assertEquals(allowed, Intra4x4.allowed(mode, bit(have, 0), bit(have, 1), bit(have, 2)), "mode " + mode + ", " + have);
            }
        }
    }

    @Test
    void macroblocksFollowTheStandardWithAnyNeighbours() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int mode = 0; mode < 4; mode++) {
                for (int have = 0; have < 4; have++) {
                    final boolean left = bit(have, 0);
                    final boolean top = bit(have, 1);
                    final boolean usable = mode == Intra16x16.DC || have == 3 || mode == Intra16x16.VERTICAL && top
                        || mode == Intra16x16.HORIZONTAL && left;
                    if (usable) {
                        start(round);
                        final StandardIntra standard = new StandardIntra(plane, AT, STRIDE, left, top, true);
                        final int which = mode;
                        expect(16, (x, y) -> standard.luma16x16(which, x, y));
                        Intra16x16.predict(mode, plane, AT, STRIDE, left, top, predicted, TO, TO_STRIDE);
                        assertArrayEquals(expected, predicted, "mode " + mode + " neighbours " + have + " seed " + round);
                    }
                }
            }
        }
    }

    @Test
    void chromaFollowsTheStandardWithAnyNeighbours() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int mode = 0; mode < 4; mode++) {
                for (int have = 0; have < 4; have++) {
                    final boolean left = bit(have, 0);
                    final boolean top = bit(have, 1);
                    final boolean usable = mode == IntraChroma.DC || have == 3 || mode == IntraChroma.VERTICAL && top
                        || mode == IntraChroma.HORIZONTAL && left;
                    if (usable) {
                        start(round);
                        final StandardIntra standard = new StandardIntra(plane, AT, STRIDE, left, top, true);
                        final int which = mode;
                        expect(8, (x, y) -> standard.chroma(which, x, y));
                        IntraChroma.predict(mode, plane, AT, STRIDE, left, top, predicted, TO, TO_STRIDE);
                        assertArrayEquals(expected, predicted, "mode " + mode + " neighbours " + have + " seed " + round);
                    }
                }
            }
        }
    }

    /** What is above and to the left of a block at (16, 4 * k) of JCodec's lines, whose samples are signed. */
    private byte[] line(final int from, final int step, final int n) {
        final byte[] line = new byte[n];
        for (int i = 0; i < n; i++) {
            line[i] = (byte) (plane[from + i * step] - 128);
        }
        return line;
    }

    private static void assertSame(final byte[] signed, final int stride, final byte[] predicted, final int size, final String what) {
        final byte[] rows = new byte[size * size];
        final byte[] theirs = new byte[size * size];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = predicted[TO + i / size * TO_STRIDE + i % size];
            theirs[i] = (byte) (signed[i / size * stride + i % size] + 128);
        }
        assertArrayEquals(theirs, rows, what);
    }

    @Test
    void jcodecPredictsTheSame4x4() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int mode = 0; mode < Intra4x4.MODES; mode++) {
                for (int have = 0; have < 8; have++) {
                    final boolean left = bit(have, 0);
                    final boolean top = bit(have, 1);
                    if (Intra4x4.allowed(mode, left, top, left && top)) {
                        start(round);
                        final byte[] theirs = new byte[256];
                        final byte[] corners = new byte[4];
                        Arrays.fill(corners, (byte) (plane[AT - STRIDE - 1] - 128));
                        Intra4x4PredictionBuilder.predictWithMode(mode, new int[16], left, top, bit(have, 2), line(AT - 1, STRIDE, 16),
                            line(AT - STRIDE, 1, 24), corners, 0, 0, 0, theirs);
                        Intra4x4.predict(mode, plane, AT, STRIDE, left, top, bit(have, 2), predicted, TO, TO_STRIDE);
                        assertSame(theirs, 16, predicted, 4, "mode " + mode + " neighbours " + have + " seed " + round);
                    }
                }
            }
        }
    }

    @Test
    void jcodecPredictsTheSame16x16() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int mode = 0; mode < 4; mode++) {
                start(round);
                final byte[] theirs = new byte[256];
                final byte[] corner = {(byte) (plane[AT - STRIDE - 1] - 128), 0, 0, 0};
                Intra16x16PredictionBuilder.predictWithMode(mode, new int[16][16], true, true, line(AT - 1, STRIDE, 16),
                    line(AT - STRIDE, 1, 24), corner, 0, theirs);
                Intra16x16.predict(mode, plane, AT, STRIDE, true, true, predicted, TO, TO_STRIDE);
                assertSame(theirs, 16, predicted, 16, "mode " + mode + " seed " + round);
            }
        }
    }

    @Test
    void jcodecPredictsTheSameChroma() {
        for (int round = 0; round < ROUNDS; round++) {
            for (int mode = 0; mode < 4; mode++) {
                start(round);
                final byte[] theirs = new byte[64];
                final byte[] corner = {(byte) (plane[AT - STRIDE - 1] - 128), 0, 0, 0};
                ChromaPredictionBuilder.predictWithMode(new int[16][16], mode, 0, true, true, line(AT - 1, STRIDE, 8),
                    line(AT - STRIDE, 1, 8), corner, theirs);
                IntraChroma.predict(mode, plane, AT, STRIDE, true, true, predicted, TO, TO_STRIDE);
                assertSame(theirs, 8, predicted, 8, "mode " + mode + " seed " + round);
            }
        }
    }

    @Test
    void allocatesNothing() {
        start(1);
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            for (int mode = 0; mode < 4; mode++) {
                Intra4x4.predict(mode, plane, AT, STRIDE, true, true, true, predicted, TO, TO_STRIDE);
                Intra4x4.predict(mode + 5, plane, AT, STRIDE, true, true, true, predicted, TO, TO_STRIDE);
                Intra16x16.predict(mode, plane, AT, STRIDE, true, true, predicted, TO, TO_STRIDE);
                IntraChroma.predict(mode, plane, AT, STRIDE, true, true, predicted, TO, TO_STRIDE);
            }
        }, 1_000));
    }
}
