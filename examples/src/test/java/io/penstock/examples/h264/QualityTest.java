package io.penstock.examples.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityTest {
    private static final int WIDTH = 90;
    private static final int HEIGHT = 70;
    private static final int PICTURES = 3;

    @TempDir
    private Path folder;

    /** Pictures with some structure, and the same ones with more and more noise. */
    private static byte[] film(final double noise) {
        final int bytes = WIDTH * HEIGHT * 3 / 2;
        final byte[] film = new byte[PICTURES * bytes];
        final Random random = new Random(1);
        for (int i = 0; i < film.length; i++) {
            final double value = 128 + 60 * Math.sin(i % WIDTH * 0.3) + 40 * Math.cos(i / WIDTH * 0.2)
                + noise * (1 + i / bytes) * random.nextGaussian();
            film[i] = (byte) Math.max(0, Math.min(255, value));
        }
        return film;
    }

    /** Without its assembler, which weighs the last windows of a row otherwise unless their number is a multiple of four. */
    private String ffmpeg(final String filter) throws IOException, InterruptedException {
        final Path log = folder.resolve("log");
        final String raw = "-f rawvideo -pix_fmt yuv420p -s " + WIDTH + 'x' + HEIGHT + " -i ";
        try {
            final Process process = new ProcessBuilder(("ffmpeg -cpuflags 0 -hide_banner -nostdin " + raw + folder.resolve("b") + ' '
                + raw + folder.resolve("a") + " -lavfi " + filter
                + " -f null -").split(" ")).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        } catch (final IOException e) {
            assumeTrue(false, "ffmpeg is not installed: comparison skipped");
        }
        return Files.readString(log);
    }

    @Test
    void findsThePsnrAndSsimThatFfmpegFinds() throws Exception {
        final byte[] a = Files.readAllBytes(Files.write(folder.resolve("a"), film(0)));
        final byte[] b = Files.readAllBytes(Files.write(folder.resolve("b"), film(6)));
        final Quality quality = new Quality(WIDTH, HEIGHT);
        for (int i = 0; i < PICTURES; i++) {
            quality.add(a, i * WIDTH * HEIGHT * 3 / 2, b, i * WIDTH * HEIGHT * 3 / 2);
        }
        final Matcher psnr = Pattern.compile("PSNR y:([0-9.]+) u:([0-9.]+) v:([0-9.]+)").matcher(ffmpeg("psnr"));
        assertTrue(psnr.find());
        final Matcher ssim = Pattern.compile("SSIM Y:([0-9.]+) .*U:([0-9.]+) .*V:([0-9.]+) .*All:([0-9.]+)").matcher(ffmpeg("ssim"));
        assertTrue(ssim.find());
        for (int plane = 0; plane < 3; plane++) {
            assertEquals(Double.parseDouble(psnr.group(1 + plane)), quality.psnrDb(plane), 1e-4, "PSNR of plane " + plane);
            assertEquals(Double.parseDouble(ssim.group(1 + plane)), quality.ssim(plane), 2e-6, "SSIM of plane " + plane);
        }
        assertEquals(Double.parseDouble(ssim.group(4)), quality.ssimAll(), 2e-6, "SSIM");
    }

    @Test
    void picturesThatAreTheSameAreAsGoodAsCanBe() {
        final Quality quality = new Quality(WIDTH, HEIGHT);
        quality.add(film(3), 0, film(3), 0);
        assertEquals(Quality.IDENTICAL_DB, quality.psnrDb(0));
        assertEquals(1, quality.ssimAll(), 1e-12);
        assertEquals(1, quality.pictures());
    }

    private static Bjontegaard.Point[] curve(final double rateFactor, final double moreDb) {
        final Bjontegaard.Point[] points = new Bjontegaard.Point[4];
        for (int i = 0; i < 4; i++) {
            points[i] = new Bjontegaard.Point(rateFactor * 300 * Math.pow(2, i), 32 + 3.1 * i - 0.12 * i * i + moreDb);
        }
        return points;
    }

    @Test
    void measuresTheDistanceOfCurves() {
        assertEquals(0, Bjontegaard.ratePercent(curve(1, 0), curve(1, 0)), 1e-9);
        assertEquals(25, Bjontegaard.ratePercent(curve(1, 0), curve(1.25, 0)), 1e-6, "the same quality for a quarter more bits");
        assertEquals(-20, Bjontegaard.ratePercent(curve(1.25, 0), curve(1, 0)), 1e-6);
        assertEquals(0.7, Bjontegaard.psnrDb(curve(1, 0), curve(1, 0.7)), 1e-9);
        assertTrue(Double.isNaN(Bjontegaard.ratePercent(curve(1, 0), curve(1, 60))), "nothing in common");
        assertTrue(Double.isNaN(Bjontegaard.psnrDb(curve(1, 0), new Bjontegaard.Point[] {new Bjontegaard.Point(500, 30)})), "one point");
    }

    @Test
    void knowsTheDistanceOfPublishedCurves() {
        // Four points each; one polynomial through all of them, as in VCEG-M33, is 31.40 % and -1.185 dB apart.
        final double[] rateA = {686.76, 309.58, 157.11, 85.95};
        final double[] dbA = {40.28, 37.18, 34.24, 31.42};
        final double[] rateB = {893.34, 407.8, 204.93, 112.75};
        final double[] dbB = {40.39, 37.21, 34.17, 31.24};
        final Bjontegaard.Point[] a = new Bjontegaard.Point[4];
        final Bjontegaard.Point[] b = new Bjontegaard.Point[4];
        for (int i = 0; i < 4; i++) {
            a[i] = new Bjontegaard.Point(rateA[i], dbA[i]);
            b[i] = new Bjontegaard.Point(rateB[i], dbB[i]);
        }
        assertEquals(31.40, Bjontegaard.ratePercent(a, b), 0.6);
        assertEquals(-1.185, Bjontegaard.psnrDb(a, b), 0.02);
    }
}
