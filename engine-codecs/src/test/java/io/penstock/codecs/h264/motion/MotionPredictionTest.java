package io.penstock.codecs.h264.motion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.codecs.h264.picture.MacroblockMap;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Predicted vectors against a literal transcription of 8.4.1 that works on luma locations, over random pictures, and the cases by name. */
class MotionPredictionTest {
    private static final int WIDE = 5;
    private static final int HIGH = 4;
    private static final int[] ZERO = {0, 0};

    private final MacroblockMap map = new MacroblockMap(WIDE, HIGH);
    private final MotionPrediction prediction = new MotionPrediction();

    @Test
    void agreesWithTheStandardOverRandomPictures() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        for (int picture = 0; picture < 300; picture++) {
            fill(random);
            for (int mb = 0; mb < WIDE * HIGH; mb++) {
                check("seed " + seed + " picture " + picture + " macroblock " + mb, mb % WIDE, mb / WIDE, random.nextInt(2));
            }
        }
    }

    @Test
    void predictsNothingInTheFirstMacroblock() {
        map.slice[0] = 0;
        prediction.predict(map, 0, 0, 0, 0, 4, 4, 0);
        assertEquals("0 0", result());
        prediction.skip(map, 0, 0);
        assertEquals("0 0", result());
    }

    @Test
    void takesTheLeftVectorInTheFirstRowWhateverItsReference() {
        inter(0, 0, 0, 3, 12, -8);
        map.slice[1] = 0;
        prediction.predict(map, 1, 0, 0, 0, 4, 4, 0);
        assertEquals("12 -8", result());
    }

    @Test
    void takesTheMedianOfThreeNeighbours() {
        inter(0, 0, 0, 0, 99, 99);
        inter(1, 0, 0, 0, 7, -9);
        inter(2, 0, 0, 0, -4, 30);
        inter(0, 1, 0, 0, 2, 11);
        map.slice[WIDE + 1] = 0;
        prediction.predict(map, 1, 1, 0, 0, 4, 4, 0);
        assertEquals("2 11", result());
        final short[] xs = new short[4];
        final short[] ys = new short[4];
        assertEquals(4, prediction.candidates(xs, ys, 1));
        assertEquals("[0, 2, 7, -4][0, 11, -9, 30]", Arrays.toString(xs) + Arrays.toString(ys));
    }

    @Test
    void takesTheOnlyNeighbourOfTheSameReference() {
        inter(1, 0, 0, 0, 7, -9);
        inter(2, 0, 0, 1, -4, 30);
        inter(0, 1, 0, 0, 2, 11);
        map.slice[WIDE + 1] = 0;
        prediction.predict(map, 1, 1, 0, 0, 4, 4, 1);
        assertEquals("-4 30", result());
    }

    @Test
    void looksAtTheUpperLeftWhereTheUpperRightIsMissing() {
        inter(WIDE - 2, 0, 0, 0, 40, 41);
        inter(WIDE - 1, 0, 0, 0, 0, 0);
        inter(WIDE - 2, 1, 0, 0, 80, 82);
        map.slice[2 * WIDE - 1] = 0;
        prediction.predict(map, WIDE - 1, 1, 0, 0, 4, 4, 0);
        assertEquals("40 41", result());
    }

    @Test
    void skipsWithNoMotionBesideABlockAtRest() {
        inter(1, 0, 0, 0, 8, 8);
        inter(2, 0, 0, 0, 8, 8);
        inter(0, 1, 0, 0, 0, 0);
        map.slice[WIDE + 1] = 0;
        prediction.skip(map, 1, 1);
        assertEquals("0 0", result());
        inter(0, 1, 0, 1, 0, 0);
        prediction.skip(map, 1, 1);
        assertEquals("8 8", result());
    }

    private void check(final String where, final int mbX, final int mbY, final int reference) {
        expect(where + " 16x16", mbX, mbY, 0, 16, 16, 0, reference);
        prediction.predict(map, mbX, mbY, 0, 0, 4, 4, reference);
        matches(where + " 16x16");
        for (int part = 0; part < 2; part++) {
            expect(where, mbX, mbY, part, 16, 8, part, reference);
            prediction.predict16x8(map, mbX, mbY, part, reference);
            matches(where + " 16x8 " + part);
            expect(where, mbX, mbY, part, 8, 16, part, reference);
            prediction.predict8x16(map, mbX, mbY, part, reference);
            matches(where + " 8x16 " + part);
        }
        for (int block = 0; block < 4; block++) {
            for (int size = 0; size < 4; size++) {
                final int w = (size & 1) == 0 ? 8 : 4;
                final int h = (size & 2) == 0 ? 8 : 4;
                final int perRow = 8 / w;
                for (int sub = 0; sub < 64 / (w * h); sub++) {
                    final int x = block % 2 * 8 + sub % perRow * w;
                    final int y = block / 2 * 8 + sub / perRow * h;
                    expected = standard(mbX, mbY, x, y, w, h, 4 * block + (w == 4 && h == 4 ? sub : firstOrder(w, h, sub)), reference);
                    prediction.predict(map, mbX, mbY, x / 4, y / 4, w / 4, h / 4, reference);
                    matches(where + " block " + block + " " + w + "x" + h + " " + sub);
                }
            }
        }
        final int[] a = at(mbX, mbY, -1, 0, 0);
        final int[] b = at(mbX, mbY, 0, -1, 0);
        final boolean still = a == null || b == null || a[0] == 0 && a[1] == 0 && a[2] == 0 || b[0] == 0 && b[1] == 0 && b[2] == 0;
        expected = still ? ZERO : standard(mbX, mbY, 0, 0, 16, 16, 0, 0);
        prediction.skip(map, mbX, mbY);
        matches(where + " skip");
    }

    /** Index of the first 4x4 block of a sub-partition in its 8x8 block. */
    private static int firstOrder(final int w, final int h, final int sub) {
        return w == 8 ? sub * (h == 4 ? 2 : 0) : sub;
    }

    private int[] expected;

    private void expect(final String where, final int mbX, final int mbY, final int part, final int w, final int h, final int order,
            final int reference) {
        final int x = w == 8 ? 8 * part : 0;
        final int y = h == 8 ? 8 * part : 0;
        final int first = w == 16 && h == 16 ? 0 : w == 16 ? 8 * order : 4 * order;
        // 8.4.1.3: the directional rules come before the median.
        final int[] a = neighbour(mbX, mbY, x, y, w, 'A', first);
        final int[] b = neighbour(mbX, mbY, x, y, w, 'B', first);
        final int[] c = neighbourC(mbX, mbY, x, y, w, first);
        if (w == 16 && h == 8 && part == 0 && b != null && b[0] == reference) {
            expected = new int[] {b[1], b[2]};
        } else if (w == 16 && h == 8 && part == 1 && a != null && a[0] == reference) {
            expected = new int[] {a[1], a[2]};
        } else if (w == 8 && h == 16 && part == 0 && a != null && a[0] == reference) {
            expected = new int[] {a[1], a[2]};
        } else if (w == 8 && h == 16 && part == 1 && c != null && c[0] == reference) {
            expected = new int[] {c[1], c[2]};
        } else {
            expected = standard(mbX, mbY, x, y, w, h, first, reference);
        }
    }

    private int[] standard(final int mbX, final int mbY, final int x, final int y, final int w, final int h, final int first, final int reference) {
        int[] a = neighbour(mbX, mbY, x, y, w, 'A', first);
        int[] b = neighbour(mbX, mbY, x, y, w, 'B', first);
        int[] c = neighbourC(mbX, mbY, x, y, w, first);
        if (b == null && c == null && a != null) {
            b = a;
            c = a;
        }
        final int[] none = {-1, 0, 0};
        a = a == null ? none : a;
        b = b == null ? none : b;
        c = c == null ? none : c;
        final int[][] all = {a, b, c};
        final int[][] same = Arrays.stream(all).filter(n -> n[0] == reference).toArray(int[][]::new);
        if (same.length == 1) {
            return new int[] {same[0][1], same[0][2]};
        }
        return new int[] {Arrays.stream(all).mapToInt(n -> n[1]).sorted().toArray()[1], Arrays.stream(all).mapToInt(n -> n[2]).sorted().toArray()[1]};
    }

    private int[] neighbourC(final int mbX, final int mbY, final int x, final int y, final int w, final int first) {
        final int[] c = neighbour(mbX, mbY, x, y, w, 'C', first);
        return c != null ? c : neighbour(mbX, mbY, x, y, w, 'D', first);
    }

    /** 6.4.11.7: reference, x, y of the partition that covers the neighbouring location, null if it is not available. */
    private int[] neighbour(final int mbX, final int mbY, final int x, final int y, final int w, final char which, final int first) {
        switch (which) {
            case 'A':
                return at(mbX, mbY, x - 1, y, first);
            case 'B':
                return at(mbX, mbY, x, y - 1, first);
            case 'C':
                return at(mbX, mbY, x + w, y - 1, first);
            default:
                return at(mbX, mbY, x - 1, y - 1, first);
        }
    }

    /** 6.4.12.1 (table 6-3): the macroblock that covers a luma location, then whether its block is coded already. */
    private int[] at(final int mbX, final int mbY, final int x, final int y, final int first) {
        int column = mbX;
        int row = mbY;
        if (y < 0) {
            row--;
            column += x < 0 ? -1 : x > 15 ? 1 : 0;
        } else if (x < 0) {
            column--;
        } else if (x > 15) {
            return null;
        } else if (order(x, y) >= first) {
            return null;
        }
        if (column < 0 || column >= WIDE || row < 0 || map.slice[row * WIDE + column] != map.slice[mbY * WIDE + mbX]) {
            return null;
        }
        final int block = map.block(column, row) + (y & 15) / 4 * map.blockStride + (x & 15) / 4;
        return new int[] {map.reference[block], map.mvX[block], map.mvY[block]};
    }

    /** Inverse of 6.4.3. */
    private static int order(final int x, final int y) {
        return 8 * (y / 8) + 4 * (x / 8) + 2 * (y % 8 / 4) + x % 8 / 4;
    }

    private void matches(final String where) {
        assertEquals(expected[0] + " " + expected[1], result(), where);
    }

    private String result() {
        return prediction.x() + " " + prediction.y();
    }

    private void fill(final Random random) {
        map.startPicture();
        int slice = 0;
        for (int mb = 0; mb < WIDE * HIGH; mb++) {
            slice += random.nextInt(6) == 0 ? 1 : 0;
            map.slice[mb] = slice;
        }
        final boolean same = random.nextBoolean();
        for (int i = 0; i < map.reference.length; i++) {
            final boolean intra = random.nextInt(5) == 0;
            map.reference[i] = intra ? MacroblockMap.INTRA : (byte) (same ? 0 : random.nextInt(2));
            map.mvX[i] = (short) (intra ? 0 : random.nextInt(5) - 2);
            map.mvY[i] = (short) (intra ? 0 : random.nextInt(5) - 2);
        }
    }

    private void inter(final int mbX, final int mbY, final int slice, final int reference, final int x, final int y) {
        map.slice[mbY * WIDE + mbX] = slice;
        for (int row = 0; row < 4; row++) {
            final int from = map.block(mbX, mbY) + row * map.blockStride;
            Arrays.fill(map.reference, from, from + 4, (byte) reference);
            Arrays.fill(map.mvX, from, from + 4, (short) x);
            Arrays.fill(map.mvY, from, from + 4, (short) y);
        }
    }
}
