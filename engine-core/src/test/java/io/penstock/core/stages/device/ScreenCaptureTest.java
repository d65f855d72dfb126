package io.penstock.core.stages.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.awt.GraphicsEnvironment;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class ScreenCaptureTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(64, 32, 10);
    private static final long MS = 1_000_000;

    /** A screen of one colour, which gives a picture for each permit. */
    private static final class FakeScreen implements ScreenGrabber {
        private final Semaphore permits;

        FakeScreen(final int permits) {
            this.permits = new Semaphore(permits);
        }

        @Override
        public void open() {
        }

        @Override
        public int[] grab(final int x, final int y, final int width, final int height) {
            permits.acquireUninterruptibly();
            final int[] picture = new int[width * height];
            Arrays.fill(picture, 0xFF0000);
            return picture;
        }
    }

    @Override
    protected Stage create() {
        return new ScreenCapture(FORMAT, 0, 0, new FakeScreen(1_000_000));
    }

    /** Its thread may or may not have been there yet. */
    @Override
    protected boolean putsOut() {
        return false;
    }

    @Test
    void takesAPictureWhenOneIsDueAndConvertsIt() {
        final FakeScreen screen = new FakeScreen(1_000);
        try (StageHarness h = StageHarness.of(new ScreenCapture(FORMAT, 0, 0, screen)).start()) {
            final long start = h.clock().nanoTime();
            h.poll();
            assertTrue(h.awaitWake(Duration.ofSeconds(10)));
            h.poll();
            final CapturedFrame frame = h.frames().get(0);
            assertEquals(start, frame.captureNs());
            assertEquals(FORMAT.frameBytes(), frame.length());
            // BT.601: red is Y 81 (rounded down from 81.48), Cb 90, Cr 240.
            assertEquals(81, frame.buffer().getByte(0) & 0xFF, 1);
            assertEquals(90, frame.buffer().getByte(64 * 32) & 0xFF, 1);
            assertEquals(240, frame.buffer().getByte(64 * 32 * 5 / 4) & 0xFF, 1);
            assertEquals(start + 100 * MS, h.wakeNs());
        }
    }

    @Test
    void skipsPicturesThatFallDueWhileOneIsBeingTaken() {
        final FakeScreen screen = new FakeScreen(0);
        try (StageHarness h = StageHarness.of(new ScreenCapture(FORMAT, 0, 0, screen)).start()) {
            h.poll();
            h.advanceNs(300 * MS);
            assertEquals(3, h.counter("dropped.late"));
            screen.permits.release(100);
        }
    }

    @Test
    void changesItsRateWhileRunning() {
        final ScreenCapture capture = new ScreenCapture(FORMAT, 0, 0, new FakeScreen(1_000));
        try (StageHarness h = StageHarness.of(capture).start()) {
            final long start = h.clock().nanoTime();
            capture.rate(FrameRate.of(5));
            h.poll();
            assertEquals(start + 200 * MS, h.wakeNs());
        }
    }

    @Test
    void saysInOneLineThatThereIsNoScreen() {
        assumeTrue(GraphicsEnvironment.isHeadless(), "this machine has a screen");
        final EngineException e = assertThrows(EngineException.class, () -> StageHarness.of(ScreenCapture.of(FORMAT)).start());
        assertTrue(e.getMessage().startsWith("screen: cannot be captured"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void refusesOddSizes() {
        assertThrows(ConfigurationException.class, () -> ScreenCapture.of(VideoFormat.i420(63, 32, 10)));
    }
}
