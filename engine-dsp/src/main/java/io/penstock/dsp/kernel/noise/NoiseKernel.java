package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.CleanInput;
import io.penstock.dsp.kernel.FastMath;
import io.penstock.dsp.kernel.VectorMath;

/**
 * Noise suppressor for one voice: noise spectrum by speech presence, a-priori ratio by cepstral smoothing, log-spectral amplitude gains.
 *
 * <p>Works on 10 ms of samples of ±1 at a time, with an analysis window of 40 ms. The more delay is granted, the longer
 * the synthesis window and the cleaner the result. Settings and reports may be used from any thread, all other methods from one; nothing
 * allocates after construction.
 */
public final class NoiseKernel {
    /** Delay of {@link #NoiseKernel(int)} in milliseconds. */
    public static final int LOW_LATENCY_MS = 8;
    /** Least delay in milliseconds. */
    public static final int LEAST_LATENCY_MS = 5;
    /** Greatest delay in milliseconds. */
    public static final int MOST_LATENCY_MS = 20;

    private static final int HOPS_PER_SECOND = 100;
    private static final int STEP_MS = 10;
    private static final int WINDOW_MS = 40;
    private static final float SILENCE = 1e-12f;
    private static final float INAUDIBLE_DB = -55;
    private static final float INAUDIBLE = FastMath.fromDb(INAUDIBLE_DB);
    private static final float VOICE_GAIN = 0.5f;
    private static final float PEAK_RISE = 0.2f;
    private static final float PEAK_FALL = 0.002f;
    private static final float STATISTICS_RATE = 0.005f;

    private final int hop;
    private final int bins;
    private final AsymmetricStft stft;
    private final NoiseTracker tracker;
    private final CepstralPrior prior;
    private final TransientSuppressor clicks;
    private final LateReverberation late;
    private final float[] input;
    private final float[] power;
    private final float[] burst;
    private final float[] unwanted;
    private final float[] ratio;
    private final float[] gains;
    private float peak;
    private float inEnergy;
    private float outEnergy;
    private volatile NoiseLevel level = NoiseLevel.HIGH;
    private volatile boolean music;
    private volatile boolean transients = true;
    private volatile boolean dereverberation;
    private volatile float speechProbability;
    private volatile float noiseDbfs = Float.NEGATIVE_INFINITY;
    private volatile float reductionDb;
    private volatile long transientCount;
    private volatile long notFinite;

    /**
     * A suppressor with {@value #LOW_LATENCY_MS} ms of delay, for a chain of processors.
     *
     * @param sampleRateHz 8000, 16000, 32000 or 48000.
     */
    public NoiseKernel(final int sampleRateHz) {
        this(sampleRateHz, LOW_LATENCY_MS);
    }

    /**
     * A suppressor.
     *
     * @param sampleRateHz 8000, 16000, 32000 or 48000.
     * @param latencyMs    delay, {@value #LEAST_LATENCY_MS} to {@value #MOST_LATENCY_MS}; more is better.
     * @throws IllegalArgumentException for others.
     */
    public NoiseKernel(final int sampleRateHz, final int latencyMs) {
        if (sampleRateHz != 8_000 && sampleRateHz != 16_000 && sampleRateHz != 32_000 && sampleRateHz != 48_000) {
            throw new IllegalArgumentException("noise suppressor at " + sampleRateHz + " Hz: accepted are 8000, 16000, 32000 and 48000");
        }
        if (latencyMs < LEAST_LATENCY_MS || latencyMs > MOST_LATENCY_MS) {
            throw new IllegalArgumentException("noise suppressor with " + latencyMs + " ms of delay: accepted are " + LEAST_LATENCY_MS
                + " to " + MOST_LATENCY_MS);
        }
        hop = sampleRateHz / HOPS_PER_SECOND;
        final int perMs = sampleRateHz / 1000;
        stft = new AsymmetricStft(WINDOW_MS * perMs, hop, (latencyMs + STEP_MS) * perMs / 2);
        bins = stft.bins();
        tracker = new NoiseTracker(bins, (float) sampleRateHz / stft.fft().size());
        prior = new CepstralPrior(stft.fft(), sampleRateHz);
        clicks = new TransientSuppressor(sampleRateHz, latencyMs);
        late = new LateReverberation(bins);
        unwanted = new float[bins];
        input = new float[hop];
        power = new float[bins];
        burst = new float[bins];
        ratio = new float[bins];
        gains = new float[bins];
    }

