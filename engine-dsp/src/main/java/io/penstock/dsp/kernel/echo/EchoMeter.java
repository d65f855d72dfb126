package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.VectorMath;

/** Measures what a canceller does. One thread updates, any thread reads. */
final class EchoMeter {
    private static final float RATE = 0.005f;
    private static final float AUDIBLE = 1e-7f;
    /** Echo as the filter sees it must make up this share of the microphone, else somebody else is talking. */
    private static final float MOSTLY = 0.5f;
    private static final float NOBODY = 0.3f;

    private final int hop;
    private final float[] before;
    private double far;
    private double microphone;
    private double left;
    private boolean alone;
    private volatile float erlDb = Float.NaN;
    private volatile float erleDb = Float.NaN;
    private volatile long divergences;

    /** For hops of {@code hop} samples. */
    EchoMeter(final int hop) {
        this.hop = hop;
        before = new float[hop];
    }

    /** One hop; {@code out} is what is left of the hop before. */
    void update(final float[] near, final float[] x, final float[] echo, final float[] error, final float[] out, final float voice,
        final boolean switched) {
        if (switched) {
            divergences++;
        }
        if (alone) {
            microphone += RATE * (VectorMath.energy(before, 0, hop) - microphone);
            left += RATE * (VectorMath.energy(out, 0, hop) - left);
            erlDb = decibels(far, microphone);
            erleDb = decibels(microphone, left);
        }
        final float m = VectorMath.energy(near, 0, hop);
        final float y = VectorMath.energy(echo, 0, hop);
        final float e = VectorMath.energy(error, 0, hop);
        alone = voice < NOBODY && y > AUDIBLE * hop && y > MOSTLY * m && e < m;
        if (alone) {
            far += RATE * (VectorMath.energy(x, 0, hop) - far);
        }
        System.arraycopy(near, 0, before, 0, hop);
    }

    void flush() {
        alone = false;
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
