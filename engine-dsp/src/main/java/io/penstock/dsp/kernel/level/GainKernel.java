package io.penstock.dsp.kernel.level;

import io.penstock.dsp.kernel.CleanInput;

/**
 * Multiplies sound by a gain that may change at any time: it moves there in a straight line, so that nothing clicks. One thread processes; the gain
 * may be set from any. Nothing allocates after construction.
 */
public final class GainKernel {
    /** The greatest gain, +40 dB. */
    public static final float MOST = 100;

    private final int channels;
    private final int rampSamples;
    private volatile float wanted;
    private volatile boolean muted;
    private float target;
    private float gain;
    private float step;
    private int left;
    private volatile long notFinite;

    /**
     * A gain.
     *
     * @param channels    interleaved.
     * @param rampSamples samples of a channel that a change takes, 0 and more.
     * @param gain        linear, 0 to {@link #MOST}.
     */
    public GainKernel(final int channels, final int rampSamples, final float gain) {
        if (channels < 1 || rampSamples < 0) {
            throw new IllegalArgumentException("gain of " + channels + " channels, ramps of " + rampSamples
                + " samples: accepted are 1 and more, 0 and more");
        }
        this.channels = channels;
        this.rampSamples = rampSamples;
        gain(gain);
        this.gain = gain;
        target = gain;
    }

    /**
     * Sets the gain. Any thread.
     *
     * @param linear 0 to {@link #MOST}.
     * @return this.
     * @throws IllegalArgumentException if out of range.
     */
    public GainKernel gain(final float linear) {
        if (!(linear >= 0 && linear <= MOST)) {
            throw new IllegalArgumentException("gain of " + linear + ": accepted are 0 to " + MOST);
        }
        wanted = linear;
        return this;
    }

    /**
     * Mutes, or gives the gain back. Any thread.
     *
     * @param mute whether to mute.
     * @return this.
     */
    public GainKernel muted(final boolean mute) {
        muted = mute;
        return this;
    }

    /**
     * Multiplies.
     *
     * @param x      interleaved samples; those that are not finite count as 0.
     * @param frames samples of a channel.
     * @return false if nothing was changed, as the gain is 1 and all samples are finite.
     */
    public boolean process(final float[] x, final int frames) {
        final int n = frames * channels;
        final boolean clean = clean(x, n);
        final float now = muted ? 0 : wanted;
        if (now != target) {
            target = now;
            left = rampSamples;
            step = left == 0 ? 0 : (target - gain) / left;
        }
        int i = 0;
        while (left > 0 && i < n) {
            left--;
            // from the end of the line, so that it ends exactly there
            gain = target - step * left;
            for (int c = 0; c < channels; c++) {
                x[i++] *= gain;
            }
        }
        if (left == 0) {
            gain = target;
        }
        if (i == 0 && gain == 1) {
            return !clean;
        }
        final float g = gain;
        for (; i < n; i++) {
            x[i] *= g;
        }
        return true;
    }

    private boolean clean(final float[] x, final int n) {
        float test = 0;
        for (int i = 0; i < n; i++) {
            test += x[i] * 0;
        }
        if (test == 0) {
            return true;
        }
        notFinite += CleanInput.copy(x, 0, x, 0, n);
        return false;
    }

    /**
     * Whether nothing is left of the sound.
     *
     * @return true if the gain has arrived at 0.
     */
    public boolean isSilent() {
        return gain == 0 && left == 0;
    }

    /** Takes the gain that is set at once: nothing before it is heard any more. */
    public void reset() {
        target = muted ? 0 : wanted;
        gain = target;
        left = 0;
    }

    /**
     * Samples that were not finite. Any thread.
     *
     * @return the count.
     */
    public long notFinite() {
        return notFinite;
    }
}
