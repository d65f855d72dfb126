package io.penstock.dsp.kernel.mix;

import io.penstock.dsp.kernel.CleanInput;
import java.util.Arrays;

/**
 * Adds up to 64 sounds, and gives the sum, or the sum without one of them, exactly: each is the true sum of its parts rounded once, so that it
 * does not depend on their order, nor on what was added and taken off again.
 *
 * <p>Samples are brought to a grid of 2^-42 (−253 dB) and added in double precision, which holds any sum of 64 samples of ±16 on that grid
 * without rounding: taking one off is the exact inverse of adding it. Sixteen-bit samples lie on the grid. Not thread-safe; nothing allocates
 * after construction.
 */
public final class MixKernel {
    /** The loudest sample; what is beyond is cut there. */
    public static final float MOST = CleanInput.LIMIT;
    private static final int MOST_INPUTS = 64;
    /** Added and taken off again it rounds to the grid: its last place is 2^-42. */
    private static final double GRID = 1.5 * (1L << 10);

    private final int samples;
    private final double[][] parts;
    private final double[] sum;
    private final boolean[] added;

    /**
     * A mix.
     *
     * @param inputs  sounds at most, 1–64.
     * @param samples of a frame, all channels together.
     */
    public MixKernel(final int inputs, final int samples) {
        if (inputs < 1 || inputs > MOST_INPUTS || samples < 1) {
            throw new IllegalArgumentException("mix of " + inputs + " inputs, frames of " + samples
                + " samples: accepted are 1 to 64, 1 and more");
        }
        this.samples = samples;
        parts = new double[inputs][samples];
        sum = new double[samples];
        added = new boolean[inputs];
    }

    /** Starts a frame: nothing is added yet. */
    public void begin() {
        Arrays.fill(sum, 0);
        Arrays.fill(added, false);
    }

    /**
     * Adds a sound; once for each input and frame.
     *
     * @param input whose it is.
     * @param x     samples, finite.
     */
    public void add(final int input, final float[] x) {
        added[input] = true;
        add(x, parts[input], sum, samples);
    }

    private static void add(final float[] x, final double[] part, final double[] sum, final int n) {
        for (int i = 0; i < n; i++) {
            final double on = (Math.max(-MOST, Math.min(MOST, x[i])) + GRID) - GRID;
            part[i] = on;
            sum[i] += on;
        }
    }

    /**
     * Whether an input is in the mix.
     *
     * @param input which.
     * @return true if it was added in this frame.
     */
    public boolean has(final int input) {
        return added[input];
    }

    /**
     * The sum of all.
     *
     * @param out receives the samples.
     */
    public void all(final float[] out) {
        for (int i = 0; i < samples; i++) {
            out[i] = (float) sum[i];
        }
    }

    /**
     * The sum of all but one.
     *
     * @param input which to leave out; if it was not added, this is the sum of all.
     * @param out   receives the samples.
     */
    public void without(final int input, final float[] out) {
        if (added[input]) {
            subtract(sum, parts[input], out, samples);
        } else {
            all(out);
        }
    }

    private static void subtract(final double[] sum, final double[] part, final float[] out, final int n) {
        for (int i = 0; i < n; i++) {
            out[i] = (float) (sum[i] - part[i]);
        }
    }
}
