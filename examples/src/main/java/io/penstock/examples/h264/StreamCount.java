package io.penstock.examples.h264;

import io.penstock.format.CodecId;
import io.penstock.format.EncodedSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Sink;
import io.penstock.stage.StageSpec;

/** Counts encoded pictures and their bytes. Written by the graph, read by anyone. */
final class StreamCount implements Sink {
    private final StageSpec spec = StageSpec.sink("count", EncodedSpec.of(CodecId.H264)).build();
    private volatile int pictures;
    private volatile int keys;
    private volatile long bytes;

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onFrame(final Frame in) {
        pictures = pictures + 1;
        keys = keys + (in.has(FrameFlags.KEYFRAME) ? 1 : 0);
        bytes = bytes + in.length();
    }

    int pictures() {
        return pictures;
    }

    int keys() {
        return keys;
    }

    long bytes() {
        return bytes;
    }
}
