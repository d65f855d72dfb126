package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Y4mSinkTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(16, 10, 25);

    @TempDir
    Path folder;

    @Override
    protected Stage create() {
        return Y4mSink.to(folder.resolve("out.y4m"));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    @Test
    void leavesOutWhatDoesNotFitTheFileAndCountsIt() throws Exception {
        final String header = Y4mSink.header(FORMAT);
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            h.push(h.frame().length(FORMAT.frameBytes()));
            h.push(h.frame().length(FORMAT.frameBytes() - 1));
            h.pushFormatChange(FORMAT.sized(8, 8));
            h.push(h.frame().length(96));
            h.pushFormatChange(FORMAT);
            h.push(h.frame().length(FORMAT.frameBytes()));
            assertEquals(1, h.counter("dropped.truncated"));
            assertEquals(1, h.counter("dropped.format"));
        }
        assertEquals(header.length() + 2 * (6 + FORMAT.frameBytes()), Files.size(folder.resolve("out.y4m")));
    }

    @Test
    void saysWhatItCouldNotWrite() {
        final EngineException e = assertThrows(EngineException.class,
            () -> StageHarness.of(Y4mSink.to(folder.resolve("no/such/folder.y4m"))).input(FORMAT).start());
        assertEquals(EngineException.Category.IO, e.category());
    }
}
