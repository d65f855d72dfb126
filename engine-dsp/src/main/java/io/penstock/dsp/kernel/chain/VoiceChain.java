package io.penstock.dsp.kernel.chain;

import io.penstock.dsp.kernel.CleanInput;
import io.penstock.dsp.kernel.HighPassKernel;
import io.penstock.dsp.kernel.echo.EchoKernel;
import io.penstock.dsp.kernel.level.AutoGainKernel;
import io.penstock.dsp.kernel.noise.NoiseKernel;
import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.dsp.kernel.speech.VoiceDetector;
import java.util.Objects;

/**
 * All that a microphone's sound goes through before it is sent: high-pass, echo canceller, noise suppressor, voice detector, gain, limiter.
 *
 * <p>In this order because the canceller needs a linear path from the loudspeaker to itself, because the suppressor takes what it leaves,
 * and because the gain must neither raise echo and noise nor move the level under the canceller. The detector listens before the suppressor,
 * whose gaps in the background would pass for pauses. Works on 10 ms at a time. Every part can be switched while sound runs, without clicks;
 * the delay is always the same: 10 ms, and 10 ms more if it was made with an echo canceller. Settings and reports may be used from any
 * thread, all other methods from one; nothing allocates after construction.
 */
public final class VoiceChain {
    private static final int HOPS_PER_SECOND = 100;
    private static final int NOISE_LATENCY_MS = 8;
    private static final double HIGH_PASS_HZ = 80;
    private static final int HIGH_PASS_ORDER = 4;

    private final int hop;
    private final HighPassKernel highPass;
    private final EchoKernel echo;
    private final NoiseKernel noise;
    private final VoiceDetector detector;
    private final AutoGainKernel gain;
    private final Crossfade highPassFade;
    private final Crossfade echoFade;
    private final Crossfade noiseFade;
    private final float[] sound;
    private final float[] made;
    private boolean echoRan;
    private boolean noiseRan;
    private volatile boolean highPassOn = true;
    private volatile boolean echoOn;
    private volatile boolean noiseOn = true;
    private volatile long notFinite;

    /**
     * A chain with everything on.
     *
     * @param sampleRateHz 8000, 16000, 32000 or 48000.
     * @param withEcho     whether there is an echo canceller in it.
     * @param comfortNoise whether the canceller fills up what it takes out with noise like the room's.
     * @throws IllegalArgumentException for other rates.
     */
    public VoiceChain(final int sampleRateHz, final boolean withEcho, final boolean comfortNoise) {
        hop = sampleRateHz / HOPS_PER_SECOND;
        noise = new NoiseKernel(sampleRateHz, NOISE_LATENCY_MS);
        highPass = new HighPassKernel(sampleRateHz, 1, HIGH_PASS_HZ, HIGH_PASS_ORDER);
        echo = withEcho ? new EchoKernel(sampleRateHz, comfortNoise) : null;
        detector = new VoiceDetector(sampleRateHz);
        gain = new AutoGainKernel(sampleRateHz);
        highPassFade = new Crossfade(hop, 0);
        echoFade = new Crossfade(hop, withEcho ? echo.latencySamples() : 0);
        noiseFade = new Crossfade(hop, noise.latencySamples());
        sound = new float[hop];
        made = new float[hop];
        echoOn = withEcho;
    }

    /**
     * Ten milliseconds.
     *
     * @param near what the microphone heard: {@code sampleRateHz / 100} samples of ±1; what is not a number counts as 0.
     * @param far  what the loudspeaker plays, as many; of no meaning without an echo canceller, may then be null.
     * @param out  receives as many, {@link #latencySamples()} late; may be {@code near}.
     */
    public void process(final float[] near, final float[] far, final float[] out) {
        final int bad = CleanInput.copy(near, 0, sound, 0, hop);
        if (bad > 0) {
            notFinite += bad;
        }
        highPassFade.take(sound, highPassOn);
        if (highPassFade.runs()) {
            highPass.process(sound, made, hop);
        }
        highPassFade.mix(made);
        System.arraycopy(made, 0, sound, 0, hop);
        if (echo != null) {
            cancel(far);
        }
        final float heard = detector.process(sound);
        // remains of echo sound like a voice from afar: bringing them to its level would undo the canceller's work
        final float voice = echoRan ? Math.min(heard, echo.nearVoice()) : heard;
        suppress();
        gain.process(sound, out, voice);
    }

