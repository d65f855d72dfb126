package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.time.ConcealKernel;
import io.penstock.spi.LossConcealer;

/**
 * Fills gaps with what the sound before them would have become, for codecs that cannot conceal by themselves; adds no delay. Works at any
 * rate from 1 kHz and any channel count. NaN and infinities received are replaced by 0. Allocates in {@link #configure} only.
 *
 * @see ConcealKernel
 */
public final class Concealer implements LossConcealer {
    private volatile ConcealKernel kernel;

    /** For {@link java.util.ServiceLoader}; call {@link #configure} first. */
    public Concealer() {
        configure(8_000, 1);
    }

    @Override
    public void configure(final int sampleRateHz, final int channels) {
        kernel = new ConcealKernel(sampleRateHz, channels);
    }

    @Override
    public void received(final float[] pcm, final int frames) {
        kernel.received(pcm, frames);
    }

    @Override
    public void conceal(final float[] out, final int frames) {
        kernel.conceal(out, frames);
    }

    @Override
    public void reset() {
        kernel.reset();
    }

    /**
     * How many samples received since {@link #configure} were NaN or infinite. Any thread.
     *
     * @return the count.
     */
    public long notFinite() {
        return kernel.notFinite();
    }
}
