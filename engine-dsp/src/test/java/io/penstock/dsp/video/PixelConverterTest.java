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

    /** Waves of all lengths, the short ones weak as in nature, behind discs with hard edges. */
    static byte[] scene(final int width, final int height) {
        final Random random = new Random(8);
        final double[] light = new double[width * height];
        for (int wave = 0; wave < 60; wave++) {
            final double frequency = 0.01 * Math.pow(1.06, wave);
            final double angle = random.nextDouble() * Math.PI;
            final double phase = random.nextDouble() * 7;
            for (int i = 0; i < light.length; i++) {
                final double along = i % width * Math.cos(angle) + i / width * Math.sin(angle);
                light[i] += 0.35 / Math.sqrt(frequency) * Math.sin(2 * Math.PI * frequency * along + phase);
            }
        }
        for (int disc = 0; disc < 12; disc++) {
            final double x = random.nextDouble() * width;
            final double y = random.nextDouble() * height;
            final double radius = 4 + random.nextDouble() * 30;
            final double level = random.nextDouble() * 160 - 80;
            for (int i = 0; i < light.length; i++) {
                light[i] += level * Math.max(0, Math.min(1, radius - Math.hypot(i % width - x, i / width - y)));
            }
        }
        final byte[] picture = new byte[light.length];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) Math.max(0, Math.min(255, Math.round(128 + light[i])));
        }
        return picture;
    }

    static byte[] noise(final PixelLayout layout, final int width, final int height, final boolean full) {
        final byte[] bytes = random(layout.frameBytes(width, height), 5);
        for (int i = 0; i < bytes.length && !full; i++) {
            bytes[i] = (byte) (16 + (bytes[i] & 0xFF) * 219 / 255);
        }
        return bytes;
    }

    static byte[] convert(final PixelLayout to, final PixelLayout from, final VideoColor color, final int width, final int height,
                          final byte[] in) {
        return convert(to, color, format(width, height, from, Component.isRgb(from) ? VideoColor.RGB : color), in);
    }

    @Test
    void agreesWithTheEquationsForEveryPairMatrixRangeAndSize() {
        final int[][] sizes = {{64, 36}, {33, 17}, {35, 16}, {34, 3}, {2, 2}, {1, 1}, {1, 5}, {7, 1}};
        for (final int[] size : sizes) {
            for (final VideoColor color : VideoColor.values()) {
                for (final PixelLayout from : PixelLayout.values()) {
                    for (final PixelLayout to : PixelLayout.values()) {
                        if (from != to && color != VideoColor.RGB) {
                            compare(size[0], size[1], color, from, to);
                        }
                    }
                }
            }
        }
    }

    private static void compare(final int w, final int h, final VideoColor color, final PixelLayout from, final PixelLayout to) {
        final byte[] in = random(from.frameBytes(w, h), 7);
        final double[] wanted = new SlowConversion(w, h, color).convert(from, to, in);
        final byte[] found = convert(to, from, color, w, h, in);
        for (int i = 0; i < wanted.length; i++) {
            if (!Double.isNaN(wanted[i])) {
                assertEquals(wanted[i], found[i] & 0xFF, 0.75, from + " to " + to + ", " + color + ' ' + w + 'x' + h + ", byte " + i);
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
    void leavesGreyWithoutColourAndFlatAreasFlat() {
        for (int level = 0; level < 256; level += 15) {
            final byte[] in = new byte[9 * 7 * 3];
            java.util.Arrays.fill(in, (byte) level);
            final byte[] i420 = convert(PixelLayout.I420, VideoColor.BT709_LIMITED, format(9, 7, PixelLayout.RGB24, VideoColor.RGB), in);
            for (int i = 0; i < i420.length; i++) {
                assertEquals(i < 63 ? Math.round(16 + level * 219 / 255.0) : 128, i420[i] & 0xFF, "grey " + level + ", byte " + i);
            }
        }
    }

    @Test
    void repeatsTheLastColumnOfOddSizes() {
        final byte[] in = new byte[3 * 2 * 3];
        in[2 * 3] = -1;
        in[5 * 3] = -1; // the right column is red
        final byte[] i420 = convert(PixelLayout.I420, VideoColor.BT601_FULL, format(3, 2, PixelLayout.RGB24, VideoColor.RGB), in);
        assertArrayEquals(new byte[] {0, 0, 76, 0, 0, 76, (byte) 128, 85, (byte) 128, -1}, i420);
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
        assertThrows(ConfigurationException.class, () -> PixelConverter.to(PixelLayout.I420, VideoColor.RGB));
        try (StageHarness h = StageHarness.of(PixelConverter.to(PixelLayout.I420)).input(format(4, 4, PixelLayout.BGRA, VideoColor.RGB)).start()) {
            h.push(h.frame().length(63));
            assertEquals(1, h.counter("dropped.truncated"));
        }
    }
}
