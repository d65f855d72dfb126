package io.penstock.dsp.kernel;

/**
 * Loops over spectra with split real and imaginary parts, written so that the compiler vectorises them: no aliasing tricks, one
 * stride; the few it does not vectorise well go through the {@link Accelerator}. All arrays have at least {@code n} elements.
 */
public final class VectorMath {
    private static final FloatLoops LOOPS = Accelerator.loops();

    private VectorMath() {
    }

    /**
     * {@code Σ a[at+i] b[bt+i]}.
     *
     * @param a  values.
     * @param at index of the first.
     * @param b  values.
     * @param bt index of the first.
     * @param n  how many.
     * @return the sum of the products, rounded in an order that depends on the {@link Accelerator}.
     */
    public static float dot(final float[] a, final int at, final float[] b, final int bt, final int n) {
        return LOOPS.dot(a, at, b, bt, n);
    }

    /**
     * {@code s += a * b} for complex arrays.
     *
     * @param ar real parts.
     * @param ai imaginary parts.
     * @param br real parts.
     * @param bi imaginary parts.
     * @param sr real parts of the sum.
     * @param si imaginary parts of the sum.
     * @param n  how many.
     */
    public static void multiplyAdd(final float[] ar, final float[] ai, final float[] br, final float[] bi,
        final float[] sr, final float[] si, final int n) {
        for (int k = 0; k < n; k++) {
            sr[k] += ar[k] * br[k] - ai[k] * bi[k];
        }
        for (int k = 0; k < n; k++) {
            si[k] += ar[k] * bi[k] + ai[k] * br[k];
        }
    }

    /**
     * {@code p = |a|²}.
     *
     * @param ar real parts.
     * @param ai imaginary parts.
     * @param p  receives the power.
     * @param n  how many.
     */
    public static void power(final float[] ar, final float[] ai, final float[] p, final int n) {
        for (int k = 0; k < n; k++) {
            p[k] = ar[k] * ar[k] + ai[k] * ai[k];
        }
    }

    /**
     * {@code s += p * q} for real arrays.
     *
     * @param p factors.
     * @param q factors.
     * @param s receives the sum.
     * @param n how many.
     */
    public static void multiplyAdd(final float[] p, final float[] q, final float[] s, final int n) {
        for (int k = 0; k < n; k++) {
            s[k] += p[k] * q[k];
        }
    }

    /**
     * Exponential smoothing: {@code s += (x - s) * rate}.
     *
     * @param x    new values.
     * @param rate 0–1.
     * @param s    smoothed values.
     * @param n    how many.
     */
    public static void smooth(final float[] x, final float rate, final float[] s, final int n) {
        for (int k = 0; k < n; k++) {
            s[k] += (x[k] - s[k]) * rate;
        }
    }

    /**
     * {@code s += g * x}.
     *
     * @param x values.
     * @param g factor.
     * @param s receives the sum.
     * @param n how many.
     */
    public static void addScaled(final float[] x, final float g, final float[] s, final int n) {
        for (int k = 0; k < n; k++) {
            s[k] += g * x[k];
        }
    }

    /**
     * Sum of all values, in four accumulators, as reductions into one are not vectorised.
     *
     * @param x  values.
     * @param at index of the first.
     * @param n  how many.
     * @return the sum.
     */
    public static float sum(final float[] x, final int at, final int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = at;
        for (final int end = at + n - 3; i < end; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < at + n; i++) {
            a += x[i];
        }
        return a + b + c + d;
    }

    /**
     * Sum of squares.
     *
     * @param x  values.
     * @param at index of the first.
     * @param n  how many.
     * @return the energy.
     */
    public static float energy(final float[] x, final int at, final int n) {
        return LOOPS.dot(x, at, x, at, n);
    }
}
