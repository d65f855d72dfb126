package io.penstock.dsp.kernel.speech;

import java.util.Arrays;

/**
 * Power of the background in bands: averaged where speech is improbable (Gerkmann and Hendriks 2012), and never below what minima over
 * seconds prove (Martin 2001), so that a background that grows is believed after two seconds at most.
 */
final class BandNoise {
    private static final float SMOOTHING = 0.1f;
    // a-priori ratio that speech has where it is present: 15 dB
    private static final float PRESENT = 31.6f;
    private static final float MOST_PRESENCE = 0.99f;
    private static final float PRESENCE_SMOOTHING = 0.1f;
    private static final float MINIMUM_SMOOTHING = 0.12f;
    // what the minimum of so smoothed band powers lies below their mean, measured on noise
    private static final float BIAS = 1.5f;
    private static final int WINDOW_HOPS = 100;
    private static final int START_HOPS = 8;

    private final int bands;
    private final float[] power;
    private final float[] presence;
    private final float[] smoothed;
    private final float[] running;
    private final float[] previous;
    private int hops;
    private int window;

    BandNoise(final int bands) {
        this.bands = bands;
        power = new float[bands];
        presence = new float[bands];
        smoothed = new float[bands];
        running = new float[bands];
        previous = new float[bands];
    }

    void update(final float[] p) {
        if (hops == 0) {
            System.arraycopy(p, 0, power, 0, bands);
            System.arraycopy(p, 0, smoothed, 0, bands);
            System.arraycopy(p, 0, running, 0, bands);
            System.arraycopy(p, 0, previous, 0, bands);
        }
        final boolean starting = hops < START_HOPS;
        for (int b = 0; b < bands; b++) {
            final float ratio = p[b] / power[b];
            final float present = starting && ratio > 0.1f ? 0.3f
                : 1 / (1 + (1 + PRESENT) * (float) Math.exp(-Math.min(40, ratio * PRESENT / (1 + PRESENT))));
            presence[b] += (present - presence[b]) * PRESENCE_SMOOTHING;
            final float q = presence[b] > MOST_PRESENCE ? Math.min(present, MOST_PRESENCE) : present;
            power[b] += SMOOTHING * (1 - q) * (p[b] - power[b]);
            smoothed[b] += MINIMUM_SMOOTHING * (p[b] - smoothed[b]);
            running[b] = Math.min(running[b], smoothed[b]);
            final float least = Math.min(running[b], previous[b]);
            power[b] = Math.max(power[b], BIAS * least);
        }
        hops++;
        if (++window == WINDOW_HOPS) {
            window = 0;
            System.arraycopy(running, 0, previous, 0, bands);
            System.arraycopy(smoothed, 0, running, 0, bands);
        }
    }

    /** The estimate; valid until the next update. */
    float[] power() {
        return power;
    }

    void reset() {
        hops = 0;
        window = 0;
        Arrays.fill(presence, 0);
    }
}
