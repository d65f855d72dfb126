package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.error.EngineException;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import org.junit.jupiter.api.Test;

class RawClipSinkTest extends StageContract {
    @Override
    protected Stage create() {
        return RawClipSink.of(10, FrameRate.of(15));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(16, 10, 25));
    }

    @Test
    void hasNoClipBeforeItStarted() {
        assertThrows(EngineException.class, () -> RawClipSink.of(1, FrameRate.of(15)).clip());
        assertThrows(EngineException.class, () -> RawClipSink.of(0, FrameRate.of(15)));
    }
}
