package io.penstock.dsp.kernel;

import java.util.Arrays;

/**
 * What a linear predictor makes of a sound when nothing comes any more. Each sample, once known, is added into those that it will be part of:
 * a loop without a reduction, which the compiler vectorises. Not thread-safe.
 */
final class Continuation {
    private static final int CHUNK = 256;

    private final int order;
    private final float[] pending;
    private float[] coefficients;
    private int at;

    Continuation(final int order) {
        this.order = order;
        pending = new float[order + CHUNK + 1];
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
        at = 0;
        Arrays.fill(pending, 0);
        for (int back = 1; back <= order; back++) {
            final float sample = past[end - back];
            for (int i = 0; i <= order - back; i++) {
                pending[i] += sample * predictor[i + back - 1];
            }
        }
    }

    float next() {
        final float sample = pending[at++];
        final float[] c = coefficients;
        final int from = at;
        for (int i = 0; i < order; i++) {
            pending[from + i] += sample * c[i];
        }
        if (at == CHUNK) {
            System.arraycopy(pending, CHUNK, pending, 0, order + 1);
            Arrays.fill(pending, order + 1, pending.length, 0);
            at = 0;
        }
        return sample;
    }
}
