package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.FastMath;
import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * Power spectrum of noise under speech, by speech presence probability (Gerkmann &amp; Hendriks 2012), with the minimum of the last second
 * (Martin 2001) as a lower bound so that a step in level is believed.
 *
 * <p>Below the lowest voices a bin cannot tell speech from noise: rumble comes in bursts, and so does breath on a microphone. There the noise
 * is what is heard while the rest of the spectrum holds no speech. One update is 10 ms. Not thread-safe.
 */
final class NoiseTracker {
    private static final float LEAST = 1e-8f;
    private static final float SPEECH_SNR_DB = 15;
    private static final float NOISE_MEMORY = 0.94f;
    private static final float PRESENCE_MEMORY = 0.96f;
    private static final float SURE = 0.99f;
    private static final float START_SURE = 0.9f;
    private static final int START_UPDATES = 10;
    private static final float RUMBLE_HZ = 60;
    private static final float VOICE_HZ = 100;
    private static final float RUMBLE_MEMORY = 0.98f;
    private static final float RUMBLE_FACTOR = 4;
    private static final float VOICED_FROM_HZ = 200;
    private static final float VOICED_TO_HZ = 4000;
    private static final float ABSENT = 0.8f;
    private static final float PRESENT = 1.6f;
    private static final float PRESENCE_FALL = 0.94f;
    private static final float MOST_SNR = 30;
    private static final float MINIMUM_SMOOTHING = 0.19f;
    private static final float MINIMUM_BIAS = 0.5f;
    private static final int MINIMUM_UPDATES = 120;

    private final int bins;
    private final int rumbleBins;
    private final int voicedFrom;
    private final int voicedTo;
    private final float[] voiceShare;
    private final float[] power;
    private final float[] presence;
    private final float[] smoothed;
    private final float[] running;
    private final float[] previous;
    private int updates;
    private float speech;

    /**
     * A tracker.
     *
     * @param bins  of the spectra.
     * @param binHz distance of bins.
     */
    NoiseTracker(final int bins, final float binHz) {
        this.bins = bins;
        voiceShare = new float[bins];
        int rumble = 0;
        for (int k = 0; k < bins; k++) {
            voiceShare[k] = Math.max(0, Math.min(1, (k * binHz - RUMBLE_HZ) / (VOICE_HZ - RUMBLE_HZ)));
            rumble += voiceShare[k] < 1 ? 1 : 0;
        }
        rumbleBins = rumble;
        voicedFrom = Math.round(VOICED_FROM_HZ / binHz);
        voicedTo = Math.min(bins, Math.round(VOICED_TO_HZ / binHz));
        power = new float[bins];
        presence = new float[bins];
        smoothed = new float[bins];
        running = new float[bins];
        previous = new float[bins];
    }

    void update(final float[] y) {
        if (updates == 0) {
            for (int k = 0; k < bins; k++) {
                power[k] = Math.max(y[k], LEAST);
                running[k] = Float.MAX_VALUE;
                previous[k] = Float.MAX_VALUE;
                smoothed[k] = y[k];
            }
        }
        speech = Math.max(presenceNow(y), speech * PRESENCE_FALL);
        final float ratio = FastMath.fromDb(SPEECH_SNR_DB);
        final float exponent = ratio / (1 + ratio) * FastMath.LOG2_E;
        final float start = 1 - 1f / (updates + 1);
        final float memory = Math.min(NOISE_MEMORY, start);
        for (int k = 0; k < bins; k++) {
            float p = 1 / (1 + (1 + ratio) * FastMath.exp2(-exponent * Math.min(y[k] / power[k], 100)));
            presence[k] += (p - presence[k]) * (1 - PRESENCE_MEMORY);
            if (presence[k] > SURE) {
                p = Math.min(p, SURE);
            }
            if (updates < START_UPDATES) {
                p = Math.min(p, START_SURE);
            }
            float m = memory;
            if (k < rumbleBins) {
                final float share = voiceShare[k];
                p = share * p + (1 - share) * speech;
                m = Math.min(share * memory + (1 - share) * RUMBLE_MEMORY, start);
            }
            power[k] = Math.max(power[k] + (1 - m) * (1 - p) * (y[k] - power[k]), LEAST);
        }
        raiseToMinimum(y);
        updates++;
    }

    /** How far the voices' bins stand above the noise, from 0 to 1. */
    private float presenceNow(final float[] y) {
        float sum = 0;
        for (int k = voicedFrom; k < voicedTo; k++) {
            final float snr = Math.min(y[k] / power[k], MOST_SNR);
            sum += snr > 1 ? FastMath.log2(snr) : 0;
        }
        return Math.max(0, Math.min(1, (sum / (voicedTo - voicedFrom) - ABSENT) / (PRESENT - ABSENT)));
    }

    private void raiseToMinimum(final float[] y) {
        VectorMath.smooth(y, MINIMUM_SMOOTHING, smoothed, bins);
        for (int k = 0; k < bins; k++) {
            running[k] = Math.min(running[k], smoothed[k]);
        }
        if (updates > MINIMUM_UPDATES) {
            for (int k = 0; k < bins; k++) {
                power[k] = Math.max(power[k], MINIMUM_BIAS * Math.min(running[k], previous[k]));
            }
        }
        if (updates % MINIMUM_UPDATES == MINIMUM_UPDATES - 1) {
            System.arraycopy(running, 0, previous, 0, bins);
            System.arraycopy(smoothed, 0, running, 0, bins);
        }
    }

    /** The estimate, for as long as no update follows. */
    float[] power() {
        return power;
    }

    /** What the gains shall take for the power of the noise: more than its mean where it comes in bursts. */
    void burstPower(final float[] to) {
        System.arraycopy(power, 0, to, 0, bins);
        for (int k = 0; k < rumbleBins; k++) {
            to[k] *= 1 + (1 - voiceShare[k]) * (RUMBLE_FACTOR - 1);
        }
    }

    /** Whether there is speech, 0–1, held for some 100 ms. */
    float speech() {
        return speech;
    }

    void reset() {
        updates = 0;
        speech = 0;
        Arrays.fill(presence, 0);
    }
}
