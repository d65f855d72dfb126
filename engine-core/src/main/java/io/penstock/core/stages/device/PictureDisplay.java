package io.penstock.core.stages.device;

import java.util.function.Consumer;

/** Shows pictures. */
interface PictureDisplay {
    /** Opens; throws {@link io.penstock.error.EngineException} in one line if there is no display. */
    void open(String title, int width, int height);

    /**
     * Calls back on the display's thread, soon.
     *
     * @param painter fills {@code width * height} integers {@code 0xRRGGBB} when it runs.
     */
    void show(Consumer<int[]> painter);

    /** Closes; idempotent. */
    void close();
}