    /**
     * Ten milliseconds.
     *
     * @param in  {@code sampleRateHz / 100} samples; what is not a number counts as 0, what is beyond ±16 is cut there.
     * @param out receives as many, {@link #latencySamples()} late; may be {@code in}.
     */
    public void process(final float[] in, final float[] out) {
        final int bad = CleanInput.copy(in, 0, input, 0, hop);
        if (bad > 0) {
            notFinite += bad;
        }
        inEnergy += (VectorMath.energy(input, 0, hop) - inEnergy) * STATISTICS_RATE;
        clicks.listen(input);
        step(out);
        if (transients && !music) {
            clicks.suppress(out);
        }
        outEnergy += (VectorMath.energy(out, 0, hop) - outEnergy) * STATISTICS_RATE;
        report();
    }

    private void step(final float[] out) {
        stft.forward(input);
        VectorMath.power(stft.re, stft.im, power, bins);
        tracker.update(power);
        tracker.burstPower(burst);
        System.arraycopy(tracker.power(), 0, unwanted, 0, bins);
        if (dereverberation) {
            late.update(power, unwanted);
            for (int k = 0; k < bins; k++) {
                burst[k] = Math.max(burst[k], unwanted[k]);
            }
        }
        prior.update(power, burst, unwanted, ratio);
        SpectralGain.gains(power, unwanted, ratio, FastMath.fromDb(-level.mostDb() / 2), peak * INAUDIBLE, gains, bins);
        followPeak();
        if (!music) {
            for (int k = 0; k < bins; k++) {
                stft.re[k] *= gains[k];
            }
            for (int k = 0; k < bins; k++) {
                stft.im[k] *= gains[k];
            }
        }
        stft.inverse(out);
    }

    /** The voice's strongest bin, slowly forgotten. */
    private void followPeak() {
        float top = 0;
        for (int k = 2; k < bins; k++) {
            top = Math.max(top, gains[k] > VOICE_GAIN ? gains[k] * gains[k] * power[k] : 0);
        }
        peak += (top - peak) * (top > peak ? PEAK_RISE : PEAK_FALL);
    }

    private void report() {
        transientCount = clicks.count();
        speechProbability = tracker.speech();
        noiseDbfs = (float) (10 * Math.log10(2 * VectorMath.sum(tracker.power(), 0, bins) * stft.meanSquarePerPower() + SILENCE));
        reductionDb = (float) (10 * Math.log10((inEnergy + SILENCE) / (outEnergy + SILENCE)));
    }

    /** Forgets the sound under way, not the noise. */
    public void flush() {
        stft.clear();
        prior.reset();
        clicks.reset();
        late.reset();
    }

    /** Forgets everything. */
    public void reset() {
        flush();
        tracker.reset();
        peak = 0;
        inEnergy = 0;
        outEnergy = 0;
    }

    /**
     * Delay from input to output.
     *
     * @return samples.
     */
    public int latencySamples() {
        return stft.latencySamples();
    }

    /**
     * Sets how far noise may be taken down. Any thread, at any time.
     *
     * @param wanted the level.
     * @return this.
     */
    public NoiseKernel level(final NoiseLevel wanted) {
        level = java.util.Objects.requireNonNull(wanted, "level");
        return this;
    }

    /**
     * Keeps music, and everything else, as it is; the delay stays. Any thread, at any time.
     *
     * @param on true: nothing is suppressed. False, the default: what is not voice is.
     * @return this.
     */
    public NoiseKernel music(final boolean on) {
        music = on;
        return this;
    }

    /**
     * Sets whether clicks as of keys are taken down. Any thread, at any time.
     *
     * @param on true, the default: they are.
     * @return this.
     */
    public NoiseKernel transients(final boolean on) {
        transients = on;
        return this;
    }

    /**
     * Sets whether late reverberation is taken down too, as for a talker far from the microphone. A dry voice in noise loses a little. Any thread,
     * at any time.
     *
     * @param on true: it is. False, the default: it is not.
     * @return this.
     */
    public NoiseKernel dereverberation(final boolean on) {
        dereverberation = on;
        return this;
    }

    /**
     * Clicks found so far.
     *
     * @return a count.
     */
    public long transientCount() {
        return transientCount;
    }

    /**
     * How far noise may be taken down.
     *
     * @return the level.
     */
    public NoiseLevel level() {
        return level;
    }

    /**
     * Whether there is a voice now.
     *
     * @return 0–1.
     */
    public float speechProbability() {
        return speechProbability;
    }

    /**
     * Level of the noise.
     *
     * @return dBFS (a full-scale sine has −3); −120 for silence.
     */
    public float noiseDbfs() {
        return noiseDbfs;
    }

    /**
     * By how much the output is weaker than the input, over the last two seconds.
     *
     * @return dB.
     */
    public float reductionDb() {
        return reductionDb;
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
