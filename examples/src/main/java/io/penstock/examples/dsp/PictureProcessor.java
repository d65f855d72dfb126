package io.penstock.examples.dsp;

import io.penstock.format.VideoFormat;
import java.util.List;

/** What a command runs over pictures, one after the other. */
interface PictureProcessor {
    /** Format of what comes out: of the same layout as what goes in, maybe of another size. */
    VideoFormat output();

    /**
     * Processes a picture.
     *
     * @param in  a picture of the format that the processor was opened with; to be left as it is.
     * @param out receives one of {@link #output()}, {@code frameBytes()} long; holds something old before.
     */
    void process(byte[] in, byte[] out);

    /** By how many pictures the output lags. */
    default int latencyPictures() {
        return 0;
    }

    /** What it says about its work when all is done: a line each. */
    default List<String> statistics() {
        return List.of();
    }
}
