package io.penstock.dsp.kernel.denoise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DenoiseKernelTest {
    private static final int W = 160;
    private static final int H = 128;
    private static final int BYTES = W * H * 3 / 2;

    /** A wall with a soft pattern, and a bright disc that moves along. */
    private static byte[] scene(final double at) {
        final byte[] data = new byte[BYTES];
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                final double disc = Math.hypot(x - at, y - 64.0);
                final double edge = Math.max(0, Math.min(1, 20.5 - disc));
                data[y * W + x] = (byte) Math.round(110 + 25 * Math.sin(x * 0.05) * Math.cos(y * 0.06) + 80 * edge);
            }
        }
        for (int i = W * H; i < BYTES; i++) {
            data[i] = (byte) 120;
        }
        return data;
    }

    private static byte[] noisy(final byte[] clean, final double sigma, final Random random) {
        final byte[] data = new byte[clean.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) Math.max(0, Math.min(255, Math.round((clean[i] & 0xFF) + sigma * random.nextGaussian())));
        }
        return data;
    }

    private static double psnr(final byte[] a, final byte[] b, final int x0, final int x1) {
        double sum = 0;
        for (int y = 0; y < H; y++) {
            for (int x = x0; x < x1; x++) {
                final int d = (a[y * W + x] & 0xFF) - (b[y * W + x] & 0xFF);
                sum += d * d;
            }
        }
        return 10 * Math.log10(65025 / Math.max(1e-9, sum / (H * (x1 - x0))));
    }

    @Test
    void measuresTheNoise() {
        for (final double sigma : new double[] {2, 5, 10, 15}) {
            final DenoiseKernel kernel = new DenoiseKernel(W, H);
            final Random random = new Random(1);
            for (int n = 0; n < 20; n++) {
                kernel.process(noisy(scene(30), sigma, random), 0);
            }
            assertEquals(sigma, kernel.noise(), 0.12 * sigma + 0.2);
        }
    }

    @Test
    void gainsEightDecibelsWhereNothingMoves() {
        for (final double sigma : new double[] {3, 8, 15}) {
            final DenoiseKernel kernel = new DenoiseKernel(W, H);
            final Random random = new Random(2);
            final byte[] clean = scene(30);
            double gain = 0;
            for (int n = 0; n < 25; n++) {
                final byte[] in = noisy(clean, sigma, random);
                final byte[] out = in.clone();
                kernel.process(out, 0);
                gain = psnr(clean, out, 0, W) - psnr(clean, in, 0, W);
            }
            assertTrue(gain > 8, "sigma " + sigma + ": " + gain + " dB");
        }
    }

    @Test
    void leavesNoTrailBehindWhatMoves() {
        final DenoiseKernel kernel = new DenoiseKernel(W, H);
        final Random random = new Random(3);
        for (int n = 0; n < 30; n++) {
            final int at = 20 + 4 * n;
            final byte[] clean = scene(at);
            final byte[] in = noisy(clean, 8, random);
            final byte[] out = in.clone();
            kernel.process(out, 0);
            final int x0 = Math.max(0, at - 32);
            final int x1 = Math.min(W, at + 32);
            assertTrue(psnr(clean, out, x0, x1) > psnr(clean, in, x0, x1) + 2, "picture " + n + ": " + psnr(clean, in, x0, x1) + " to "
                + psnr(clean, out, x0, x1));
        }
    }

    @Test
    void followsACutAtOnce() {
        final DenoiseKernel kernel = new DenoiseKernel(W, H);
        final Random random = new Random(4);
        for (int n = 0; n < 10; n++) {
            kernel.process(noisy(scene(30), 6, random), 0);
        }
        final byte[] other = new byte[BYTES];
        Arrays.fill(other, (byte) 60);
        final byte[] in = noisy(other, 6, random);
        final byte[] out = in.clone();
        kernel.process(out, 0);
        assertTrue(psnr(other, out, 0, W) > psnr(other, in, 0, W) + 2);
    }

    @Test
    void leavesCleanPicturesAlone() {
        final DenoiseKernel kernel = new DenoiseKernel(W, H);
        for (int n = 0; n < 20; n++) {
            final byte[] clean = scene(20 + 3 * n);
            final byte[] out = clean.clone();
            kernel.process(out, 0);
            assertTrue(psnr(clean, out, 0, W) > 45);
        }
    }

    @Test
    void isOffAtStrengthZero() {
        final DenoiseKernel kernel = new DenoiseKernel(W, H).strength(0);
        final byte[] in = noisy(scene(30), 10, new Random(5));
        final byte[] out = in.clone();
        kernel.process(out, 0);
        kernel.process(out, 0);
        assertArrayEquals(in, out);
    }

    @Test
    void takesOutMoreWithMoreStrength() {
        double last = 0;
        final byte[] clean = scene(30);
        for (final int strength : new int[] {1, 3, 5}) {
            final DenoiseKernel kernel = new DenoiseKernel(W, H).strength(strength);
            final Random random = new Random(6);
            byte[] out = null;
            for (int n = 0; n < 12; n++) {
                out = noisy(clean, 8, random);
                kernel.process(out, 0);
            }
            final double now = psnr(clean, out, 0, W);
            assertTrue(now > last + 0.5, "strength " + strength + ": " + last + " to " + now);
            last = now;
        }
    }

    @Test
    void takesAnySizeAndAnyBytes() {
        final Random random = new Random(7);
        for (final int[] size : new int[][] {{1, 1}, {2, 2}, {3, 1}, {1, 7}, {17, 33}, {50, 3}, {131, 77}}) {
            final int w = size[0];
            final int h = size[1];
            final byte[] data = new byte[w * h + 2 * ((w + 1) / 2 * ((h + 1) / 2)) + 5];
            final DenoiseKernel kernel = new DenoiseKernel(w, h).strength(9);
            for (int n = 0; n < 4; n++) {
                random.nextBytes(data);
                final byte[] frame = data.clone();
                kernel.process(frame, 2);
                assertEquals(data[0], frame[0]);
                assertEquals(data[1], frame[1]);
                for (int i = data.length - 3; i < data.length; i++) {
                    assertEquals(data[i], frame[i], "nothing beyond the picture");
                }
            }
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final DenoiseKernel kernel = new DenoiseKernel(W, H);
        final byte[] data = noisy(scene(30), 8, new Random(8));
        final byte[] work = data.clone();
        assertEquals(0.0, new AllocationProbe().measure(() -> {
            System.arraycopy(data, 0, work, 0, data.length);
            kernel.process(work, 0);
        }, 60));
    }
}
