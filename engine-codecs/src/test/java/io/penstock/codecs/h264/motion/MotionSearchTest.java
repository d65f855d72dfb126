package io.penstock.codecs.h264.motion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.motion.SearchEffort.Pattern;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.h264.write.BitWriter;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MotionSearchTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 128;
    private static final SearchEffort WHOLE = new SearchEffort(Pattern.DIAMOND, 16, false, false, false);
    private static final SearchEffort[] EFFORTS = {
        WHOLE, new SearchEffort(0, false, false, false), new SearchEffort(8, true, false, false), new SearchEffort(8, true, true, false),
        new SearchEffort(16, true, true, true), new SearchEffort(24, true, true, true), new SearchEffort(Pattern.WIDE, 24, true, true, false)};
    private static final short[] NONE = {};

    private final MotionSearch search = new MotionSearch();
    private final Reference reference = new Reference(WIDTH, HEIGHT);
    private final byte[] block = new byte[256];
    private final byte[] scratch = new byte[256];

    @Test
    void findsWholeMotionFromNowhereInASmoothPicture() {
        draw(3, 16);
        for (int across = -3; across <= 3; across++) {
            for (int down = -3; down <= 3; down++) {
                reference.predictLuma(4 * (64 + across), 4 * (48 + down), 16, 16, block, 0, 16);
                search.search(reference, block, 0, 16, 64, 48, 16, 16, 0, 0, NONE, NONE, 0, 0, WHOLE);
                assertEquals(4 * across + " " + 4 * down + " 0", search.x() + " " + search.y() + " " + search.distortion());
            }
        }
    }

    @Test
    void findsEveryQuarterOfASampleNearbyIfAllowed() {
        draw(4, 10);
        int exact = 0;
        for (int across = -8; across <= 8; across++) {
            for (int down = -8; down <= 8; down++) {
                reference.predictLuma(4 * 64 + across, 4 * 48 + down, 16, 16, block, 0, 16);
                search.search(reference, block, 0, 16, 64, 48, 16, 16, 0, 0, NONE, NONE, 0, 0, EFFORTS[5]);
                exact += search.x() == across && search.y() == down ? 1 : 0;
                assertTrue(Math.abs(search.x() - across) <= 1 && Math.abs(search.y() - down) <= 1, across + " " + down);
            }
        }
        assertTrue(exact >= 17 * 17 * 9 / 10, exact + " of 289");
    }

    @Test
    void takesAVectorFarAwayIfOneIsGiven() {
        draw(5, 3);
        reference.predictLuma(4 * 100 - 1, 4 * 20 + 2, 8, 8, block, 0, 16);
        final short[] across = {0, 7, 4 * 60 - 1};
        final short[] down = {4, 7, -4 * 60 + 2};
        search.search(reference, block, 0, 16, 40, 80, 8, 8, 0, 0, across, down, 3, 1, EFFORTS[3]);
        assertEquals("239 -238 0", search.x() + " " + search.y() + " " + search.distortion());
    }

    @Test
    void takesThePredictedVectorBetweenSamples() {
        draw(6, 2);
        reference.predictLuma(4 * 64 + 41, 4 * 48 - 21, 16, 16, block, 0, 16);
        search.search(reference, block, 0, 16, 64, 48, 16, 16, 41, -21, NONE, NONE, 0, 20, EFFORTS[4]);
        assertEquals("41 -21 0 40", search.x() + " " + search.y() + " " + search.distortion() + " " + search.cost());
    }

    @Test
    void leavesVectorsBetweenSamplesToEffortsThatAllowThem() {
        draw(7, 6);
        reference.predictLuma(4 * 64 + 9, 4 * 48 + 7, 16, 16, block, 0, 16);
        search.search(reference, block, 0, 16, 64, 48, 16, 16, 9, 7, NONE, NONE, 0, 1, WHOLE);
        assertEquals(0, (search.x() | search.y()) & 3);
        search.search(reference, block, 0, 16, 64, 48, 16, 16, 9, 7, NONE, NONE, 0, 1, EFFORTS[2]);
        assertEquals(0, (search.x() | search.y()) & 1);
    }

    @Test
    void staysWhereItIsWhereNothingMoves() {
        draw(8, 6);
        reference.predictLuma(4 * 64, 4 * 48, 16, 16, block, 0, 16);
        final short[] across = {40, -3};
        final short[] down = {-40, 5};
        for (final SearchEffort effort : EFFORTS) {
            search.search(reference, block, 0, 16, 64, 48, 16, 16, 0, 0, across, down, 2, 4, effort);
            assertEquals("0 0 0 8", search.x() + " " + search.y() + " " + search.distortion() + " " + search.cost());
        }
    }

    @Test
    void saysWhatItsVectorCostsAndKeepsItInTheWindow() {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        final int[] sides = {8, 16};
        final short[] across = new short[6];
        final short[] down = new short[6];
        draw(seed, 4);
        for (int i = 0; i < 4000; i++) {
            random.nextBytes(block);
            final int w = sides[random.nextInt(2)];
            final int h = sides[random.nextInt(2)];
            final int atX = 128 + random.nextInt((WIDTH - 128 - w) / 8 + 1) * 8;
            final int atY = random.nextInt((HEIGHT - h) / 8 + 1) * 8;
            final int range = random.nextBoolean() ? 32767 : 300;
            for (int k = 0; k < 6; k++) {
                across[k] = (short) (random.nextInt(range + 300) - 300);
                down[k] = (short) (random.nextInt(2 * range) - range);
            }
            final int lambda = random.nextInt(40);
            final SearchEffort effort = EFFORTS[random.nextInt(EFFORTS.length)];
            search.search(reference, block, 0, 16, atX, atY, w, h, across[0], down[0], across, down, random.nextInt(7), lambda, effort);
            final String where = "seed " + seed + " case " + i;
            final int x4 = 4 * atX + search.x();
            final int y4 = 4 * atY + search.y();
            assertTrue(x4 >= Reference.minX4() && x4 <= Reference.maxX4(w, WIDTH), where);
            assertTrue(y4 >= Reference.minY4() && y4 <= Reference.maxY4(h, HEIGHT), where);
            assertTrue(search.y() >= -256 && search.y() <= 255, where + ": level 1 allows -64 to 63.75 samples");
            assertEquals(effort.satd() ? reference.satd(block, 0, 16, x4, y4, w, h, scratch) : reference.sad(block, 0, 16, x4, y4, w, h),
                search.distortion(), where);
            assertEquals(search.distortion() + lambda * (BitWriter.seBits(search.x() - across[0]) + BitWriter.seBits(search.y() - down[0])),
                search.cost(), where);
        }
    }

    @Test
    void isSeldomMuchWorseThanLookingEverywhere() {
        final Random random = new Random(9);
        draw(9, 5);
        final byte[] moved = new byte[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y += 16) {
            for (int x = 0; x < WIDTH; x += 16) {
                reference.predictLuma(4 * x + 9 + x / 16, 4 * y - 6 + y / 32, 16, 16, moved, y * WIDTH + x, WIDTH);
            }
        }
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (byte) Math.max(0, Math.min(255, (moved[i] & 255) + random.nextInt(9) - 4));
        }
        long found = 0;
        long best = 0;
        final short[] across = new short[1];
        final short[] down = new short[1];
        for (int y = 0; y < HEIGHT; y += 16) {
            for (int x = 0; x < WIDTH; x += 16) {
                search.search(reference, moved, y * WIDTH + x, WIDTH, x, y, 16, 16, across[0], down[0], across, down, 1, 2, EFFORTS[3]);
                found += search.distortion();
                across[0] = (short) search.x();
                down[0] = (short) search.y();
                int least = Integer.MAX_VALUE;
                for (int v = -24; v <= 24; v++) {
                    for (int u = -24; u <= 24; u++) {
                        least = Math.min(least, reference.sad(moved, y * WIDTH + x, WIDTH, 4 * x + u, 4 * y + v, 16, 16));
                    }
                }
                best += least;
            }
        }
        assertTrue(found <= best * 115 / 100, found + " against " + best);
    }

    @Test
    void allocatesNothing() {
        draw(10, 4);
        final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            final long before = threads.getThreadAllocatedBytes(thread);
            for (final SearchEffort effort : EFFORTS) {
                search.search(reference, block, 0, 16, 64, 48, 16, 16, 3, 5, NONE, NONE, 0, 4, effort);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertTrue(least <= 64, least + " bytes");
    }

    @Test
    void refusesEffortsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new SearchEffort(null, 1, true, true, true));
        assertThrows(IllegalArgumentException.class, () -> new SearchEffort(-1, true, true, true));
        assertThrows(IllegalArgumentException.class, () -> new SearchEffort(1, false, true, true));
    }

    /** Noise, smoothed over so many samples and spread again. */
    private void draw(final long seed, final int smooth) {
        final Random random = new Random(seed);
        final Picture picture = reference.picture();
        final int cells = 64;
        final double[] noise = new double[cells * cells];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = 255 * random.nextDouble();
        }
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                final double u = (double) x / smooth;
                final double v = (double) y / smooth;
                final int at = (int) v % (cells - 1) * cells + (int) u % (cells - 1);
                final double right = ease(u - Math.floor(u));
                final double down = ease(v - Math.floor(v));
                final double value = (noise[at] * (1 - right) + noise[at + 1] * right) * (1 - down)
                    + (noise[at + cells] * (1 - right) + noise[at + cells + 1] * right) * down;
                picture.luma[picture.lumaAt(x, y)] = (byte) Math.round(value);
            }
        }
        picture.extend();
        reference.changed();
    }

    private static double ease(final double t) {
        return t * t * (3 - 2 * t);
    }
}
