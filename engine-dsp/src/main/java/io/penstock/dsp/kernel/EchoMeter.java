package io.penstock.dsp.kernel;

/** Measures what a canceller does. One thread updates, any thread reads. */
final class EchoMeter {
    private static final float RATE = 0.005f;
    private static final float AUDIBLE = 1e-7f;
    /** Echo as the filter sees it must make up this share of the microphone, else somebody else is talking. */
    private static final float MOSTLY = 0.7f;

    private final int hop;
    private double far;
    private double microphone;
    private double left;
    private float previousMicrophone;
    private volatile float erlDb = Float.NaN;
    private volatile float erleDb = Float.NaN;
    private volatile long divergences;

    EchoMeter(final int hop) {
        this.hop = hop;
    }

    void update(final float[] near, final float[] x, final float[] echo, final float[] error, final float[] out, final boolean switched) {
        if (switched) {
            divergences++;
        }
        final float m = VectorMath.energy(near, 0, hop);
        final float y = VectorMath.energy(echo, 0, hop);
        final float e = VectorMath.energy(error, 0, hop);
        if (y > AUDIBLE * hop && y > MOSTLY * m && e < m) {
            far += RATE * (VectorMath.energy(x, 0, hop) - far);
            // the output is one hop late
            microphone += RATE * (previousMicrophone - microphone);
            left += RATE * (VectorMath.energy(out, 0, hop) - left);
            erlDb = decibels(far, microphone);
            erleDb = decibels(microphone, left);
        }
        previousMicrophone = m;
    }

    private static float decibels(final double above, final double below) {
        return (float) (10 * Math.log10((above + 1e-12) / (below + 1e-12)));
    }

    float erlDb() {
        return erlDb;
    }

    float erleDb() {
        return erleDb;
    }

    long divergences() {
        return divergences;
    }
}
