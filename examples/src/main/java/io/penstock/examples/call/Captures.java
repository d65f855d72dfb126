package io.penstock.examples.call;

import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;

/** Makes cameras and microphones of what was asked for. */
final class Captures {
    private Captures() {
    }

    /**
     * Camera and microphone of an end.
     *
     * @param options what was asked for.
     * @param picture what is to be sent.
     * @param sound   what is to be sent.
     * @param end     0 for A, 1 for B: they do not look and sound the same.
     * @return the sources.
     */
    static Capture of(final CallOptions options, final VideoFormat picture, final AudioFormat sound, final int end) {
        final SyntheticCamera camera = new SyntheticCamera(picture, 2 * options.seed() + end);
        return new Capture(graph -> graph.source("camera", camera), new SyntheticVoice(sound, 2 * options.seed() + end), camera::rate);
    }
}
