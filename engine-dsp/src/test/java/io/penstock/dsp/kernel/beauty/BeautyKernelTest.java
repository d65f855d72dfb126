package io.penstock.dsp.kernel.beauty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.testkit.AllocationProbe;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BeautyKernelTest {
    private static final int W = 320;
    private static final int H = 240;
    private static final int U = W * H;
    private static final int V = W * H * 5 / 4;

    private static DrawnFace portrait(final int skin, final long seed) {
        return new DrawnFace(W, H).wall(110, 140, 118, 3, seed).face(150, 95, 90, skin, 112, 150, seed + 1);
    }

    private static byte[] processed(final BeautyKernel kernel, final byte[] picture) {
        final byte[] data = picture.clone();
        kernel.process(data, 0, U, V, 1);
        return data;
    }

    private static double texture(final byte[] data, final int x0, final int y0, final int size) {
        double sum = 0;
        double squares = 0;
        for (int y = y0; y < y0 + size; y++) {
            for (int x = x0; x < x0 + size; x++) {
                final int value = data[y * W + x] & 0xFF;
                sum += value;
                squares += value * value;
            }
        }
        final double n = size * size;
        return squares / n - sum / n * sum / n;
    }

    private static double mean(final byte[] data, final int x0, final int y0, final int size) {
        double sum = 0;
        for (int y = y0; y < y0 + size; y++) {
            for (int x = x0; x < x0 + size; x++) {
                sum += data[y * W + x] & 0xFF;
            }
        }
        return sum / (size * size);
    }

    @Test
    void findsFacesOfDarkAndLightSkin() {
        for (int skin = 75; skin <= 205; skin += 26) {
            final BeautyKernel kernel = new BeautyKernel(W, H, false);
            processed(kernel, portrait(skin, skin).data);
            assertEquals(1, kernel.faces(), "skin of luma " + skin);
            final float[] face = new float[3];
            kernel.face(0, face);
            assertEquals(150, face[0], 12, "skin of luma " + skin);
            assertEquals(95, face[1], 12, "skin of luma " + skin);
            assertEquals(90, face[2], 25, "skin of luma " + skin);
        }
    }

    @Test
    void smoothsSkinMoreWithEveryLevel() {
        final byte[] before = portrait(150, 1).data;
        double last = texture(before, 118, 106, 16);
        for (final int level : new int[] {1, 3, 5, 7, 9}) {
            final byte[] after = processed(new BeautyKernel(W, H, false).smoothing(level).whitening(0), before);
            final double now = texture(after, 118, 106, 16);
            assertTrue(now < last, "level " + level + ": " + last + " to " + now);
            last = now;
        }
        assertTrue(last < texture(before, 118, 106, 16) / 10);
        final double fifth = texture(processed(new BeautyKernel(W, H, false).smoothing(5).whitening(0), before), 118, 106, 16);
        assertTrue(10 * Math.log10(texture(before, 118, 106, 16) / fifth) > 8, "level 5 smooths by at least 8 dB");
    }

    @Test
    void whitensSkinMoreWithEveryLevelAndLeavesChromaAlone() {
        final byte[] before = portrait(140, 2).data;
        double last = mean(before, 118, 106, 16);
        for (final int level : new int[] {1, 3, 6, 9}) {
            final byte[] after = processed(new BeautyKernel(W, H, false).smoothing(0).whitening(level), before);
            final double now = mean(after, 118, 106, 16);
            assertTrue(now > last + 1, "level " + level + ": " + last + " to " + now);
            last = now;
            for (int i = U; i < before.length; i++) {
                assertEquals(before[i], after[i]);
            }
        }
    }

    @Test
    void keepsBrowsEyesAndLips() {
        final byte[] before = portrait(150, 3).data;
        final byte[] after = processed(new BeautyKernel(W, H, false).smoothing(9).whitening(0), before);
        // Contrast of the eye and of the mouth with the cheek beside it.
        for (final int[] at : new int[][] {{128, 93, 128, 110}, {168, 93, 168, 110}, {148, 138, 120, 130}}) {
            final double was = mean(before, at[2], at[3], 4) - mean(before, at[0], at[1], 4);
            final double is = mean(after, at[2], at[3], 4) - mean(after, at[0], at[1], 4);
            assertTrue(is > 0.93 * was, "contrast " + was + " to " + is);
        }
    }

    @Test
    void leavesTheBackgroundAlone() {
        final byte[] before = portrait(150, 4).data;
        final byte[] after = processed(new BeautyKernel(W, H, false).smoothing(9).whitening(9), before);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                if (x < 60 || x > 240) {
                    assertEquals(before[y * W + x], after[y * W + x], x + "," + y);
                }
            }
        }
    }

    @Test
    void leavesSkinColouredWallsAloneWhenThereIsNoFace() {
        for (int noise = 0; noise <= 24; noise += 6) {
            final byte[] before = new DrawnFace(W, H).wall(150, 112, 150, noise, noise).data;
            assertArrayEquals(before, processed(new BeautyKernel(W, H, false), before), "noise " + noise);
        }
    }

    @Test
    void leavesWoodAlone() {
        final DrawnFace wood = new DrawnFace(W, H).wall(130, 112, 148, 2, 5);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                final int plank = y % 60 < 3 ? -60 : 0;
                wood.data[y * W + x] += (byte) (plank + 14 * Math.sin(y * 0.4 + 3 * Math.sin(x * 0.03)));
            }
        }
        assertArrayEquals(wood.data, processed(new BeautyKernel(W, H, false), wood.data));
    }

    @Test
    void changesNothingAtLevelZero() {
        final byte[] before = portrait(150, 6).data;
        assertArrayEquals(before, processed(new BeautyKernel(W, H, false).smoothing(0).whitening(0), before));
    }

    @Test
    void treatsNv12LikeI420() {
        final byte[] i420 = portrait(150, 7).data;
        final byte[] nv12 = i420.clone();
        for (int i = 0; i < U / 4; i++) {
            nv12[U + 2 * i] = i420[U + i];
            nv12[U + 2 * i + 1] = i420[V + i];
        }
        final byte[] expected = processed(new BeautyKernel(W, H, false), i420);
        new BeautyKernel(W, H, false).process(nv12, 0, U, U + 1, 2);
        for (int i = 0; i < U; i++) {
            assertEquals(expected[i], nv12[i]);
        }
    }

    @Test
    void seesTheSameInFullRange() {
        final byte[] limited = portrait(150, 8).data;
        final byte[] full = limited.clone();
        for (int i = 0; i < U; i++) {
            full[i] = (byte) Math.round(((limited[i] & 0xFF) - 16) * 255 / 219.0);
        }
        final BeautyKernel kernel = new BeautyKernel(W, H, true).smoothing(5).whitening(0);
        final byte[] after = processed(kernel, full);
        assertEquals(1, kernel.faces());
        assertTrue(10 * Math.log10(texture(full, 118, 106, 16) / texture(after, 118, 106, 16)) > 8);
        assertEquals(mean(full, 118, 106, 16), mean(after, 118, 106, 16), 1);
    }

    @Test
    void doesNotFlicker() {
        // A still scene with the noise of a camera: what the filter adds from picture to picture is less than the noise itself.
        final BeautyKernel kernel = new BeautyKernel(W, H, false);
        final byte[] still = portrait(150, 9).data;
        final Random random = new Random(10);
        byte[] last = null;
        byte[] lastIn = null;
        for (int n = 0; n < 40; n++) {
            final byte[] in = still.clone();
            for (int i = 0; i < U; i++) {
                in[i] += (byte) Math.round(2 * random.nextGaussian());
            }
            final byte[] out = processed(kernel, in);
            if (last != null) {
                double cheek = mean(out, 118, 106, 16) - mean(last, 118, 106, 16);
                cheek -= mean(in, 118, 106, 16) - mean(lastIn, 118, 106, 16);
                assertEquals(0, cheek, 0.8, "picture " + n);
            }
            last = out;
            lastIn = in;
        }
    }

    @Test
    void followsAFaceThatMovesAndForgetsOneThatLeaves() {
        final BeautyKernel kernel = new BeautyKernel(W, H, false);
        final float[] face = new float[3];
        for (int n = 0; n < 30; n++) {
            processed(kernel, new DrawnFace(W, H).wall(110, 140, 118, 3, n).face(90 + 4 * n, 95, 90, 150, 112, 150, 77).data);
            assertEquals(1, kernel.faces());
            kernel.face(0, face);
            assertEquals(90 + 4 * n, face[0], 15);
        }
        final byte[] empty = new DrawnFace(W, H).wall(110, 140, 118, 3, 5).data;
        for (int n = 0; n < 40; n++) {
            processed(kernel, empty);
        }
        assertEquals(0, kernel.faces());
    }

    @Test
    void takesAnySizeAndAnyBytes() {
        final Random random = new Random(11);
        for (final int[] size : new int[][] {{1, 1}, {2, 2}, {3, 5}, {17, 9}, {33, 200}, {640, 3}, {351, 287}}) {
            final int w = size[0];
            final int h = size[1];
            final int chroma = (w + 1) / 2 * ((h + 1) / 2);
            final byte[] data = new byte[w * h + 2 * chroma];
            final BeautyKernel kernel = new BeautyKernel(w, h, false).smoothing(9).whitening(9);
            for (int n = 0; n < 3; n++) {
                random.nextBytes(data);
                kernel.process(data, 0, w * h, w * h + chroma, 1);
            }
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final BeautyKernel kernel = new BeautyKernel(W, H, false);
        final byte[] data = portrait(150, 12).data;
        final byte[] work = data.clone();
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            System.arraycopy(data, 0, work, 0, data.length);
            kernel.process(work, 0, U, V, 1);
        }, 30));
    }
}
