package io.penstock.dsp.voice;

/** Hears of every frame whether there is a voice in it. */
@FunctionalInterface
public interface ActivityListener {
    /**
     * A frame was listened to. Called on the stage's thread: must neither block nor allocate.
     *
     * @param ptsNs       presentation time of the frame.
     * @param probability of a voice in it, 0–1.
     * @param speaking    whether someone speaks, held on over pauses.
     */
    void onFrame(long ptsNs, float probability, boolean speaking);
}
