package io.penstock.examples.dsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.stages.file.RawClip;
import io.penstock.examples.Main;
import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each command of the program makes of sounds and pictures whose properties are known. */
class DspProcessorsTest {
    private static final int RATE = 16_000;
    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private void run(final String... args) {
        final String[] all = new String[args.length + 1];
        all[0] = "dsp";
        System.arraycopy(args, 0, all, 1, args.length);
        assertEquals(0, Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all), err::toString);
    }

    private String file(final String name) {
        return folder.resolve(name).toString();
    }

    private interface Wave {
        double at(int sample);
    }

    private String wav(final String name, final double seconds, final Wave wave) throws IOException {
        final WavFile file = WavFile.silence(1, (int) (seconds * RATE), RATE);
        for (int i = 0; i < file.length(); i++) {
            file.channels()[0][i] = (float) wave.at(i);
        }
        file.write(folder.resolve(name), false);
        return file(name);
    }

    private float[] read(final String name) {
        return WavFile.read(folder.resolve(name)).channels()[0];
    }

    private static Wave noise(final double level) {
        final SplittableRandom random = new SplittableRandom(1);
        return i -> random.nextDouble(-level, level);
    }

    private static Wave tone(final double hz, final double level) {
        return i -> level * Math.sin(2 * Math.PI * hz * i / RATE);
    }

    private static double decibels(final float[] x, final double from, final double to, final int rateHz) {
        double sum = 0;
        for (int i = (int) (from * rateHz); i < (int) (to * rateHz); i++) {
            sum += x[i] * x[i];
        }
        return 10 * Math.log10(sum / ((to - from) * rateHz) + 1e-12);
    }

    /** By counting where it passes through zero upwards. */
    private static double pitch(final float[] x, final int rateHz) {
        int first = -1;
        int last = -1;
        int periods = -1;
        for (int i = rateHz / 4; i < x.length - rateHz / 4; i++) {
            if (x[i - 1] < 0 && x[i] >= 0) {
                first = first < 0 ? i : first;
                last = i;
                periods++;
            }
        }
        return (double) periods * rateHz / (last - first);
    }

    @Test
    void noiseIsTakenDown() throws IOException {
        run("ns", wav("n.wav", 4, noise(0.05)), file("o.wav"));
        final double before = decibels(read("n.wav"), 2, 4, RATE);
        assertTrue(decibels(read("o.wav"), 2, 4, RATE) < before - 10, out::toString);
        assertEquals(4.02, read("o.wav").length / (double) RATE, 1e-9, "longer by 20 ms");
    }

    @Test
    void echoLessVoiceProcessorTakesNoiseDownToo() throws IOException {
        run("voice", "--near", wav("n.wav", 4, noise(0.02)), file("o.wav"));
        assertTrue(decibels(read("o.wav"), 2, 4, RATE) < decibels(read("n.wav"), 2, 4, RATE) - 8, out::toString);
    }

    @Test
    void voiceProcessorTakesTheLoudspeakerOut() throws IOException {
        final SplittableRandom random = new SplittableRandom(2);
        final float[] far = new float[8 * RATE];
        for (int i = 0; i < far.length; i++) {
            far[i] = (float) (random.nextDouble(-0.3, 0.3) * (i / 8000 % 3 > 0 ? 1 : 0));
        }
        run("voice", "--near", wav("near.wav", 8, i -> i < 800 ? 0 : 0.5 * far[i - 800]), "--far", wav("far.wav", 8, i -> far[i]), file("o.wav"));
        assertTrue(decibels(read("o.wav"), 4, 8, RATE) < decibels(read("near.wav"), 4, 8, RATE) - 25, out::toString);
    }

    @Test
    void gainControlNeverClips() throws IOException {
        run("agc", wav("n.wav", 3, tone(300, 0.99)), file("o.wav"), "--target", "-18");
        for (final float sample : read("o.wav")) {
            assertTrue(Math.abs(sample) < 0.9, "beyond -1 dBFS");
        }
    }

    @Test
    void voiceActivityIsALineForEachTenMilliseconds() throws IOException {
        run("vad", wav("n.wav", 1.5, i -> 0), file("o.txt"));
        final List<String> lines = Files.readAllLines(folder.resolve("o.txt"));
        assertEquals(150, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            final String[] parts = lines.get(i).trim().split("\\s+");
            assertEquals(i * 0.01, Double.parseDouble(parts[0]), 1e-6);
            assertTrue(Double.parseDouble(parts[1]) < 0.5, "silence is no voice: " + lines.get(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"48000", "8000", "44100", "11025"})
    void resamplingKeepsLengthAndPitch(final int hz) throws IOException {
        run("resample", wav("n.wav", 2, tone(440, 0.5)), file("o.wav"), "--rate", Integer.toString(hz));
        final WavFile made = WavFile.read(folder.resolve("o.wav"));
        assertEquals(hz, made.rateHz());
        assertEquals(2, made.length() / (double) hz, 0.02);
        assertEquals(440, pitch(made.channels()[0], hz), 0.2);
    }

    @ParameterizedTest
    @CsvSource({"0.5", "0.8", "1.25", "2"})
    void stretchingKeepsPitchAndChangesLength(final double factor) throws IOException {
        run("stretch", wav("n.wav", 3, tone(220, 0.5)), file("o.wav"), "--factor", Double.toString(factor));
        assertEquals(Math.ceil(3 * RATE / factor), read("o.wav").length, 1);
        assertEquals(220, pitch(read("o.wav"), RATE), 220 * 0.003, "five cents");
    }

    @Test
    void concealmentGoesOnWithATone() throws IOException {
        run("conceal", wav("n.wav", 4, tone(200, 0.5)), file("o.wav"), "--loss", "10", "--seed", "3");
        assertEquals(decibels(read("n.wav"), 0.5, 3.5, RATE), decibels(read("o.wav"), 0.5, 3.5, RATE), 1);
    }

    @Test
    void aPictureWithoutSkinStaysAsItIs() throws IOException {
        PictureFile.write(clip(1, 0), folder.resolve("a.png"), 0);
        run("beauty", file("a.png"), file("b.png"), "--smooth", "9", "--white", "9");
        assertEquals(0, distance(PictureFile.read(folder.resolve("a.png"), 1), PictureFile.read(folder.resolve("b.png"), 1), 0));
    }

    @Test
    void theNoiseOfAStillPictureGoesAway() throws IOException {
        PictureFile.write(clip(12, 0), folder.resolve("clean.y4m"), 0);
        PictureFile.write(clip(12, 12), folder.resolve("a.y4m"), 0);
        run("denoise", file("a.y4m"), file("b.y4m"));
        final RawClip clean = PictureFile.read(folder.resolve("clean.y4m"), 12);
        final double before = distance(clean, PictureFile.read(folder.resolve("a.y4m"), 12), 11);
        assertTrue(distance(clean, PictureFile.read(folder.resolve("b.y4m"), 12), 11) < before / 4, out::toString);
    }

    /** Still pictures of blue slopes; the luma is off by as much as {@code noise} at random. */
    private static RawClip clip(final int pictures, final int noise) {
        final VideoFormat format = VideoFormat.i420(160, 120, 10);
        final SplittableRandom random = new SplittableRandom(4);
        final RawClip clip = new RawClip(format);
        for (int n = 0; n < pictures; n++) {
            final byte[] bytes = new byte[format.frameBytes()];
            for (int i = 0; i < bytes.length; i++) {
                final int luma = 60 + i % 160 / 2 + i / 640;
                bytes[i] = (byte) (i < 160 * 120 ? luma + random.nextInt(-noise, noise + 1) : i < 160 * 150 ? 150 : 110);
            }
            clip.add(bytes);
        }
        return clip;
    }

    /** Mean squared difference of one picture. */
    private static double distance(final RawClip a, final RawClip b, final int index) {
        assertEquals(a.format(), b.format());
        final byte[] one = new byte[a.format().frameBytes()];
        final byte[] other = new byte[one.length];
        a.copy(index, one, 0);
        b.copy(index, other, 0);
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            final int d = (one[i] & 255) - (other[i] & 255);
            sum += d * d;
        }
        return sum / one.length;
    }
}
