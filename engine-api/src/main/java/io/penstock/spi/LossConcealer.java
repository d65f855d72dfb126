package io.penstock.spi;

/** Makes sound for lost packets of codecs that cannot do so themselves. One thread at a time. */
public interface LossConcealer {
    /**
     * Prepares for a format.
     *
     * @param sampleRateHz samples per second and channel.
     * @param channels     interleaved channels.
     */
    void configure(int sampleRateHz, int channels);

    /**
     * Sound that was received; smoothed in place where it follows a concealment.
     *
     * @param pcm    interleaved samples, full scale ±1.0; may be changed.
     * @param frames samples per channel.
     */
    void received(float[] pcm, int frames);

    /**
     * Makes sound in place of what was lost.
     *
     * @param out    receives interleaved samples.
     * @param frames samples per channel.
     */
    void conceal(float[] out, int frames);

    /** Forgets the past. */
    void reset();
}
