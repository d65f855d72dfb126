package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.level.Limiter;
import io.penstock.dsp.kernel.mix.MixKernel;
import io.penstock.format.AudioFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Output;

/** One output of a {@link Mixer}: its limiter, and the numbers of its frames. */
final class MixOutput {
    private final AudioFormat format;
    private final Limiter limiter;
    private final float[] samples;
    private long sequence;

    MixOutput(final AudioFormat format, final MixOptions options) {
        this.format = format;
        // without looking ahead: a conference has no time for it, and a gain that is down at once is down before the ear knows
        limiter = options.isLimiting()
            ? new Limiter(format.sampleRateHz(), format.channels(), 0, options.ceilingDb(), false, format.frameSamples()) : null;
        samples = new float[format.frameSamples() * format.channels()];
    }

    /** Puts out the mix, all of it or without one input. */
    void put(final MixKernel mix, final int without, final long ptsNs, final long captureNs, final int durationNs, final Output out) {
        if (without < 0) {
            mix.all(samples);
        } else {
            mix.without(without, samples);
        }
        if (limiter != null) {
            limiter.process(samples, samples, format.frameSamples());
        }
        final MutableFrame frame = out.claim(format.frameBytes());
        Pcm.write(samples, samples.length, format.sampleType(), frame);
        frame.ptsNs(ptsNs).captureNs(captureNs).durationNs(durationNs).flags(0).sequence(sequence++).rtpTimestamp(0).userTag(0);
        out.commit(frame);
    }

    void reset() {
        if (limiter != null) {
            limiter.reset();
        }
    }
}
