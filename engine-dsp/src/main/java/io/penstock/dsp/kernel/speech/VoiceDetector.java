package io.penstock.dsp.kernel.speech;

import io.penstock.dsp.kernel.CleanInput;

/**
 * Tells whether there is a voice, 10 ms by 10 ms, as a probability.
 *
 * <p>Log likelihood ratio of bands against the background (Sohn, Kim and Sung 1999), by how much they exceed it, periodicity of what exceeds
 * it, and how it changes, each now, over 60 and over 250 ms, go into a logistic regression: speech holds on over the short pauses between its
 * sounds. Independent of the level of the microphone. {@link #process} belongs to one thread, the rest may be called from any; nothing
 * allocates after construction.
 */
public final class VoiceDetector {
    private static final int HOPS_PER_SECOND = 100;
    private static final int MS_PER_HOP = 1000 / HOPS_PER_SECOND;
    private static final int MOST_HANG_OVER_MS = 5_000;
    private static final int DEFAULT_HANG_OVER_MS = 200;
    private static final float ON = 0.5f;
    private static final float OFF = 0.35f;
    // 1 - exp(-10 ms / 60 ms) and 1 - exp(-10 ms / 250 ms)
    private static final float FAST = 0.1535f;
    private static final float SLOW = 0.0392f;
    // Fitted to sums of speech and nineteen kinds of noise, recorded and made up, at 0 to 15 dB; rows: now, fast, slow;
    // columns: likelihood, excess, harmonicity, flux.
    private static final float[] NOW = {-0.0916f, 0.0993f, 1.2284f, 0.0232f};
    private static final float[] LATELY = {0.0292f, 0.0996f, -1.5552f, -0.2055f};
    private static final float[] BEFORE = {0.0059f, -0.1045f, 6.3854f, 0.4467f};
    private static final float BIAS = -2.32f;

    private final int hop;
    private final VoiceFeatures features;
    private final float[] clean;
    private final float[] now = new float[VoiceFeatures.COUNT];
    private final float[] lately = new float[VoiceFeatures.COUNT];
    private final float[] before = new float[VoiceFeatures.COUNT];
    private int hanging;
    private volatile int hangOverHops = DEFAULT_HANG_OVER_MS / MS_PER_HOP;
    private volatile float probability;
    private volatile boolean speaking;
    private volatile long notFinite;

    /**
     * A detector.
     *
     * @param sampleRateHz 8000, 16000, 32000 or 48000.
     */
    public VoiceDetector(final int sampleRateHz) {
        if (sampleRateHz != 8_000 && sampleRateHz != 16_000 && sampleRateHz != 32_000 && sampleRateHz != 48_000) {
            throw new IllegalArgumentException("voice detector at " + sampleRateHz + " Hz: accepted are 8000, 16000, 32000 and 48000");
        }
        hop = sampleRateHz / HOPS_PER_SECOND;
        features = new VoiceFeatures(sampleRateHz);
        clean = new float[hop];
    }

    /**
     * Listens to 10 ms.
     *
     * @param in {@code sampleRateHz / 100} samples of ±1; what is not a number counts as 0.
     * @return the probability of a voice in them, 0–1.
     */
    public float process(final float[] in) {
        final int bad = CleanInput.copy(in, 0, clean, 0, hop);
        if (bad > 0) {
            notFinite += bad;
        }
        features.process(clean, now);
        float logit = BIAS;
        for (int i = 0; i < VoiceFeatures.COUNT; i++) {
            lately[i] += (now[i] - lately[i]) * FAST;
            before[i] += (now[i] - before[i]) * SLOW;
            logit += NOW[i] * now[i] + LATELY[i] * lately[i] + BEFORE[i] * before[i];
        }
        final float p = (float) (1 / (1 + Math.exp(-logit)));
        probability = p;
        if (p > ON || speaking && p > OFF) {
            hanging = hangOverHops;
            speaking = true;
        } else if (hanging-- <= 0) {
            hanging = 0;
            speaking = false;
        }
        return p;
    }

    /**
     * Sets how long {@link #speaking} holds on after the last voice.
     *
     * @param ms 0–5000; 200 unless set.
     * @return this.
     */
    public VoiceDetector hangOverMs(final int ms) {
        if (ms < 0 || ms > MOST_HANG_OVER_MS) {
            throw new IllegalArgumentException("hang-over of " + ms + " ms: accepted are 0 to " + MOST_HANG_OVER_MS);
        }
        hangOverHops = ms / MS_PER_HOP;
        return this;
    }

    /**
     * Probability of a voice in the last 10 ms.
     *
     * @return 0–1.
     */
    public float probability() {
        return probability;
    }

    /**
     * Whether someone speaks, held on over pauses.
     *
     * @return true from a probability above 0.5 until it has been below 0.35 for the hang-over.
     */
    public boolean speaking() {
        return speaking;
    }

    /** Forgets the past. */
    public void reset() {
        features.reset();
        java.util.Arrays.fill(lately, 0);
        java.util.Arrays.fill(before, 0);
        hanging = 0;
        probability = 0;
        speaking = false;
    }

    /**
     * Samples that were not numbers.
     *
     * @return a count.
     */
    public long notFinite() {
        return notFinite;
    }
}
