package io.penstock.codecs.h264.motion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.penstock.codecs.h264.picture.Picture;
import io.penstock.testkit.AllocationProbe;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Samples between samples, against ITU-T H.264 8.4.2.2 written down sample by sample. */
class ReferenceTest {
    private static final int WIDTH = 48;
    private static final int HEIGHT = 32;
    private static final int TRIALS = 4000;
    private static final int[] SIDES = {4, 8, 16};

    private final Random random = new Random(7);

    /** Noise; black and white at random; and stripes that drive the filter beyond black and white, in one direction and in both. */
    private Reference picture(final int kind) {
        final Reference reference = new Reference(WIDTH, HEIGHT);
        rewrite(reference, kind);
        return reference;
    }

    private void rewrite(final Reference reference, final int kind) {
        final Picture p = reference.picture();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                final int across = (x + 1) / 2 & 1;
                final int down = (y + 1) / 2 & 1;
                final int extreme = kind == 2 ? across : kind == 3 ? down : across ^ down;
                p.luma[p.lumaAt(x, y)] = (byte) (kind == 0 ? random.nextInt() : kind == 1 ? -random.nextInt(2) : -extreme);
            }
        }
        for (int y = 0; y < HEIGHT / 2; y++) {
            for (int x = 0; x < WIDTH / 2; x++) {
                p.cb[p.chromaAt(x, y)] = (byte) (kind == 0 ? random.nextInt() : -random.nextInt(2));
                p.cr[p.chromaAt(x, y)] = (byte) (kind == 0 ? random.nextInt() : -random.nextInt(2));
            }
        }
        p.extend();
        reference.changed();
    }

    private static int luma(final Picture p, final int x, final int y) {
        return p.luma[p.lumaAt(Math.max(0, Math.min(WIDTH - 1, x)), Math.max(0, Math.min(HEIGHT - 1, y)))] & 0xFF;
    }

    private static int six(final int a, final int b, final int c, final int d, final int e, final int f) {
        return a - 5 * b + 20 * c + 20 * d - 5 * e + f;
    }

    private static int b1(final Picture p, final int x, final int y) {
        return six(luma(p, x - 2, y), luma(p, x - 1, y), luma(p, x, y), luma(p, x + 1, y), luma(p, x + 2, y), luma(p, x + 3, y));
    }

    private static int h1(final Picture p, final int x, final int y) {
        return six(luma(p, x, y - 2), luma(p, x, y - 1), luma(p, x, y), luma(p, x, y + 1), luma(p, x, y + 2), luma(p, x, y + 3));
    }

    private static int clip(final int value) {
        return Math.max(0, Math.min(255, value));
    }

    private static int half(final int value) {
        return clip(value + 16 >> 5);
    }

    /** Table 8-12 and equations 8-241 to 8-261, with the letters of figure 8-4. */
    private static int expectedLuma(final Picture p, final int x4, final int y4) {
        final int x = x4 >> 2;
        final int y = y4 >> 2;
        final int g = luma(p, x, y);
        final int b = half(b1(p, x, y));
        final int h = half(h1(p, x, y));
        final int j = clip(six(b1(p, x, y - 2), b1(p, x, y - 1), b1(p, x, y), b1(p, x, y + 1), b1(p, x, y + 2), b1(p, x, y + 3)) + 512 >> 10);
        final int s = half(b1(p, x, y + 1));
        final int m = half(h1(p, x + 1, y));
        return switch ((x4 & 3) * 10 + (y4 & 3)) {
            case 0 -> g;
            case 1 -> g + h + 1 >> 1;
            case 2 -> h;
            case 3 -> luma(p, x, y + 1) + h + 1 >> 1;
            case 10 -> g + b + 1 >> 1;
            case 11 -> b + h + 1 >> 1;
            case 12 -> h + j + 1 >> 1;
            case 13 -> h + s + 1 >> 1;
            case 20 -> b;
            case 21 -> b + j + 1 >> 1;
            case 22 -> j;
            case 23 -> j + s + 1 >> 1;
            case 30 -> b + luma(p, x + 1, y) + 1 >> 1;
            case 31 -> b + m + 1 >> 1;
            case 32 -> j + m + 1 >> 1;
            default -> s + m + 1 >> 1;
        };
    }

    private static int chroma(final Picture p, final byte[] plane, final int x, final int y) {
        return plane[p.chromaAt(Math.max(0, Math.min(WIDTH / 2 - 1, x)), Math.max(0, Math.min(HEIGHT / 2 - 1, y)))] & 0xFF;
    }

    private static int expectedChroma(final Picture p, final byte[] plane, final int x8, final int y8) {
        final int x = x8 >> 3;
        final int y = y8 >> 3;
        final int dx = x8 & 7;
        final int dy = y8 & 7;
        return (8 - dx) * (8 - dy) * chroma(p, plane, x, y) + dx * (8 - dy) * chroma(p, plane, x + 1, y)
            + (8 - dx) * dy * chroma(p, plane, x, y + 1) + dx * dy * chroma(p, plane, x + 1, y + 1) + 32 >> 6;
    }

    private int placeX(final int w) {
        return Reference.minX4() + random.nextInt(Reference.maxX4(w, WIDTH) - Reference.minX4() + 1);
    }

    private int placeY(final int h) {
        return Reference.minY4() + random.nextInt(Reference.maxY4(h, HEIGHT) - Reference.minY4() + 1);
    }

    private static byte[] expectedBlock(final Picture p, final int x4, final int y4, final int w, final int h) {
        final byte[] block = new byte[w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                block[y * w + x] = (byte) expectedLuma(p, x4 + 4 * x, y4 + 4 * y);
            }
        }
        return block;
    }

    @Test
    void predictsLumaAtEveryQuarterOfTheWholeWindow() {
        final byte[] block = new byte[256];
        final byte[] row = new byte[16];
        for (int kind = 0; kind < 5; kind++) {
            final Reference reference = picture(kind);
            for (int y4 = Reference.minY4(); y4 <= Reference.maxY4(4, HEIGHT); y4++) {
                for (int x4 = Reference.minX4(); x4 <= Reference.maxX4(4, WIDTH); x4++) {
                    reference.predictLuma(x4, y4, 4, 4, block, 0, 4);
                    row[0] = (byte) expectedLuma(reference.picture(), x4, y4);
                    row[1] = (byte) expectedLuma(reference.picture(), x4 + 12, y4 + 12);
                    if (row[0] != block[0] || row[1] != block[15]) {
                        assertEquals(row[0] + " " + row[1], block[0] + " " + block[15], "kind " + kind + " at " + x4 + ' ' + y4);
                    }
                }
            }
        }
    }

    @Test
    void predictsBlocksOfEverySizeInAnyOrderAndWritesNothingElse() {
        for (int trial = 0; trial < TRIALS; trial++) {
            final Reference reference = picture(trial % 5);
            for (int block = 0; block < 4; block++) {
                final int w = SIDES[random.nextInt(3)];
                final int h = SIDES[random.nextInt(3)];
                final int x4 = placeX(w);
                final int y4 = placeY(h);
                final byte[] to = new byte[20 * 24];
                random.nextBytes(to);
                final byte[] expected = to.clone();
                final byte[] samples = expectedBlock(reference.picture(), x4, y4, w, h);
                for (int y = 0; y < h; y++) {
                    System.arraycopy(samples, y * w, expected, 25 + y * 20, w);
                }
                reference.predictLuma(x4, y4, w, h, to, 25, 20);
                assertArrayEquals(expected, to, "trial " + trial + " at " + x4 + ' ' + y4 + ", " + w + 'x' + h);
            }
        }
    }

    @Test
    void measuresDifferencesToWhatItWouldPredict() {
        final byte[] scratch = new byte[256];
        final byte[] source = new byte[32 * 32];
        for (int trial = 0; trial < TRIALS; trial++) {
            final Reference reference = picture(trial % 5);
            random.nextBytes(source);
            final int w = 8 << random.nextInt(2);
            final int h = 8 << random.nextInt(2);
            final int x4 = placeX(w);
            final int y4 = placeY(h);
            final byte[] samples = expectedBlock(reference.picture(), x4, y4, w, h);
            final String where = "trial " + trial + " at " + x4 + ' ' + y4 + ", " + w + 'x' + h;
            assertEquals(Pixels.sad(source, 7, 32, samples, 0, w, w, h), reference.sad(source, 7, 32, x4, y4, w, h), where);
            assertEquals(Pixels.satd(source, 7, 32, samples, 0, w, w, h), reference.satd(source, 7, 32, x4, y4, w, h, scratch), where);
        }
    }

    @Test
    void predictsChromaAtEveryEighth() {
        for (int trial = 0; trial < TRIALS; trial++) {
            final Reference reference = picture(trial & 1);
            final Picture p = reference.picture();
            final int w = 4 << random.nextInt(2);
            final int h = 4 << random.nextInt(2);
            final int x8 = placeX(2 * w);
            final int y8 = placeY(2 * h);
            final byte[] cb = new byte[12 * 12];
            final byte[] cr = new byte[12 * 12];
            final byte[] expectedCb = new byte[12 * 12];
            final byte[] expectedCr = new byte[12 * 12];
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    expectedCb[13 + y * 12 + x] = (byte) expectedChroma(p, p.cb, x8 + 8 * x, y8 + 8 * y);
                    expectedCr[15 + y * 12 + x] = (byte) expectedChroma(p, p.cr, x8 + 8 * x, y8 + 8 * y);
                }
            }
            reference.predictChroma(x8, y8, w, h, cb, 13, cr, 15, 12);
            assertArrayEquals(expectedCb, cb, "trial " + trial + " at " + x8 + ' ' + y8);
            assertArrayEquals(expectedCr, cr, "trial " + trial + " at " + x8 + ' ' + y8);
        }
    }

    @Test
    void forgetsWhatItKnewWhenThePictureChanges() {
        final Reference reference = picture(0);
        final byte[] block = new byte[256];
        for (int change = 0; change < 20; change++) {
            reference.predictLuma(18, 14, 16, 16, block, 0, 16);
            assertArrayEquals(expectedBlock(reference.picture(), 18, 14, 16, 16), block, "change " + change);
            rewrite(reference, 0);
        }
    }

    @Test
    void isSharedByThreadsThatFillItTogether() throws InterruptedException {
        for (int round = 0; round < 40; round++) {
            final Reference reference = picture(0);
            final CountDownLatch start = new CountDownLatch(1);
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            final Thread[] threads = new Thread[3];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> look(reference, start, failure), "looks-" + i);
                threads[i].start();
            }
            start.countDown();
            for (final Thread thread : threads) {
                thread.join();
            }
            assertNull(failure.get(), () -> "found by a thread: " + failure.get());
        }
    }

    private static void look(final Reference reference, final CountDownLatch start, final AtomicReference<Throwable> failure) {
        final byte[] block = new byte[256];
        try {
            start.await();
            for (int y4 = -66; y4 <= Reference.maxY4(16, HEIGHT); y4 += 67) {
                for (int x4 = -66; x4 <= Reference.maxX4(16, WIDTH); x4 += 67) {
                    reference.predictLuma(x4, y4, 16, 16, block, 0, 16);
                    assertArrayEquals(expectedBlock(reference.picture(), x4, y4, 16, 16), block);
                }
            }
        } catch (final Throwable e) {
            failure.set(e);
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothingAlsoWhereItHasToWorkOutSamplesFirst() {
        final Reference reference = picture(0);
        final byte[] source = new byte[256];
        final byte[] to = new byte[256];
        final int[] seen = new int[2];
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            final int x4 = -80 + (seen[0] & 63);
            final int y4 = -80 + (seen[0]++ >> 2 & 63);
            if ((seen[0] & 63) == 0) {
                reference.changed();
            }
            reference.predictLuma(x4, y4, 16, 16, to, 0, 16);
            reference.predictLuma(x4 + 40, y4 + 40, 4, 8, to, 0, 16);
            reference.predictChroma(x4, y4, 8, 8, to, 0, to, 8, 16);
            seen[1] += reference.sad(source, 0, 16, x4, y4, 16, 16) + reference.satd(source, 0, 16, x4, y4, 8, 8, to);
        }, 20_000, 10_000));
    }
}
