package io.penstock.dsp.kernel.beauty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuidedFilterTest {
    private static final int W = 23;
    private static final int H = 17;

    private static float[] random(final long seed, final float scale) {
        final Random random = new Random(seed);
        final float[] plane = new float[W * H];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = scale * random.nextFloat();
        }
        return plane;
    }

    private static double[] box(final double[] plane, final int r) {
        final double[] mean = new double[plane.length];
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                double sum = 0;
                int n = 0;
                for (int v = Math.max(0, y - r); v <= Math.min(H - 1, y + r); v++) {
                    for (int u = Math.max(0, x - r); u <= Math.min(W - 1, x + r); u++) {
                        sum += plane[v * W + u];
                        n++;
                    }
                }
                mean[y * W + x] = sum / n;
            }
        }
        return mean;
    }

    private static double[] wide(final float[] plane) {
        final double[] wide = new double[plane.length];
        Arrays.setAll(wide, i -> plane[i]);
        return wide;
    }

    @Test
    void averagesOverWindowsCutOffAtTheBorder() {
        final float[] plane = random(1, 200);
        for (final int r : new int[] {1, 3, 8, 40}) {
            final float[] mean = new float[plane.length];
            new BoxMean(W, H).mean(plane, mean, r);
            final double[] expected = box(wide(plane), r);
            for (int i = 0; i < mean.length; i++) {
                assertEquals(expected[i], mean[i], 2e-3, "radius " + r + ", cell " + i);
            }
        }
    }

    @Test
    void fitsAsThePaperSays() {
        final float[] guide = random(2, 100);
        final float[] in = random(3, 1);
        final float[] a = new float[guide.length];
        final float[] b = new float[guide.length];
        new GuidedFilter(W, H).guided(guide, in, 2, 50, a, b);
        final double[] g = wide(guide);
        final double[] p = wide(in);
        final double[] gg = new double[g.length];
        final double[] gp = new double[g.length];
        Arrays.setAll(gg, i -> g[i] * g[i]);
        Arrays.setAll(gp, i -> g[i] * p[i]);
        final double[] meanG = box(g, 2);
        final double[] meanP = box(p, 2);
        final double[] meanGg = box(gg, 2);
        final double[] meanGp = box(gp, 2);
        final double[] slope = new double[g.length];
        final double[] offset = new double[g.length];
        Arrays.setAll(slope, i -> (meanGp[i] - meanG[i] * meanP[i]) / (meanGg[i] - meanG[i] * meanG[i] + 50));
        Arrays.setAll(offset, i -> meanP[i] - slope[i] * meanG[i]);
        final double[] expectedA = box(slope, 2);
        final double[] expectedB = box(offset, 2);
        for (int i = 0; i < a.length; i++) {
            assertEquals(expectedA[i], a[i], 1e-4);
            assertEquals(expectedB[i], b[i], 2e-3);
        }
    }

    @Test
    void smoothsByItselfWithinTheWeightAndNotOutside() {
        final float[] guide = random(4, 4);
        final float[] weight = new float[guide.length];
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                guide[y * W + x] += x < 10 ? 100 : -100;
                weight[y * W + x] = x < 10 ? 1 : 0;
            }
        }
        final float[] a = new float[guide.length];
        final float[] b = new float[guide.length];
        new GuidedFilter(W, H).itself(guide, weight, 2, 400, a, b);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < 9; x++) {
                final int i = y * W + x;
                assertEquals(102, a[i] * guide[i] + b[i], 2.5, "the other side does not leak in");
            }
            for (int x = 16; x < W; x++) {
                final int i = y * W + x;
                assertEquals(guide[i], a[i] * guide[i] + b[i], 1e-3, "nothing without weight");
            }
        }
    }
}
