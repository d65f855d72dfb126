package io.penstock.core.stages.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.awt.GraphicsEnvironment;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WindowSinkTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(64, 32, 10);

    /** Shows a picture when it is told to. */
    private static final class FakeDisplay implements PictureDisplay {
        private Consumer<int[]> next;
        private int[] pixels;
        private boolean closed;

        @Override
        public void open(final String title, final int width, final int height) {
            pixels = new int[width * height];
        }

        @Override
        public void show(final Consumer<int[]> painter) {
            next = painter;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    protected Stage create() {
        return new WindowSink("test", new FakeDisplay());
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static byte[] red() {
        final byte[] picture = new byte[FORMAT.frameBytes()];
        Arrays.fill(picture, 0, 64 * 32, (byte) 81);
        Arrays.fill(picture, 64 * 32, 64 * 32 * 5 / 4, (byte) 90);
        Arrays.fill(picture, 64 * 32 * 5 / 4, picture.length, (byte) 240);
        return picture;
    }

    @Test
    void showsPicturesAndDropsThoseThatComeTooSoon() {
        final FakeDisplay display = new FakeDisplay();
        try (StageHarness h = StageHarness.of(new WindowSink("test", display)).input(FORMAT).start()) {
            h.push(h.frame().payload(red()));
            h.push(h.frame().payload(new byte[FORMAT.frameBytes()]));
            assertEquals(1, h.counter("dropped.slow"));
            display.next.accept(display.pixels);
            for (final int pixel : display.pixels) {
                assertEquals(254, pixel >> 16, 1);
                assertEquals(0, pixel >> 8 & 255, 1);
                assertEquals(0, pixel & 255, 1);
            }
            h.push(h.frame().payload(red()));
            assertEquals(1, h.counter("dropped.slow"));
        }
        assertTrue(display.closed);
    }

    @Test
    void saysInOneLineThatThereIsNoDisplay() {
        assumeTrue(GraphicsEnvironment.isHeadless(), "this machine has a display");
        final EngineException e =
            assertThrows(EngineException.class, () -> StageHarness.of(WindowSink.titled("test")).input(FORMAT).start());
        assertTrue(e.getMessage().startsWith("window: there is no display"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void devicesCanBeWrittenAsText() throws Exception {
        int found = 0;
        for (final StageProvider provider : ServiceLoader.load(StageProvider.class)) {
            if (provider.getClass().getEnclosingClass() == DeviceProviders.class) {
                found++;
                provider.factory(StageOptions.check(provider, Map.of())).create().close();
            }
        }
        assertEquals(4, found);
    }
}
