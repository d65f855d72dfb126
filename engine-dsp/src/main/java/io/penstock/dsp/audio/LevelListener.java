package io.penstock.dsp.audio;

/** Hears of the level of every frame, as an RFC 6464 header extension carries it. */
@FunctionalInterface
public interface LevelListener {
    /**
     * A frame was measured. Called on the stage's thread: must neither block nor allocate.
     *
     * @param ptsNs     presentation time of the frame.
     * @param levelDbov 0 (a square wave of full scale) to 127 (silence), in −dBov.
     * @param voice     whether it is known to hold voice.
     */
    void onLevel(long ptsNs, int levelDbov, boolean voice);
}
