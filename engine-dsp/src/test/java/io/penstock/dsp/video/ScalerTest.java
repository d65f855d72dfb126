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
import io.penstock.testkit.TestFrame;
import org.junit.jupiter.api.Test;

class ScalerTest extends StageContract {
    @Override
    protected Stage create() {
        return Scaler.to(48, 26);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(64, 36, 30));
    }

    private interface Picture {
        int luma(int x, int y);
    }

    private static void fill(final TestFrame frame, final VideoFormat format, final Picture picture) {
        frame.length(format.frameBytes());
        final int w = format.width();
        final int h = format.height();
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                frame.buffer().putByte(y * w + x, (byte) picture.luma(x, y));
            }
        }
        final int chroma = (w + 1) / 2 * ((h + 1) / 2);
        for (int i = 0; i < chroma; i++) {
            frame.buffer().putByte(w * h + i, (byte) 90);
            frame.buffer().putByte(w * h + chroma + i, (byte) 200);
        }
    }

    private static CapturedFrame scale(final Stage scaler, final VideoFormat format, final Picture picture) {
        try (StageHarness h = StageHarness.of(scaler).input(format).start()) {
            final TestFrame frame = h.frame();
            fill(frame, format, picture);
            h.push(frame);
            return h.frames().get(0);
        }
    }

    private static int at(final CapturedFrame frame, final int width, final int x, final int y) {
        return frame.buffer().getByte(y * width + x) & 0xFF;
    }

    @Test
    void keepsALinearRampLinear() {
        // Pixel centres aligned: target x looks at (x + 0.5) * from / to - 0.5, where a ramp has exactly that value.
        for (final int target : new int[] {50, 100, 137, 200}) {
            final CapturedFrame out = scale(Scaler.to(target, 20), VideoFormat.i420(100, 10, 15), (x, y) -> 20 + 2 * x);
            for (int x = 0; x < target; x++) {
                final double centre = Math.max(0, Math.min(99, (x + 0.5) * 100 / target - 0.5));
                assertEquals(20 + 2 * centre, at(out, target, x, 7), 0.51, "width " + target + ", x " + x);
            }
        }
    }

    @Test
    void agreesWithPlainBilinearInterpolationInDoubles() {
        final Picture texture = (x, y) -> (x * 37 + y * 91 + x * y) % 256;
        final CapturedFrame out = scale(Scaler.to(61, 83), VideoFormat.i420(45, 57, 15), texture);
        for (int y = 0; y < 83; y++) {
            for (int x = 0; x < 61; x++) {
                final double sx = Math.max(0, Math.min(44, (x + 0.5) * 45 / 61 - 0.5));
                final double sy = Math.max(0, Math.min(56, (y + 0.5) * 57 / 83 - 0.5));
                final int x0 = (int) sx;
                final int y0 = (int) sy;
                final int x1 = Math.min(44, x0 + 1);
                final int y1 = Math.min(56, y0 + 1);
                final double top = texture.luma(x0, y0) * (1 - sx + x0) + texture.luma(x1, y0) * (sx - x0);
                final double bottom = texture.luma(x0, y1) * (1 - sx + x0) + texture.luma(x1, y1) * (sx - x0);
                assertEquals(top * (1 - sy + y0) + bottom * (sy - y0), at(out, 61, x, y), 1.6, x + "," + y);
            }
        }
    }

    @Test
    void scalesChromaToo() {
        final CapturedFrame out = scale(Scaler.to(33, 21), VideoFormat.i420(64, 36, 15), (x, y) -> 50);
        final int chroma = 17 * 11;
        assertEquals(33 * 21 + 2 * chroma, out.length());
        for (int i = 0; i < chroma; i++) {
            assertEquals(90, out.buffer().getByte(33 * 21 + i) & 0xFF);
            assertEquals(200, out.buffer().getByte(33 * 21 + chroma + i) & 0xFF);
        }
    }

    @Test
    void fillsTheTargetWithTheMiddle() {
        final CapturedFrame out = scale(Scaler.filling(36, 64), VideoFormat.i420(640, 360, 15), (x, y) -> x < 218 || x >= 422 ? 255 : 100);
        for (int x = 0; x < 36; x++) {
            assertEquals(100, at(out, 36, x, 30));
        }
        final CapturedFrame wide = scale(Scaler.filling(64, 36), VideoFormat.i420(360, 640, 15), (x, y) -> y < 218 || y >= 422 ? 255 : 100);
        for (int y = 0; y < 36; y++) {
            assertEquals(100, at(wide, 64, 30, y));
        }
    }

    @Test
    void putsBlackWhereALetterboxLeavesRoom() {
        final CapturedFrame out = scale(Scaler.to(64, 64).fit(ScaleFit.LETTERBOX).quality(ScaleQuality.LANCZOS), VideoFormat.i420(128, 72, 15),
            (x, y) -> 180);
        for (int y = 0; y < 64; y++) {
            assertEquals(y < 14 || y >= 50 ? 16 : 180, at(out, 64, 31, y), "row " + y);
            assertEquals(y < 14 || y >= 50 ? 128 : 90, out.buffer().getByte(64 * 64 + y / 2 * 32 + 5) & 0xFF, "chroma of row " + y);
        }
        final CapturedFrame tall = scale(Scaler.to(64, 36).fit(ScaleFit.LETTERBOX), VideoFormat.i420(36, 64, 15), (x, y) -> 180);
        for (int x = 0; x < 64; x++) {
            assertEquals(x < 22 || x >= 42 ? 16 : 180, at(tall, 64, x, 9), "column " + x);
        }
    }

    @Test
    void makesTheLargestThatFitsWithinASize() {
        final VideoFormat from = VideoFormat.i420(1280, 720, 15);
        assertEquals(from.sized(640, 360), Placement.sized(ScaleFit.WITHIN, from, 640, 640));
        assertEquals(from.sized(178, 100), Placement.sized(ScaleFit.WITHIN, from, 640, 100));
        assertEquals(from.sized(640, 10), Placement.sized(ScaleFit.STRETCH, from, 640, 10));
        final CapturedFrame out = scale(Scaler.to(32, 32).fit(ScaleFit.WITHIN), VideoFormat.i420(128, 72, 15), (x, y) -> 180);
        assertEquals(32 * 18 * 3 / 2, out.length());
    }

    @Test
    void scalesEveryLayoutByComponents() {
        for (final PixelLayout layout : PixelLayout.values()) {
            final VideoColor color = Component.isRgb(layout) ? VideoColor.RGB : VideoColor.BT709_FULL;
            final VideoFormat format = new VideoFormat(32, 18, layout, FrameRate.of(15), color);
            for (final ScaleQuality quality : ScaleQuality.values()) {
                try (StageHarness h = StageHarness.of(Scaler.to(47, 11).quality(quality).fit(ScaleFit.LETTERBOX)).input(format).start()) {
                    final TestFrame frame = h.frame().length(format.frameBytes());
                    final Component[] parts = Component.of(format);
                    for (int i = 0; i < parts.length; i++) {
                        parts[i].fill(frame.array(), frame.arrayOffset(), 0, 0, parts[i].width(), parts[i].height(), 40 + 50 * i);
                    }
                    h.push(frame);
                    final Component[] scaled = Component.of(format.sized(47, 11));
                    for (int i = 0; i < parts.length; i++) {
                        final CapturedFrame out = h.frames().get(0);
                        assertEquals(40 + 50 * i, out.buffer().getByte(scaled[i].at(0, 22, 5)) & 0xFF, layout + " component " + i);
                        assertEquals(scaled[i].black(), out.buffer().getByte(scaled[i].at(0, 0, 5)) & 0xFF, layout + " component " + i);
                    }
                }
            }
        }
    }

    @Test
    void passesOnWhatHasTheSizeAlready() {
        final CapturedFrame out = scale(Scaler.to(64, 36), VideoFormat.i420(64, 36, 15), (x, y) -> x);
        assertTrue(out.forwarded());
    }

    @Test
    void followsAChangeOfFormat() {
        try (StageHarness h = StageHarness.of(Scaler.to(20, 20)).input(VideoFormat.i420(40, 40, 15)).start()) {
            final VideoFormat other = VideoFormat.i420(10, 10, 15);
            h.pushFormatChange(other);
            final TestFrame frame = h.frame();
            fill(frame, other, (x, y) -> 77);
            h.push(frame);
            assertEquals(77, at(h.frames().get(0), 20, 19, 19));
        }
    }

    @Test
    void dropsATruncatedPicture() {
        try (StageHarness h = StageHarness.of(Scaler.to(20, 20)).input(VideoFormat.i420(40, 40, 15)).start()) {
            h.push(h.frame().length(100));
            assertEquals(1, h.counter("dropped.truncated"));
        }
    }

    @Test
    void refusesImpossibleSizes() {
        assertThrows(ConfigurationException.class, () -> Scaler.to(0, 10));
        assertThrows(ConfigurationException.class, () -> Scaler.to(10, 16_385));
    }
}