    private void cancel(final float[] far) {
        echoFade.take(sound, echoOn);
        final boolean runs = echoFade.runs();
        if (runs) {
            if (!echoRan) {
                echo.flush();
            }
            echo.process(sound, far, made);
        }
        echoRan = runs;
        echoFade.mix(made);
        System.arraycopy(made, 0, sound, 0, hop);
    }

    private void suppress() {
        noiseFade.take(sound, noiseOn);
        final boolean runs = noiseFade.runs();
        if (runs) {
            if (!noiseRan) {
                noise.flush();
            }
            noise.process(sound, made);
        }
        noiseRan = runs;
        noiseFade.mix(made);
        System.arraycopy(made, 0, sound, 0, hop);
    }

    /**
     * Switches the high-pass.
     *
     * @param on true unless set.
     * @return this.
     */
    public VoiceChain highPass(final boolean on) {
        highPassOn = on;
        return this;
    }

    /**
     * Switches the echo canceller.
     *
     * @param on true unless set.
     * @return this.
     * @throws IllegalStateException if there is none and it is switched on.
     */
    public VoiceChain echoCancellation(final boolean on) {
        if (on && echo == null) {
            throw new IllegalStateException("this chain was made without an echo canceller");
        }
        echoOn = on;
        return this;
    }

    /**
     * Switches the noise suppressor.
     *
     * @param on true unless set.
     * @return this.
     */
    public VoiceChain noiseSuppression(final boolean on) {
        noiseOn = on;
        return this;
    }

    /**
     * Sets how far noise may be taken down.
     *
     * @param level the level; {@link NoiseLevel#HIGH} unless set.
     * @return this.
     */
    public VoiceChain noiseSuppression(final NoiseLevel level) {
        noise.level(Objects.requireNonNull(level, "level"));
        return this;
    }

    /**
     * Switches the automatic gain; the limiter stays.
     *
     * @param on true unless set.
     * @return this.
     */
    public VoiceChain autoGain(final boolean on) {
        gain.active(on);
        return this;
    }

    /**
     * Sets the level that speech is brought to.
     *
     * @param dbfs −40 to −6 dBFS.
     * @return this.
     */
    public VoiceChain targetDbfs(final float dbfs) {
        gain.targetDbfs(dbfs);
        return this;
    }

    /** Forgets the sound under way; not the room, the noise and the level of the voice. */
    public void flush() {
        highPass.reset();
        if (echo != null) {
            echo.flush();
        }
        noise.flush();
        detector.reset();
        gain.flush();
        highPassFade.flush();
        echoFade.flush();
        noiseFade.flush();
    }

    /**
     * Delay from microphone to output.
     *
     * @return samples: 20 ms with an echo canceller, 10 ms without.
     */
    public int latencySamples() {
        return (echo == null ? 0 : echo.latencySamples()) + noise.latencySamples() + gain.latencySamples();
    }

    /**
     * The echo canceller, for its statistics.
     *
     * @return null if there is none.
     */
    public EchoKernel echo() {
        return echo;
    }

    /**
     * The noise suppressor, for its statistics.
     *
     * @return the kernel.
     */
    public NoiseKernel noise() {
        return noise;
    }

    /**
     * The gain control, for its statistics.
     *
     * @return the kernel.
     */
    public AutoGainKernel gain() {
        return gain;
    }

    /**
     * The voice detector, for its statistics.
     *
     * @return the kernel.
     */
    public VoiceDetector detector() {
        return detector;
    }

    /**
     * Samples of the microphone that were not numbers.
     *
     * @return a count.
     */
    public long notFinite() {
        return notFinite;
    }
}
