package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

class RotateTest extends StageContract {
    @Override
    protected Stage create() {
        return Rotate.by(90).mirrored(true);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(64, 36, 30));
    }

    @Test
    void putsEverySampleWhereTheAngleSays() {
        for (final PixelLayout layout : new PixelLayout[] {PixelLayout.I420, PixelLayout.NV12, PixelLayout.GRAY8, PixelLayout.RGB24,
            PixelLayout.BGRA}) {
            for (final int[] size : new int[][] {{64, 36}, {37, 21}, {40, 16}, {1, 9}, {7, 2}}) {
                for (int degrees = 0; degrees < 360; degrees += 90) {
                    turn(layout, size[0], size[1], degrees, false);
                    turn(layout, size[0], size[1], degrees, true);
                }
            }
        }
    }

    private static void turn(final PixelLayout layout, final int width, final int height, final int degrees, final boolean mirrored) {
        final VideoFormat format = new VideoFormat(width, height, layout, FrameRate.of(15),
            Component.isRgb(layout) ? VideoColor.RGB : VideoColor.BT601_LIMITED);
        final VideoFormat turned = degrees % 180 == 0 ? format : format.sized(height, width);
        final byte[] in = new byte[format.frameBytes()];
        new Random(3).nextBytes(in);
        final CapturedFrame out;
        try (StageHarness h = StageHarness.of(Rotate.by(degrees).mirrored(mirrored)).input(format).start()) {
            h.push(h.frame().payload(in));
            out = h.frames().get(0);
        }
        final Component[] from = Component.of(format);
        final Component[] to = Component.of(turned);
        for (int c = 0; c < from.length; c++) {
            final int w = from[c].width();
            final int h = from[c].height();
            for (int y = 0; y < to[c].height(); y++) {
                for (int x = 0; x < to[c].width(); x++) {
                    final int u = mirrored ? to[c].width() - 1 - x : x;
                    final int sx = degrees == 0 ? u : degrees == 90 ? y : degrees == 180 ? w - 1 - u : w - 1 - y;
                    final int sy = degrees == 0 ? y : degrees == 90 ? h - 1 - u : degrees == 180 ? h - 1 - y : u;
                    assertEquals(in[from[c].offset() + sy * from[c].stride() + sx * from[c].step()],
                        out.buffer().getByte(to[c].offset() + y * to[c].stride() + x * to[c].step()),
                        layout + " " + width + 'x' + height + " by " + degrees + " mirrored " + mirrored + " at " + x + ',' + y);
                }
            }
        }
    }

    @Test
    void isMirroredAndBackWhileItRuns() {
        final VideoFormat format = new VideoFormat(2, 1, PixelLayout.GRAY8, FrameRate.of(15), VideoColor.BT601_FULL);
        final Rotate rotate = Rotate.by(0);
        try (StageHarness h = StageHarness.of(rotate).input(format).start()) {
            h.push(h.frame().payload(new byte[] {1, 2}));
            rotate.mirrored(true);
            h.push(h.frame().payload(new byte[] {1, 2}));
            rotate.mirrored(false);
            h.push(h.frame().payload(new byte[] {1, 2}));
            assertTrue(h.frames().get(0).forwarded());
            assertFalse(h.frames().get(1).forwarded());
            assertEquals(2, h.frames().get(1).buffer().getByte(0));
            assertTrue(h.frames().get(2).forwarded());
        }
    }

    @Test
    void refusesOrDropsWhatItCannotTurn() {
        assertThrows(ConfigurationException.class, () -> Rotate.by(45));
        try (StageHarness h = StageHarness.of(Rotate.by(180)).input(VideoFormat.i420(8, 8, 15)).start()) {
            h.push(h.frame().length(95));
            assertEquals(1, h.counter("dropped.truncated"));
        }
    }
}
