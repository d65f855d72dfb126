package io.penstock.core.stages.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import org.junit.jupiter.api.Test;

class StampPictureTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(640, 360, 30);

    @Override
    protected Stage create() {
        return new StampPicture();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    @Test
    void writesTheTimeOfCapture() {
        try (StageHarness h = StageHarness.of(new StampPicture()).input(FORMAT).start()) {
            h.push(h.frame().captureNs(7_000_123_000L).length(FORMAT.frameBytes()));
            assertEquals(7_000_123, PictureStamp.read(h.lastFrame()));
        }
    }
}
