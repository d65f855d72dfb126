package io.penstock.examples.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.mp4.Mp4Clip;
import io.penstock.examples.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H264CommandTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;
    private static final int PICTURES = 12;

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private String lastLine() {
        final List<String> lines = out.toString().lines().toList();
        return lines.get(lines.size() - 1);
    }

    private String film() throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(("YUV4MPEG2 W" + WIDTH + " H" + HEIGHT + " F10:1 C420jpeg\n").getBytes(StandardCharsets.US_ASCII));
        final Random random = new Random(3);
        for (int n = 0; n < PICTURES; n++) {
            bytes.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < WIDTH * HEIGHT; i++) {
                bytes.write((int) (128 + 50 * Math.sin((i % WIDTH + n) * 0.2) + 50 * Math.sin(i / WIDTH * 0.3) + random.nextInt(20)));
            }
            for (int i = 0; i < WIDTH * HEIGHT / 2; i++) {
                bytes.write(120);
            }
        }
        return Files.write(folder.resolve("in.y4m"), bytes.toByteArray()).toString();
    }

    private String mp4() throws IOException {
        final String file = folder.resolve("in.mp4").toString();
        assertEquals(0, run("dsp", "scale", film(), file, "--size", WIDTH + "x" + HEIGHT), err::toString);
        out.getBuffer().setLength(0);
        return file;
    }

    @Test
    void encodesAndSaysWhatItCostInItsLastLine() throws IOException {
        final Path stream = folder.resolve("out.264");
        assertEquals(0, run("h264", "encode", film(), stream.toString(), "--bitrate", "200000", "--preset", "veryfast", "--key-interval", "5",
            "--frames", "10", "--warm-up", "0"), err::toString);
        final Matcher last = Pattern.compile("frames 10  fps [0-9.]+  cpu [0-9.]+ s  kbps ([0-9.]+)  psnr-y ([0-9.]+) dB").matcher(lastLine());
        assertTrue(last.matches(), lastLine());
        assertEquals(Files.size(stream) * 8 / 1000.0, Double.parseDouble(last.group(1)), 0.06, "kbps of one second");
        assertTrue(Double.parseDouble(last.group(2)) > 30, lastLine());
        assertTrue(out.toString().contains("2 key pictures") && out.toString().contains("ssim-v"), out::toString);
    }

    @Test
    void comparesPresetsInATableAndOnAPage() throws IOException {
        final Path page = folder.resolve("page.html");
        final Path csv = folder.resolve("table.csv");
        assertEquals(0, run("h264", "curve", film(), "--presets", "ultrafast,medium", "--bitrates", "100000,200000,400000", "--warm-up", "0",
            "--x264",
            "ultrafast", "--plot", page.toString(), "--csv", csv.toString()), err::toString);
        final List<String> rows = Files.readAllLines(csv);
        assertEquals("encoder,asked,kbps,psnr-y,psnr-u,psnr-v,ssim-y,ssim,fps", rows.get(0));
        assertTrue(rows.size() == 7 && rows.get(1).startsWith("penstock ULTRAFAST,100,") || rows.size() == 10
            && out.toString().contains("penstock MEDIUM against x264 ultrafast: BD-rate"),
            () -> rows + "\n" + out);
        final String html = Files.readString(page);
        assertTrue(html.contains("Luma PSNR") && html.contains("penstock MEDIUM") && !html.contains("src=\"http"), "it needs no other file");
    }

    @Test
    void transcodesAFileAndSaysWhatIsLeftOfIt() throws IOException {
        final Path file = folder.resolve("out.mp4");
        assertEquals(0, run("transcode", mp4(), file.toString(), "--bitrate", "150000", "--size", "64x48", "--preset", "fast"),
            err::toString);
        assertTrue(lastLine().matches("frames " + PICTURES + "  fps [0-9.]+  kbps [0-9.]+  psnr-y [0-9.]+ dB"), out::toString);
        final Mp4Clip made = Mp4Clip.decodeVideo(file, 100);
        assertEquals(PICTURES, made.frames());
        assertEquals(64, made.video().width());
        assertTrue(Double.parseDouble(lastLine().replaceAll(".*psnr-y ([0-9.]+).*", "$1")) > 28, lastLine());
    }

    @Test
    void answersBadUseInOneLine() throws IOException {
        final String in = film();
        final String stream = folder.resolve("o.264").toString();
        final String[][] wrong = {{"h264"}, {"h264", "encode", "none.y4m", stream}, {"h264", "encode", in, stream, "--slice-bytes", "7"},
            {"h264", "encode", in, stream, "--preset", "best"}, {"h264", "encode", in, stream, "--frames", "0"}, {"h264", "encode", stream, in},
            {"h264", "curve", in, "--bitrates", "0"}, {"transcode", in, "o.mp4"}, {"transcode", "none.mp4", "o.mp4"},
            {"h264", "encode", in, stream, "--layers", "4"}};
        for (final String[] args : wrong) {
            err.getBuffer().setLength(0);
            assertEquals(2, run(args), String.join(" ", args) + ": " + err);
            assertEquals(1, err.toString().strip().lines().count(), String.join(" ", args) + ": " + err);
        }
        for (final String[] args : new String[][] {{"h264", "--help"}, {"h264", "encode", "--help"}, {"h264", "curve", "--help"},
            {"transcode", "--help"}}) {
            assertEquals(0, run(args));
        }
    }
}
