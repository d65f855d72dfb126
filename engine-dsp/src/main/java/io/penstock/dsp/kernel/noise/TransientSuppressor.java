package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.FastMath;
import java.util.Arrays;

/**
 * Takes keys, clicks and taps out of a voice: what is louder at high frequencies for a few milliseconds than both before and after.
 *
 * <p>It listens to the input and works on the delayed output of a processor, so that it sees what comes next without delay of its own. Pulses
 * of a voice repeat within 13 ms and are no clicks; a plosive's burst goes on in breath. Low frequencies pass. Not thread-safe.
 */
final class TransientSuppressor {
    private static final float SPLIT_HZ = 1000;
    private static final float OVER_BEFORE_DB = 12;
    private static final float OVER_AFTER_DB = 9;
    private static final float AUDIBLE = 1e-7f;
    private static final float LEAST_GAIN = 0.05f;
    private static final int BEFORE_FROM = 32;
    private static final int BEFORE_TO = 4;
    private static final int AFTER_FROM = 5;
    private static final int AFTER_TO = 9;
    private static final int REACH_BEFORE = 2;
    private static final int REACH_AFTER = 8;
    private static final int RING = 128;
    private static final int BLOCKS = 10;

    private final int block;
    private final int delay;
    private final int look;
    private final float pole;
    private final float overBefore = FastMath.fromDb(OVER_BEFORE_DB);
    private final float overAfter = FastMath.fromDb(OVER_AFTER_DB);
    private final float[] energy = new float[RING];
    private final float[] gain = new float[RING];
    private float inLow;
    private float inLower;
    private float outLow;
    private float outLower;
    private float gainNow = 1;
    private int blocks;
    private int lastClick;
    private long count;

    /**
     * A suppressor.
     *
     * @param rateHz  of the sound, a multiple of 1000.
     * @param delayMs by how much the processor's output is late, at least 5.
     */
    TransientSuppressor(final int rateHz, final int delayMs) {
        block = rateHz / 1000;
        delay = delayMs;
        look = Math.min(AFTER_TO, delayMs - REACH_BEFORE);
        pole = (float) (1 - Math.exp(-2 * Math.PI * SPLIT_HZ / rateHz));
        reset();
    }

    /** Takes 10 ms of input. */
    void listen(final float[] in) {
        for (int b = 0; b < BLOCKS; b++) {
            float sum = 0;
            for (int i = b * block; i < (b + 1) * block; i++) {
                inLow += pole * (in[i] - inLow);
                inLower += pole * (inLow - inLower);
                final float high = in[i] - inLower;
                sum += high * high;
            }
            energy[blocks & RING - 1] = sum / block;
            gain[blocks & RING - 1] = 1;
            blocks++;
            decide(blocks - 1 - look);
        }
    }

    private float largest(final int from, final int to) {
        float m = 0;
        for (int b = from; b <= to; b++) {
            m = Math.max(m, energy[b & RING - 1]);
        }
        return m;
    }

    private void decide(final int at) {
        final float e = energy[at & RING - 1];
        if (e < AUDIBLE || e < overBefore * largest(at - BEFORE_FROM, at - BEFORE_TO)) {
            return;
        }
        final float after = largest(at + Math.min(AFTER_FROM, look), at + look);
        if (e < overAfter * after) {
            return;
        }
        float before = 0;
        for (int b = at - BEFORE_FROM; b <= at - BEFORE_TO; b++) {
            before += energy[b & RING - 1] / (BEFORE_FROM - BEFORE_TO + 1);
        }
        final float usual = Math.max(before, after / 2);
        for (int b = at - REACH_BEFORE; b <= at + Math.min(REACH_AFTER, look); b++) {
            final float wanted = (float) Math.sqrt(usual / (energy[b & RING - 1] + 1e-20f));
            gain[b & RING - 1] = Math.min(gain[b & RING - 1], Math.max(LEAST_GAIN, wanted));
        }
        if (at - lastClick > REACH_AFTER) {
            count++;
        }
        lastClick = at;
    }

    /** Works on the 10 ms that the processor puts out now. */
    void suppress(final float[] out) {
        for (int b = 0; b < BLOCKS; b++) {
            final int at = blocks - BLOCKS + b - delay;
            // down before a click begins, up after it has ended
            final float wanted = Math.min(gain[at & RING - 1], gain[at + 1 & RING - 1]);
            final float step = (wanted - gainNow) / block;
            for (int i = b * block; i < (b + 1) * block; i++) {
                outLow += pole * (out[i] - outLow);
                outLower += pole * (outLow - outLower);
                gainNow += step;
                out[i] = outLower + gainNow * (out[i] - outLower);
            }
            gainNow = wanted;
        }
    }

    /** How many were found. */
    long count() {
        return count;
    }

    void reset() {
        Arrays.fill(energy, 1);
        Arrays.fill(gain, 1);
        inLow = 0;
        inLower = 0;
        outLow = 0;
        outLower = 0;
        gainNow = 1;
        blocks = 0;
        lastClick = -RING;
    }
}
