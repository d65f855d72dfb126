package io.penstock.examples.dsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.stages.file.RawClip;
import io.penstock.error.EngineException;
import io.penstock.examples.Main;
import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The program from its command line, over files that are made here. */
class DspCommandTest {
    private static final int RATE = 16_000;
    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        final String[] all = new String[args.length + 1];
        all[0] = "dsp";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    private static Set<String> commands() {
        return new CommandLine(new DspCommand()).getSubcommands().keySet();
    }

    private Path sound(final String name, final int channels, final double seconds) throws IOException {
        final SplittableRandom random = new SplittableRandom(name.hashCode());
        final WavFile file = WavFile.silence(channels, (int) (seconds * RATE), RATE);
        for (final float[] channel : file.channels()) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = (float) (0.2 * Math.sin(i * 0.1) * (i / 4000 % 2) + 0.02 * random.nextDouble(-1, 1));
            }
        }
        final Path path = folder.resolve(name);
        file.write(path, false);
        return path;
    }

    private RawClip picture(final int pictures) {
        final VideoFormat format = VideoFormat.i420(64, 48, 10);
        final RawClip clip = new RawClip(format);
        for (int n = 0; n < pictures; n++) {
            final byte[] bytes = new byte[format.frameBytes()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i < 64 * 48 ? 60 + i % 64 + 10 * n : 128);
            }
            clip.add(bytes);
        }
        return clip;
    }

    @Test
    void everyCommandHasHelpAndRefusesAFileThatIsNotThereInOneLine() {
        for (final String command : commands()) {
            assertEquals(0, run(command, "--help"), command);
            err.getBuffer().setLength(0);
            final int code = command.equals("aec") ? run(command, "--near", "none.wav", "--far", "none.wav", "o.wav")
                : run(command, "none.wav", folder.resolve("o.wav").toString());
            assertEquals(2, code, command + ": " + err);
            assertEquals(1, err.toString().strip().lines().count(), command + ": " + err);
        }
    }

    @Test
    void takesEchoOutAndShowsIt() throws IOException {
        final Path page = folder.resolve("page.html");
        final Path result = folder.resolve("out.wav");
        assertEquals(0, run("aec", "--near", sound("mic.wav", 1, 2).toString(), "--far", sound("far.wav", 2, 1.5).toString(), result.toString(),
            "--plot", page.toString()), err::toString);
        assertEquals(2 * RATE + RATE / 100, WavFile.read(result).length(), "longer than the microphone's by 10 ms");
        assertTrue(out.toString().matches("(?s).*\\d+ x real time \\(CPU.*latency 10\\.0 ms.*ERLE.*"), out::toString);
        final String html = Files.readString(page);
        assertTrue(html.startsWith("<!DOCTYPE html>") && html.endsWith("</html>\n") && html.contains("data:image/png;base64,"));
        assertTrue(html.contains("Loudspeaker") && html.contains("<audio ") && !html.contains("src=\"http"), "it needs no other file");
    }

    @Test
    void soundsComeBackAsTheyWereWritten() throws IOException {
        final WavFile read = WavFile.read(sound("a.wav", 3, 0.1));
        final Path floats = folder.resolve("f.wav");
        read.write(floats, true);
        final WavFile again = WavFile.read(floats);
        assertEquals(3, again.channels().length);
        for (int c = 0; c < 3; c++) {
            assertArrayEquals(read.channels()[c], again.channels()[c]);
        }
    }

    @Test
    void damagedFilesAreRefusedAndNothingElse() throws IOException {
        final long seed = new Random().nextLong();
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] wav = Files.readAllBytes(sound("b.wav", 1, 0.01));
        final Path png = folder.resolve("p.png");
        PictureFile.write(picture(1), png, 0);
        final byte[] image = Files.readAllBytes(png);
        for (int n = 0; n < 300; n++) {
            final boolean sound = n % 2 == 0;
            final byte[] bytes = (sound ? wav : image).clone();
            for (int k = random.nextInt(1, 5); k > 0; k--) {
                bytes[random.nextInt(Math.min(bytes.length, 64))] = (byte) random.nextInt();
            }
            final Path file = Files.write(folder.resolve("bad." + (sound ? "wav" : "png")), bytes);
            try {
                if (sound) {
                    WavFile.read(file);
                } else {
                    PictureFile.read(file, 1);
                }
            } catch (final EngineException expected) {
                assertTrue(expected.getMessage().contains("bad."), "seed " + seed + ": " + expected.getMessage());
            }
        }
    }

    @Test
    void picturesComeBackFromEveryKindOfFile() throws IOException {
        final RawClip clip = picture(4);
        final byte[] one = new byte[clip.format().frameBytes()];
        final byte[] other = new byte[one.length];
        final Path y4m = folder.resolve("a.y4m");
        PictureFile.write(clip, y4m, 0);
        final RawClip read = PictureFile.read(y4m, 10);
        assertEquals(4, read.size());
        clip.copy(3, one, 0);
        read.copy(3, other, 0);
        assertArrayEquals(one, other);
        final Path mp4 = folder.resolve("a.mp4");
        PictureFile.write(clip, mp4, 1_000_000);
        assertEquals(4, PictureFile.read(mp4, 10).size());
        final Path png = folder.resolve("a.png");
        PictureFile.write(clip, png, 0);
        assertEquals(64, PictureFile.read(png, 1).format().width());
    }

    @Test
    void whatAProcessorLeavesAloneKeepsThePixelsOfItsPng() throws IOException {
        final VideoFormat format = VideoFormat.i420(8, 8, 1);
        final byte[] rgb = new byte[3 * 64];
        new Random(1).nextBytes(rgb);
        final byte[] yuv = PngFile.i420(rgb, format);
        assertArrayEquals(rgb, PngFile.changed(rgb, yuv, yuv.clone(), format));
    }

    @Test
    void scalesAPictureAndShowsBoth() throws IOException {
        final Path png = folder.resolve("s.png");
        final Path page = folder.resolve("s.html");
        PictureFile.write(picture(1), png, 0);
        assertEquals(0, run("scale", png.toString(), folder.resolve("t.png").toString(), "--size", "32x24", "--plot", page.toString()),
            err::toString);
        assertEquals(32, PictureFile.read(folder.resolve("t.png"), 1).format().width());
        assertTrue(Files.readString(page).contains("32 x 24"));
    }
}
