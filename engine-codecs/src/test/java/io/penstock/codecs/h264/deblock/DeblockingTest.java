package io.penstock.codecs.h264.deblock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.testkit.AllocationProbe;

import org.jcodec.codecs.h264.decode.deblock.DeblockingFilter;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class DeblockingTest {
    @Test
    void takesTheThresholdsOfTheStandard() {
        for (int index = 0; index < 52; index++) {
            assertEquals(DeblockingFilter.alphaTab[index], Thresholds.alpha(index), "alpha " + index);
            assertEquals(DeblockingFilter.betaTab[index], Thresholds.beta(index), "beta " + index);
            assertEquals(0, Thresholds.clips(index) & 255);
            for (int strength = 1; strength < 4; strength++) {
                assertEquals(DeblockingFilter.tcs[strength - 1][index], Thresholds.clips(index) >>> 8 * strength & 255, "tC0 " + index);
            }
        }
        assertEquals(Thresholds.alpha(0), Thresholds.alpha(-12));
        assertEquals(Thresholds.alpha(51), Thresholds.alpha(63));
    }

    @Test
    void doesWhatTheStandardSaysToAnyPicture() {
        final long seed = System.nanoTime();
        for (int i = 0; i < 600; i++) {
            final Random random = new Random(seed + i);
            final int widthMbs = 1 + random.nextInt(5);
            final int heightMbs = 1 + random.nextInt(4);
            final Picture p = CodedPictures.picture(random, widthMbs, heightMbs, random.nextInt(30), random.nextInt(random.nextBoolean() ? 4 : 20));
            final MacroblockMap m = CodedPictures.map(random, widthMbs, heightMbs, random.nextInt(80), random.nextInt(3) * 20);
            compare(p, m, 2 * (random.nextInt(13) - 6), 2 * (random.nextInt(13) - 6), random.nextInt(25) - 12, "seed " + (seed + i));
        }
    }

    @Test
    void doesWhatTheStandardSaysAtEveryQuantiser() {
        for (int qp = 0; qp < 52; qp++) {
            for (int intra = 0; intra <= 100; intra += 50) {
                final Random random = new Random(100 * qp + intra);
                final Picture p = CodedPictures.picture(random, 4, 4, 1 + qp / 3, 1 + qp / 8);
                final MacroblockMap m = CodedPictures.map(random, 4, 4, 10, intra);
                Arrays.fill(m.qp, (byte) qp);
                compare(p, m, 0, 0, 0, "QP " + qp);
            }
        }
    }

    @Test
    void filtersRowsAsTheyComeAsIfAllAtOnce() {
        final Random random = new Random(5);
        final Picture whole = CodedPictures.picture(random, 6, 5, 8, 2);
        final MacroblockMap m = CodedPictures.map(random, 6, 5, 30, 20);
        final Picture rows = CodedPictures.copy(whole);
        Deblocking.filter(whole, m, 0, 5, 0, 0, 0);
        Deblocking.filter(rows, m, 0, 1, 0, 0, 0);
        Deblocking.filter(rows, m, 1, 1, 0, 0, 0);
        Deblocking.filter(rows, m, 1, 4, 0, 0, 0);
        Deblocking.filter(rows, m, 4, 5, 0, 0, 0);
        same(whole, rows, "row by row");
    }

    @Test
    void leavesAPictureOfSkipsWithOneMotionAlone() {
        final Random random = new Random(6);
        final Picture p = CodedPictures.picture(random, 6, 5, 8, 2);
        final MacroblockMap m = CodedPictures.map(random, 6, 5, 100, 0);
        Arrays.fill(m.mvX, (short) -7);
        Arrays.fill(m.mvY, (short) 3);
        Arrays.fill(m.reference, (byte) 1);
        Arrays.fill(m.qp, (byte) 40);
        final Picture before = CodedPictures.copy(p);
        Deblocking.filter(p, m, 0, 5, 0, 0, 0);
        same(before, p, "still");
    }

    @Test
    void smoothsStepsThatCodingMakesButNotThoseOfThePicture() {
        final MacroblockMap m = new MacroblockMap(2, 1);
        Arrays.fill(m.qp, (byte) 30);
        Arrays.fill(m.reference, MacroblockMap.INTRA);
        for (final int step : new int[] {10, 100}) {
            final Picture p = new Picture(32, 16);
            for (int y = 0; y < 16; y++) {
                Arrays.fill(p.luma, p.lumaAt(0, y), p.lumaAt(16, y), (byte) 80);
                Arrays.fill(p.luma, p.lumaAt(16, y), p.lumaAt(32, y), (byte) (80 + step));
            }
            final Picture before = CodedPictures.copy(p);
            Deblocking.filter(p, m, 0, 1, 0, 0, 0);
            assertEquals(step == 100, Arrays.equals(before.luma, p.luma), "step of " + step);
        }
    }

    @Test
    void allocatesNothing() {
        final Random random = new Random(7);
        final Picture p = CodedPictures.picture(random, 6, 5, 8, 2);
        final MacroblockMap m = CodedPictures.map(random, 6, 5, 30, 20);
        Arrays.fill(m.qp, (byte) 34);
        assertEquals(0.0, new AllocationProbe().measure(() -> Deblocking.filter(p, m, 0, 5, 0, 0, 0), 1_000));
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        final Picture p = new Picture(32, 32);
        final MacroblockMap m = new MacroblockMap(2, 2);
        assertThrows(IllegalArgumentException.class, () -> Deblocking.filter(p, new MacroblockMap(2, 3), 0, 2, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Deblocking.filter(p, m, -1, 2, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Deblocking.filter(p, m, 0, 3, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Deblocking.filter(p, m, 0, 2, 13, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Deblocking.filter(p, m, 0, 2, 0, -13, 0));
        assertThrows(IllegalArgumentException.class, () -> Deblocking.filter(p, m, 0, 2, 0, 0, 13));
    }

    private static void compare(final Picture p, final MacroblockMap m, final int a, final int b, final int chroma, final String what) {
        final Picture expected = CodedPictures.copy(p);
        new StandardDeblocking(expected, m, a, b, chroma).filter();
        Deblocking.filter(p, m, 0, m.heightMbs, a, b, chroma);
        same(expected, p, what + " offsets " + a + ' ' + b + ' ' + chroma);
    }

    private static void same(final Picture expected, final Picture actual, final String what) {
        assertArrayEquals(expected.luma, actual.luma, what + ", luma");
        assertArrayEquals(expected.cb, actual.cb, what + ", Cb");
        assertArrayEquals(expected.cr, actual.cr, what + ", Cr");
    }
}
