package io.penstock.dsp.kernel.beauty;

/**
 * Weighs what {@link FaceWindow} measured: a sum of straight lines with a knee on each side of the value that is usual for faces. The
 * weights are those of a logistic regression over a handful of pictures in several lights, rounded.
 */
final class FaceScore {
    private static final float BIAS = 0.8f;
    /** What is usual for faces, in the order of {@link FaceWindow#features()}. */
    private static final float[] USUAL = {0.88f, 0.9f, 0.88f, 1.25f, 0.72f, 0.98f, 0.44f, 0.35f, 0.5f, 0.36f,
        0.14f, -0.13f, 0.53f, 0.22f, 0.99f, 0.65f, 0.36f};
    private static final float[] SPREAD = {0.38f, 0.28f, 1.86f, 1.65f, 1.74f, 2.03f, 2.47f, 1.54f, 0.38f, 0.35f,
        1.31f, 2.14f, 1.5f, 2.48f, 0.07f, 0.31f, 0.21f};
    private static final float[] LINE = {-0.8f, 2.6f, 1.1f, 0.1f, -0.6f, 1.9f, -0.2f, 0.4f, -0.3f, -0.6f,
        0.3f, 0.2f, 0.5f, 0.7f, 1.8f, -1.8f, -0.2f};
    private static final float[] BELOW = {0.3f, 0.6f, 0.4f, -0.8f, -0.7f, 0.2f, -1.5f, 0, -1.6f, 1.1f,
        0.2f, 0.5f, -0.7f, 0.6f, 0, -1.8f, -0.8f};
    private static final float[] ABOVE = {0, 0, -0.1f, -0.6f, -0.9f, -0.9f, 0.6f, 0.9f, -1.5f, -1,
        -0.7f, 0.9f, -0.5f, -1, 0, -1.3f, 0.3f};

    private FaceScore() {
    }

    static float of(final float[] f) {
        float sum = BIAS;
        for (int i = 0; i < f.length; i++) {
            final float z = Math.max(-2.5f, Math.min(2.5f, (f[i] - USUAL[i]) / SPREAD[i]));
            sum += LINE[i] * z + BELOW[i] * Math.max(0, -z - 0.5f) + ABOVE[i] * Math.max(0, z - 0.5f);
        }
        return sum;
    }
}
