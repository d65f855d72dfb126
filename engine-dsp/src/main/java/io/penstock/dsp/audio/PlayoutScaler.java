package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.time.PeriodKernel;
import io.penstock.spi.TimeScaler;

/**
 * Shortens or lengthens decoded sound by a pitch period at a time, for jitter buffers that change their delay. Works at any rate from 2 kHz
 * and any channel count, on pieces of 10–120 ms. Allocates in {@link #configure} only.
 *
 * @see PeriodKernel
 */
public final class PlayoutScaler implements TimeScaler {
    private volatile PeriodKernel kernel;

    /** For {@link java.util.ServiceLoader}; call {@link #configure} first. */
    public PlayoutScaler() {
        configure(8_000, 1);
    }

    @Override
    public void configure(final int sampleRateHz, final int channels) {
        kernel = new PeriodKernel(sampleRateHz, channels);
    }

    @Override
    public int scale(final float[] in, final int frames, final double targetRatio, final float[] out) {
        return kernel.scale(in, frames, targetRatio, out);
    }

    @Override
    public void reset() {
        kernel.reset();
    }

    /**
     * How many samples since {@link #configure} were NaN or infinite. Any thread.
     *
     * @return the count.
     */
    public long notFinite() {
        return kernel.notFinite();
    }
}
