package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FormatSpec;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelConverterTest extends StageContract {
    @Override
    protected Stage create() {
        return PixelConverter.to(PixelLayout.BGRA);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(64, 36, 30));
    }

    private static byte[] convert(final PixelLayout to, final VideoColor ycbcr, final VideoFormat from, final byte[] picture) {
        try (StageHarness h = StageHarness.of(PixelConverter.to(to, ycbcr)).input(from).start()) {
            h.push(h.frame().payload(picture));
            final byte[] result = new byte[h.frames().get(0).length()];
            h.frames().get(0).buffer().getBytes(0, result);
            return result;
        }
    }

    private static VideoFormat format(final int width, final int height, final PixelLayout layout, final VideoColor color) {
        return new VideoFormat(width, height, layout, FrameRate.of(15), color);
    }

    private static byte[] random(final int n, final long seed) {
        final byte[] bytes = new byte[n];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** BT.601 as the standard writes it, in doubles. */
    private static double[] rgb(final int y, final int cb, final int cr, final boolean full) {
        final double l = full ? y / 255.0 : (y - 16) / 219.0;
        final double b = (cb - 128) / (full ? 255.0 : 224.0);
        final double r = (cr - 128) / (full ? 255.0 : 224.0);
        final double red = l + 1.402 * r;
        final double blue = l + 1.772 * b;
        return new double[] {red, (l - 0.299 * red - 0.114 * blue) / 0.587, blue};
    }

    @Test
    void makesRgbAsTheStandardSays() {
        for (final boolean full : new boolean[] {false, true}) {
            final VideoFormat from = format(33, 17, PixelLayout.I420, full ? VideoColor.BT601_FULL : VideoColor.BT601_LIMITED);
            final byte[] in = random(from.frameBytes(), 3);
            final byte[] rgb = convert(PixelLayout.RGB24, VideoColor.BT601_LIMITED, from, in);
            final byte[] bgra = convert(PixelLayout.BGRA, VideoColor.BT601_LIMITED, from, in);
            for (int y = 0; y < 17; y++) {
                for (int x = 0; x < 33; x++) {
                    final int c = 33 * 17 + y / 2 * 17 + x / 2;
                    final double[] wanted = rgb(in[y * 33 + x] & 0xFF, in[c] & 0xFF, in[c + 17 * 9] & 0xFF, full);
                    for (int k = 0; k < 3; k++) {
                        final double value = Math.max(0, Math.min(255, wanted[k] * 255));
                        assertEquals(value, rgb[(y * 33 + x) * 3 + k] & 0xFF, 0.51, x + "," + y + " component " + k);
                        assertEquals(rgb[(y * 33 + x) * 3 + k], bgra[(y * 33 + x) * 4 + 2 - k]);
                    }
                    assertEquals(-1, bgra[(y * 33 + x) * 4 + 3], "opaque");
                }
            }
        }
    }

    @Test
    void comesBackToTheSameColourForEvenPatches() {
        for (final VideoColor color : new VideoColor[] {VideoColor.BT601_LIMITED, VideoColor.BT601_FULL}) {
            for (int red = 0; red < 256; red += 51) {
                for (int green = 0; green < 256; green += 51) {
                    for (int blue = 0; blue < 256; blue += 51) {
                        final byte[] in = {(byte) red, (byte) green, (byte) blue, (byte) red, (byte) green, (byte) blue};
                        final byte[] i420 = convert(PixelLayout.I420, color, format(2, 1, PixelLayout.RGB24, VideoColor.RGB), in);
                        final byte[] back = convert(PixelLayout.RGB24, color, format(2, 1, PixelLayout.I420, color), i420);
                        for (int k = 0; k < 3; k++) {
                            assertEquals(in[k] & 0xFF, back[k] & 0xFF, 2, red + "," + green + "," + blue + " " + color);
                        }
                    }
                }
            }
        }
    }

    @Test
    void knowsTheCornersOfTheRange() {
        final byte[] white = {-1, -1, -1, -1, -1, -1, -1, -1};
        final byte[] limited = convert(PixelLayout.I420, VideoColor.BT601_LIMITED, format(2, 1, PixelLayout.BGRA, VideoColor.RGB), white);
        assertArrayEquals(new byte[] {(byte) 235, (byte) 235, (byte) 128, (byte) 128}, limited);
        final byte[] full = convert(PixelLayout.NV12, VideoColor.BT601_FULL, format(2, 1, PixelLayout.BGRA, VideoColor.RGB), white);
        assertArrayEquals(new byte[] {-1, -1, (byte) 128, (byte) 128}, full);
    }

    @Test
    void averagesChromaOverFourPixelsAndRepeatsTheEdgeOfOddSizes() {
        final byte[] in = new byte[3 * 3 * 3];
        in[(2 * 3 + 2) * 3] = -1; // the lower right pixel is red
        final byte[] i420 = convert(PixelLayout.I420, VideoColor.BT601_FULL, format(3, 3, PixelLayout.RGB24, VideoColor.RGB), in);
        assertEquals(76, i420[8] & 0xFF);
        assertEquals(128, i420[9 + 4] & 0xFF);
        assertEquals(255, i420[9 + 4 + 3] & 0xFF, "the corner stands for itself alone");
    }

    @Test
    void goesFromI420ToNv12AndBackWithoutLoss() {
        final VideoFormat i420 = format(31, 15, PixelLayout.I420, VideoColor.BT601_FULL);
        final byte[] in = random(i420.frameBytes(), 4);
        final byte[] nv12 = convert(PixelLayout.NV12, VideoColor.BT601_LIMITED, i420, in);
        final byte[] rgb = convert(PixelLayout.RGB24, VideoColor.BT601_LIMITED, format(31, 15, PixelLayout.NV12, VideoColor.BT601_FULL), nv12);
        assertArrayEquals(convert(PixelLayout.RGB24, VideoColor.BT601_LIMITED, i420, in), rgb);
        assertArrayEquals(in, convert(PixelLayout.I420, VideoColor.BT601_LIMITED, format(31, 15, PixelLayout.NV12, VideoColor.BT601_FULL), nv12));
    }

    @Test
    void keepsTheRangeBetweenPlanarLayoutsAndPassesOnWhatIsRightAlready() {
        final VideoFormat full = format(4, 4, PixelLayout.I420, VideoColor.BT601_FULL);
        try (StageHarness h = StageHarness.of(PixelConverter.to(PixelLayout.I420)).input(full)
            .output(FormatSpec.of(full)).start()) {
            h.push(h.frame().length(full.frameBytes()));
            assertTrue(h.frames().get(0).forwarded());
        }
    }

    @Test
    void refusesOrDropsWhatItCannotConvert() {
        assertThrows(ConfigurationException.class, () -> PixelConverter.to(PixelLayout.YUY2));
        assertThrows(ConfigurationException.class, () -> PixelConverter.to(PixelLayout.I420, VideoColor.BT709_FULL));
        try (StageHarness h = StageHarness.of(PixelConverter.to(PixelLayout.I420)).input(format(4, 4, PixelLayout.BGRA, VideoColor.RGB)).start()) {
            h.push(h.frame().length(63));
            assertEquals(1, h.counter("dropped.truncated"));
        }
    }
}
