package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversions held against ffmpeg, where there is one: every pair of layouts, matrix and range, even and odd sizes. */
class SwscaleTest {
    private static final Map<PixelLayout, String> NAMES = Map.of(PixelLayout.I420, "yuv420p", PixelLayout.NV12, "nv12", PixelLayout.YUY2,
        "yuyv422", PixelLayout.GRAY8, "gray", PixelLayout.RGB24, "rgb24", PixelLayout.BGRA, "bgra");

    @TempDir
    Path folder;

    private static boolean isThere() {
        try {
            final Process process = new ProcessBuilder("ffmpeg", "-version").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (final IOException e) {
            return false;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void isWithinOneOfSwscale() throws Exception {
        assumeTrue(isThere(), "no ffmpeg here: install it to hold conversions against swscale");
        for (final VideoColor color : VideoColor.values()) {
            if (color != VideoColor.RGB) {
                compare(64, 48, color);
                if (color == VideoColor.BT601_LIMITED || color == VideoColor.BT709_FULL) {
                    compare(63, 47, color);
                }
            }
        }
    }

    @Test
    void scalesNoWorseThanSwscalesBicubic() throws Exception {
        assumeTrue(isThere(), "no ffmpeg here: install it to hold scaling against swscale");
        final int w = 240;
        final int h = 180;
        final byte[] picture = PixelConverterTest.scene(w, h);
        for (final int[] small : new int[][] {{120, 90}, {160, 120}, {100, 75}, {37, 111}}) {
            final byte[] less = run(picture, "gray", w, h, "scale=" + small[0] + ':' + small[1] + ":flags=bicubic+accurate_rnd+bitexact", "gray");
            final byte[] theirs = run(less, "gray", small[0], small[1], "scale=" + w + ':' + h + ":flags=bicubic+accurate_rnd+bitexact", "gray");
            final VideoFormat full = new VideoFormat(w, h, PixelLayout.GRAY8, FrameRate.of(15), VideoColor.BT601_FULL);
            final byte[] little = new byte[small[0] * small[1]];
            final byte[] ours = new byte[w * h];
            PictureScaler.of(full, small[0], small[1], ScaleQuality.LANCZOS, ScaleFit.STRETCH).process(picture, 0, little, 0);
            PictureScaler.of(full.sized(small[0], small[1]), w, h, ScaleQuality.LANCZOS, ScaleFit.STRETCH).process(little, 0, ours, 0);
            assertTrue(psnr(picture, ours) >= psnr(picture, theirs), small[0] + "x" + small[1] + ": " + psnr(picture, ours) + " dB, swscale "
                + psnr(picture, theirs));
        }
    }

    private static double psnr(final byte[] a, final byte[] b) {
        assertEquals(a.length, b.length);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            final int d = (a[i] & 0xFF) - (b[i] & 0xFF);
            sum += d * d;
        }
        return 10 * Math.log10(255.0 * 255 * a.length / sum);
    }

    private byte[] run(final byte[] in, final String from, final int width, final int height, final String filter, final String to)
        throws Exception {
        final Path source = Files.write(folder.resolve("in"), in);
        final Path target = folder.resolve("out");
        execute(List.of("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", from, "-s", width + "x" + height, "-i",
            source.toString(), "-vf", filter, "-f", "rawvideo", "-pix_fmt", to, target.toString()));
        return Files.readAllBytes(target);
    }

    private void compare(final int width, final int height, final VideoColor color) throws Exception {
        final boolean full = color == VideoColor.BT601_FULL || color == VideoColor.BT709_FULL;
        for (final PixelLayout from : PixelLayout.values()) {
            // To swscale all grey is of full range.
            final List<PixelLayout> targets = new ArrayList<>(List.of(PixelLayout.values()));
            targets.removeIf(to -> to == from || !full && to == PixelLayout.GRAY8);
            if (!full && from == PixelLayout.GRAY8) {
                continue;
            }
            final byte[] in = PixelConverterTest.noise(from, width, height, full || Component.isRgb(from));
            swscale(in, from, targets, width, height, color);
            for (final PixelLayout to : targets) {
                final byte[] theirs = Files.readAllBytes(folder.resolve(to.name()));
                final byte[] ours = PixelConverterTest.convert(to, from, color, width, height, in);
                assertEquals(theirs.length, ours.length);
                for (int i = 0; i < ours.length; i++) {
                    if (sound(from, to, width, height, i)) {
                        assertEquals(theirs[i] & 0xFF, ours[i] & 0xFF, 1, from + " to " + to + ", " + color + ' ' + width + 'x' + height
                            + ", byte " + i);
                    }
                }
            }
        }
    }

    /** Not where swscale reads or writes past the end of odd rows, nor what it forgets. */
    private static boolean sound(final PixelLayout from, final PixelLayout to, final int width, final int height, final int at) {
        final boolean odd = (width & 1) != 0;
        final int columns = (width + 1) / 2;
        final int luma = width * height;
        final boolean chroma = at >= luma && (to == PixelLayout.I420 || to == PixelLayout.NV12);
        if (from == PixelLayout.GRAY8 && to == PixelLayout.NV12 && chroma) {
            return false;
        }
        if (odd && to == PixelLayout.YUY2) {
            return at % (4 * columns) < 4 * columns - 4;
        }
        if (odd && Component.isRgb(from) && chroma) {
            return to == PixelLayout.I420 ? (at - luma) % columns != columns - 1 : (at - luma) % (2 * columns) < 2 * columns - 2;
        }
        if ((height & 1) != 0 && from == PixelLayout.YUY2 && to == PixelLayout.I420 && chroma) {
            final int rows = (height + 1) / 2;
            return (at - luma) / columns % rows != rows - 1;
        }
        return true;
    }

    private void swscale(final byte[] in, final PixelLayout from, final List<PixelLayout> targets, final int width, final int height,
                         final VideoColor color) throws Exception {
        final Path source = Files.write(folder.resolve("in"), in);
        final List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt",
            NAMES.get(from), "-s", width + "x" + height, "-i", source.toString()));
        final String matrix = color == VideoColor.BT601_FULL || color == VideoColor.BT601_LIMITED ? "bt601" : "bt709";
        final String range = color == VideoColor.BT601_FULL || color == VideoColor.BT709_FULL ? "pc" : "tv";
        for (final PixelLayout to : targets) {
            command.addAll(List.of("-vf", "scale=flags=accurate_rnd+full_chroma_int+bitexact:in_color_matrix=" + matrix + ":out_color_matrix="
                + matrix + ":in_range=" + (Component.isRgb(from) ? "pc" : range) + ":out_range=" + (Component.isRgb(to) ? "pc" : range)
                + ",format=" + NAMES.get(to), "-f", "rawvideo", "-pix_fmt", NAMES.get(to), folder.resolve(to.name()).toString()));
        }
        execute(command);
    }

    private static void execute(final List<String> command) throws Exception {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0, said);
    }
}
