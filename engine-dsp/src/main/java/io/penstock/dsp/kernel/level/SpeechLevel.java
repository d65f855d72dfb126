package io.penstock.dsp.kernel.level;

/**
 * Active level of speech: mean power of the hops within 30 dB of the loudest, over the last seconds in which someone spoke.
 *
 * <p>When the level jumps (another speaker, another place before the microphone) the past is dropped, so that the new level counts at once.
 */
final class SpeechLevel {
    private static final int MEMORY = 300;
    private static final int LOUDER_HOPS = 25;
    private static final int QUIETER_HOPS = 70;
    private static final float LOUDER = 5;
    private static final float QUIETER = 0.1f;
    private static final float WITHIN = 1e-3f;
    private static final int LEAST = 30;

    private final float[] ring = new float[MEMORY];
    private int at;
    private int size;
    private float power;
    private float loudest;

    /** Takes the mean power of 10 ms in which someone speaks. */
    void add(final float hop) {
        ring[at] = hop;
        at = at + 1 == MEMORY ? 0 : at + 1;
        size = Math.min(MEMORY, size + 1);
        measure(size);
        final float all = power;
        final float top = loudest;
        if (size > 2 * LOUDER_HOPS) {
            measure(LOUDER_HOPS);
            if (power > LOUDER * all) {
                size = LOUDER_HOPS;
                return;
            }
        }
        final int quiet = since(QUIETER * top);
        if (quiet >= QUIETER_HOPS && quiet < size) {
            size = quiet;
            measure(size);
            return;
        }
        power = all;
        loudest = top;
    }

    private void measure(final int n) {
        float top = 0;
        for (int i = 1, k = at; i <= n; i++) {
            k = k == 0 ? MEMORY - 1 : k - 1;
            top = Math.max(top, ring[k]);
        }
        float sum = 0;
        int active = 0;
        for (int i = 1, k = at; i <= n; i++) {
            k = k == 0 ? MEMORY - 1 : k - 1;
            if (ring[k] > WITHIN * top) {
                sum += ring[k];
                active++;
            }
        }
        power = active == 0 ? 0 : sum / active;
        loudest = top;
    }

    /** How many hops were below a power, back from now. */
    private int since(final float limit) {
        int n = 0;
        int k = at == 0 ? MEMORY - 1 : at - 1;
        while (n < size && ring[k] < limit) {
            n++;
            k = k == 0 ? MEMORY - 1 : k - 1;
        }
        return n;
    }

    /** Mean power; 0 as long as too little was said. */
    float power() {
        return size < LEAST ? 0 : power;
    }

    void reset() {
        size = 0;
        power = 0;
        loudest = 0;
    }
}
