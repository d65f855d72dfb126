package io.penstock.core.stages.device;

/** Takes pictures of a screen. */
interface ScreenGrabber {
    /** Makes it ready; throws {@link io.penstock.error.EngineException} in one line if there is no screen. */
    void open();

    /** Takes a picture: {@code width * height} integers {@code 0xRRGGBB}, valid until the next call; may take long. */
    int[] grab(int x, int y, int width, int height);
}
