package io.penstock.spi;

/**
 * Speeds speech up or slows it down without changing its pitch; what an adaptive audio jitter buffer needs. One thread at a time.
 */
public interface TimeScaler {
    /**
     * Prepares for a format.
     *
     * @param sampleRateHz samples per second and channel.
     * @param channels     interleaved channels.
     */
    void configure(int sampleRateHz, int channels);

    /**
     * Shortens or lengthens a piece of sound by about a pitch period where that is inaudible.
     *
     * @param in          interleaved samples, full scale ±1.0.
     * @param frames      samples per channel in {@code in}.
     * @param targetRatio wanted length of the output over that of the input, 0.5–2.
     * @param out         receives interleaved samples; room for {@code 2 * frames} samples per channel.
     * @return samples per channel written; {@code frames} if nothing could be changed.
     */
    int scale(float[] in, int frames, double targetRatio, float[] out);

    /** Forgets the past. */
    void reset();
}
