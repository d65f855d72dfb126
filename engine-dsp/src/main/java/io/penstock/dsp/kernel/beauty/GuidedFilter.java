package io.penstock.dsp.kernel.beauty;

/**
 * Linear coefficients of the guided filter on a grid (He &amp; Sun, "Fast Guided Filter", 2015): within a window the result is a · guide + b,
 * fitted to the input with slopes held down by epsilon; a and b are averaged over the windows a cell lies in. Enlarged, they apply to the
 * full-size guide, so that the result has its edges. One thread; nothing allocates after construction.
 */
final class GuidedFilter {
    private static final float LITTLE = 0.02f;

    private final int n;
    private final BoxMean box;
    private final float[] product;
    private final float[] square;
    private final float[] sum;

    /**
     * @param width  cells a row.
     * @param height rows.
     */
    GuidedFilter(final int width, final int height) {
        n = width * height;
        box = new BoxMean(width, height);
        product = new float[n];
        square = new float[n];
        sum = new float[n];
    }

    /**
     * Smooths a plane by itself; cells count by weight, so that what lies beyond an edge or outside the skin does not leak in. Where a
     * window has hardly any weight nothing is smoothed.
     *
     * @param guide   the plane, best around zero.
     * @param weight  0 to 1 by cell.
     * @param radius  cells.
     * @param epsilon variance below which structure is smoothed away, in squares of the guide's unit.
     * @param a       receives the slope.
     * @param b       receives the offset.
     */
    void itself(final float[] guide, final float[] weight, final int radius, final float epsilon, final float[] a, final float[] b) {
        for (int i = 0; i < n; i++) {
            product[i] = weight[i] * guide[i];
            square[i] = product[i] * guide[i];
        }
        box.mean(weight, sum, radius);
        box.mean(product, product, radius);
        box.mean(square, square, radius);
        for (int i = 0; i < n; i++) {
            final float one = 1 / (sum[i] + LITTLE);
            final float mean = product[i] * one;
            final float variance = Math.max(0, square[i] * one - mean * mean);
            // With little weight behind it: the identity.
            final float trust = sum[i] * one;
            final float slope = 1 - trust * epsilon / (variance + epsilon);
            a[i] = weight[i] * slope;
            b[i] = weight[i] * (1 - slope) * mean / Math.max(trust, LITTLE);
        }
        box.mean(a, a, radius);
        box.mean(b, b, radius);
        for (int i = 0; i < n; i++) {
            final float one = 1 / (sum[i] + LITTLE);
            a[i] = (a[i] + LITTLE) * one;
            b[i] *= one;
        }
    }

    /**
     * Fits a plane to the edges of another.
     *
     * @param guide   has the edges, best around zero.
     * @param in      the plane to fit.
     * @param radius  cells.
     * @param epsilon variance of the guide below which it is not followed.
     * @param a       receives the slope.
     * @param b       receives the offset.
     */
    void guided(final float[] guide, final float[] in, final int radius, final float epsilon, final float[] a, final float[] b) {
        for (int i = 0; i < n; i++) {
            square[i] = guide[i] * guide[i];
            product[i] = guide[i] * in[i];
        }
        box.mean(guide, a, radius);
        box.mean(in, b, radius);
        box.mean(square, square, radius);
        box.mean(product, product, radius);
        for (int i = 0; i < n; i++) {
            final float mean = a[i];
            final float variance = Math.max(0, square[i] - mean * mean);
            final float slope = (product[i] - mean * b[i]) / (variance + epsilon);
            a[i] = slope;
            b[i] -= slope * mean;
        }
        box.mean(a, a, radius);
        box.mean(b, b, radius);
    }
}
