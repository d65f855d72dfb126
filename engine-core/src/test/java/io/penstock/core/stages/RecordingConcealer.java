package io.penstock.core.stages;

import io.penstock.spi.LossConcealer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down what it is told; makes a level of its own up and leaves a mark in what follows a loss. */
final class RecordingConcealer implements LossConcealer {
    static final float MADE_UP = 0.25f;
    static final float SMOOTHED = 0.5f;

    /** Roomy, so that listening does not show as allocation of the stage. */
    final List<String> told = new ArrayList<>(10_000);
    private boolean lost;

    @Override
    public void configure(final int sampleRateHz, final int channels) {
        told.add("configure " + sampleRateHz + ' ' + channels);
    }

    @Override
    public void received(final float[] pcm, final int frames) {
        told.add("received " + frames);
        if (lost) {
            pcm[0] = SMOOTHED;
        }
        lost = false;
    }

    @Override
    public void conceal(final float[] out, final int frames) {
        told.add("conceal " + frames);
        Arrays.fill(out, MADE_UP);
        lost = true;
    }

    @Override
    public void reset() {
        told.add("reset");
    }
}
