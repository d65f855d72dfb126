package io.penstock.examples.call;

import io.penstock.core.stages.PacedAudioSource;
import io.penstock.format.AudioFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;

/** A microphone that hears a clip, again and again. */
final class ClipVoice extends PacedAudioSource {
    private final float[] clip;
    private final int from;
    private final float[] scratch;

    /**
     * Creates a microphone.
     *
     * @param format mono.
     * @param clip   samples at its rate.
     * @param from   where to begin: two ends should not say the same at one time.
     */
    ClipVoice(final AudioFormat format, final float[] clip, final int from) {
        super("clip", format, true);
        this.clip = clip;
        this.from = from;
        scratch = new float[format.frameSamples()];
    }

    @Override
    protected boolean fill(final MutableFrame frame, final long firstSample, final long firstNs) {
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = clip[(int) ((from + firstSample + i) % clip.length)];
        }
        Pcm.write(scratch, scratch.length, format().sampleType(), frame);
        return true;
    }
}
