package io.penstock.dsp.voice;

import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.error.ConfigurationException;
import java.util.Objects;

/**
 * What a {@link VoiceProcessor} does; set before the start by its builder, and at any time after, from any thread, by {@link
 * VoiceProcessor#settings()}. A change is heard within 50 ms, without a click, and never changes the delay.
 */
public final class VoiceSettings {
    private static final double LEAST_TARGET = -40;
    private static final double MOST_TARGET = -6;

    private volatile boolean highPass = true;
    private volatile boolean echoCancellation;
    private volatile boolean comfortNoise = true;
    private volatile boolean noiseSuppression = true;
    private volatile NoiseLevel noiseLevel = NoiseLevel.HIGH;
    private volatile boolean autoGain = true;
    private volatile float targetDbfs = -18;
    private volatile boolean built;
    private volatile boolean withEcho;

    VoiceSettings() {
    }

    /** From here on what decides ports and delay is fixed. */
    VoiceSettings built() {
        built = true;
        withEcho = echoCancellation;
        return this;
    }

    /**
     * Takes rumble, hum and a constant out.
     *
     * @param on true unless set.
     * @return this.
     */
    public VoiceSettings highPass(final boolean on) {
        highPass = on;
        return this;
    }

    /**
     * Takes out what the loudspeaker plays. A processor that is built with it has a second input, {@code far}, and 10 ms more delay;
     * it may be switched off and on again while running.
     *
     * @param on false unless set.
     * @return this.
     * @throws ConfigurationException if it is switched on in a processor that was built without.
     */
    public VoiceSettings echoCancellation(final boolean on) {
        if (built && on && !withEcho) {
            throw new ConfigurationException("this voice processor was built without echo cancellation, so it has no input for the "
                + "loudspeaker: VoiceProcessor.create(v -> v.echoCancellation(true))");
        }
        echoCancellation = on;
        return this;
    }

    /**
     * Fills up what the echo canceller takes out with noise like the room's; before the start only.
     *
     * @param on true unless set.
     * @return this.
     */
    public VoiceSettings comfortNoise(final boolean on) {
        comfortNoise = on;
        return this;
    }

    /**
     * Takes noise out, or not.
     *
     * @param on true unless set.
     * @return this.
     */
    public VoiceSettings noiseSuppression(final boolean on) {
        noiseSuppression = on;
        return this;
    }

    /**
     * Takes noise out, so far.
     *
     * @param level {@link NoiseLevel#HIGH} unless set.
     * @return this.
     */
    public VoiceSettings noiseSuppression(final NoiseLevel level) {
        noiseLevel = Objects.requireNonNull(level, "level");
        noiseSuppression = true;
        return this;
    }

    /**
     * Brings the voice to the target level, or leaves it as it is; the limiter stays.
     *
     * @param on true unless set.
     * @return this.
     */
    public VoiceSettings autoGain(final boolean on) {
        autoGain = on;
        return this;
    }

    /**
     * The active level that the voice is brought to.
     *
     * @param dbfs −40 to −6; −18 unless set.
     * @return this.
     * @throws ConfigurationException for others.
     */
    public VoiceSettings targetDbfs(final double dbfs) {
        if (!(dbfs >= LEAST_TARGET && dbfs <= MOST_TARGET)) {
            throw new ConfigurationException("target level of " + dbfs + " dBFS: accepted are -40 to -6");
        }
        targetDbfs = (float) dbfs;
        return this;
    }

    /**
     * Whether rumble is taken out.
     *
     * @return the setting.
     */
    public boolean highPass() {
        return highPass;
    }

    /**
     * Whether echo is taken out.
     *
     * @return the setting.
     */
    public boolean echoCancellation() {
        return echoCancellation;
    }

    /**
     * Whether the canceller makes noise like the room's.
     *
     * @return the setting.
     */
    public boolean comfortNoise() {
        return comfortNoise;
    }

    /**
     * Whether noise is taken out.
     *
     * @return the setting.
     */
    public boolean noiseSuppression() {
        return noiseSuppression;
    }

    /**
     * How far noise may be taken down.
     *
     * @return the setting.
     */
    public NoiseLevel noiseLevel() {
        return noiseLevel;
    }

    /**
     * Whether the voice is brought to a level.
     *
     * @return the setting.
     */
    public boolean autoGain() {
        return autoGain;
    }

    /**
     * The level.
     *
     * @return dBFS.
     */
    public float targetDbfs() {
        return targetDbfs;
    }
}
