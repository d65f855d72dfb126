package io.penstock.spi;

/** An encoder that makes key frames on request. */
public interface KeyframeControl {
    /** The next frame encoded is a key frame. */
    void requestKeyframe();
}
