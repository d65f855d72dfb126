package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * Power spectrum of late reverberation, from what was heard 50 ms before, for a room whose sound decays exponentially (Lebart, Boucher &amp;
 * Denbigh 2001; Habets 2007), with the reverberation time of a usual room. One update is 10 ms. Not thread-safe.
 */
final class LateReverberation {
    private static final float SECONDS_TO_60_DB = 0.6f;
    private static final int LATE_HOPS = 5;
    private static final float HOP_SECONDS = 0.01f;
    // the direct sound is not part of what decays: a talker in front of the microphone is a few dB above the room
    private static final float ROOM_SHARE = 0.4f;

    private final int bins;
    private final float[][] past;
    private final float decay;
    private final float late;
    private int at;

    LateReverberation(final int bins) {
        this.bins = bins;
        past = new float[LATE_HOPS][bins];
        decay = (float) Math.pow(10, -6 * HOP_SECONDS / SECONDS_TO_60_DB);
        late = ROOM_SHARE * (float) Math.pow(decay, LATE_HOPS);
    }

    /**
     * The next spectrum.
     *
     * @param y     its power.
     * @param noise power of the noise; what decays is added to it.
     */
    void update(final float[] y, final float[] noise) {
        final float[] oldest = past[at];
        final float[] last = past[(at + LATE_HOPS - 1) % LATE_HOPS];
        VectorMath.addScaled(oldest, late, noise, bins);
        for (int k = 0; k < bins; k++) {
            oldest[k] = decay * last[k] + (1 - decay) * y[k];
        }
        at = (at + 1) % LATE_HOPS;
    }

    void reset() {
        for (final float[] p : past) {
            Arrays.fill(p, 0);
        }
    }
}
