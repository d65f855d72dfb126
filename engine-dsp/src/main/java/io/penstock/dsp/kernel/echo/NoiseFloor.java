package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * Power spectrum of the steady background, from the minima of a smoothed power spectrum (Martin 2001, with one bias for all).
 *
 * <p>Two windows of minima take turns, so that a louder background is believed after one to two windows.
 */
final class NoiseFloor {
    private static final float SMOOTHING = 0.15f;
    // The minimum of a spectrum smoothed so lies below its mean; measured on Gaussian noise.
    private static final float BIAS = 1.9f;

    private final int bins;
    private final int windowHops;
    private final float[] smoothed;
    private final float[] running;
    private final float[] previous;
    private final float[] power;
    private int hops;
    private boolean started;

    NoiseFloor(final int bins, final int windowHops) {
        this.bins = bins;
        this.windowHops = windowHops;
        smoothed = new float[bins];
        running = new float[bins];
        previous = new float[bins];
        power = new float[bins];
    }

    void update(final float[] p) {
        if (!started) {
            System.arraycopy(p, 0, smoothed, 0, bins);
            System.arraycopy(p, 0, running, 0, bins);
            System.arraycopy(p, 0, previous, 0, bins);
            started = true;
        }
        VectorMath.smooth(p, SMOOTHING, smoothed, bins);
        for (int k = 0; k < bins; k++) {
            running[k] = Math.min(running[k], smoothed[k]);
            power[k] = BIAS * Math.min(running[k], previous[k]);
        }
        if (++hops == windowHops) {
            hops = 0;
            System.arraycopy(running, 0, previous, 0, bins);
            System.arraycopy(smoothed, 0, running, 0, bins);
        }
    }

    /** The estimate; valid until the next update. */
    float[] power() {
        return power;
    }

    void reset() {
        started = false;
        hops = 0;
        Arrays.fill(power, 0);
    }
}
