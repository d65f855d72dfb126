package io.penstock.dsp.kernel.time;

import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * What a linear predictor makes of a sound when nothing comes any more. Each sample, once known, is added into those that it will be part of,
 * and these move up by one: loops at fixed places and without a reduction, which the compiler vectorises. Not thread-safe.
 */
final class Continuation {
    private final int order;
    private final float[] pending;
    private float[] coefficients;

    Continuation(final int order) {
        this.order = order;
        pending = new float[order + 1];
    }

    /**
     * Starts after a sample.
     *
     * @param predictor the coefficients; read until the next start.
     * @param past      samples.
     * @param end       index after the last one known, at least the order.
     */
    void start(final float[] predictor, final float[] past, final int end) {
        coefficients = predictor;
        Arrays.fill(pending, 0);
        for (int i = end - order; i < end; i++) {
            push(past[i]);
        }
    }

    float next() {
        final float sample = pending[0];
        push(sample);
        return sample;
    }

    private void push(final float sample) {
        System.arraycopy(pending, 1, pending, 0, order);
        VectorMath.addScaled(coefficients, sample, pending, order);
    }
}
