package io.penstock.dsp.kernel;

/**
 * The loops that C2 leaves scalar, or vectorises badly, in plain Java: what runs unless an {@link Accelerator} is found.
 *
 * <p>Subclasses may add in another order; their results differ by no more than 1e-6 of the sum of the magnitudes added.
 */
class FloatLoops {
    /** {@code Σ a[at+i] b[bt+i]}. */
    float dot(final float[] a, final int at, final float[] b, final int bt, final int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += a[at + i] * b[bt + i];
            s1 += a[at + i + 1] * b[bt + i + 1];
            s2 += a[at + i + 2] * b[bt + i + 2];
            s3 += a[at + i + 3] * b[bt + i + 3];
        }
        for (; i < n; i++) {
            s0 += a[at + i] * b[bt + i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
