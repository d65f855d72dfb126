package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CropTest extends StageContract {
    @Override
    protected Stage create() {
        return Crop.aspect(3, 4);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(64, 36, 30));
    }

    @Test
    void takesTheRectangleOutOfEveryLayout() {
        for (final PixelLayout layout : PixelLayout.values()) {
            for (final int[] r : new int[][] {{4, 2, 20, 10}, {0, 6, 17, 11}, {10, 4, 27, 13}}) {
                cut(layout, r[0], r[1], r[2], r[3]);
            }
        }
    }

    private static void cut(final PixelLayout layout, final int left, final int top, final int width, final int height) {
        final VideoFormat format = new VideoFormat(37, 17, layout, FrameRate.of(15),
            Component.isRgb(layout) ? VideoColor.RGB : VideoColor.BT601_LIMITED);
        final byte[] in = new byte[format.frameBytes()];
        new Random(3).nextBytes(in);
        final CapturedFrame out;
        try (StageHarness h = StageHarness.of(Crop.rectangle(left, top, width, height)).input(format).start()) {
            h.push(h.frame().payload(in));
            out = h.frames().get(0);
        }
        final Component[] from = Component.of(format);
        final Component[] to = Component.of(format.sized(width, height));
        for (int c = 0; c < from.length; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    assertEquals(in[from[c].at(0, left + x, top + y)], out.buffer().getByte(to[c].at(0, x, y)), layout + " at " + x + ',' + y);
                }
            }
        }
    }

    private static VideoFormat middle(final int width, final int height, final int across, final int down) {
        try (StageHarness h = StageHarness.of(Crop.aspect(across, down)).input(VideoFormat.i420(width, height, 15)).start()) {
            return (VideoFormat) h.outputFormat();
        }
    }

    @Test
    void takesAsMuchOfTheMiddleAsTheProportionsAllow() {
        assertEquals(VideoFormat.i420(540, 720, 15), middle(1280, 720, 3, 4));
        assertEquals(VideoFormat.i420(406, 720, 15), middle(1280, 720, 9, 16));
        assertEquals(VideoFormat.i420(720, 960, 15), middle(720, 1280, 3, 4));
        assertEquals(VideoFormat.i420(1280, 720, 15), middle(1280, 720, 16, 9));
    }

    @Test
    void passesOnWhatHasTheProportionsAlready() {
        try (StageHarness h = StageHarness.of(Crop.aspect(16, 9)).input(VideoFormat.i420(64, 36, 15)).start()) {
            h.push(h.frame().length(64 * 36 * 3 / 2));
            assertTrue(h.frames().get(0).forwarded());
        }
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThrows(ConfigurationException.class, () -> Crop.rectangle(1, 0, 10, 10));
        assertThrows(ConfigurationException.class, () -> Crop.rectangle(0, 0, 0, 10));
        assertThrows(ConfigurationException.class, () -> Crop.aspect(3, 0));
        assertThrows(AssertionError.class, () -> StageHarness.of(Crop.rectangle(60, 0, 10, 10)).input(VideoFormat.i420(64, 36, 15)).start());
    }
}
