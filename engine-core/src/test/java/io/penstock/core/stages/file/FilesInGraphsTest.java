package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.NullSink;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Graph;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files through the real engine, and to and from ffmpeg. */
class FilesInGraphsTest {
    private static final int FRAME_BYTES = 48 * 34 * 3 / 2;
    private static final byte[] FRAME = "FRAME\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private static void run(final String text) {
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER))) {
            final Graph graph = engine.parse("files", text).start();
            assertTrue(graph.awaitEnd(Duration.ofSeconds(20)), "has not ended");
        }
    }

    private Path randomY4m(final String name, final int pictures) {
        final byte[] header = MediaFiles.y4m("YUV4MPEG2 W48 H34 F25:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED", FRAME_BYTES, 0);
        final byte[] all = Arrays.copyOf(header, header.length + pictures * (FRAME.length + FRAME_BYTES));
        final byte[] picture = new byte[FRAME_BYTES];
        final Random random = new Random(1);
        for (int at = header.length; at < all.length; at += FRAME.length + FRAME_BYTES) {
            random.nextBytes(picture);
            System.arraycopy(FRAME, 0, all, at, FRAME.length);
            System.arraycopy(picture, 0, all, at + FRAME.length, FRAME_BYTES);
        }
        return MediaFiles.write(folder.resolve(name), all);
    }

    private Path randomWav(final String name, final int bytes) {
        final byte[] data = new byte[bytes];
        new Random(2).nextBytes(data);
        return MediaFiles.write(folder.resolve(name), MediaFiles.wav(1, 16_000, 2, 16, data));
    }

    private static byte[] pictures(final Path y4m) {
        final RawClip clip = RawClip.read(y4m);
        final int n = clip.format().frameBytes();
        final byte[] all = new byte[clip.size() * n];
        for (int i = 0; i < clip.size(); i++) {
            clip.read(i, false, all, i * n);
        }
        return all;
    }

    @Test
    void picturesGoFromFileToFileByteForByte() throws Exception {
        final Path in = randomY4m("in.y4m", 30);
        final Path out = folder.resolve("out.y4m");
        run("y4m file=" + in + " live=false ! y4m-sink file=" + out);
        assertArrayEquals(Files.readAllBytes(in), Files.readAllBytes(out));
    }

    @Test
    void soundGoesFromFileToFileSampleForSampleAndEndsWithTheSilenceOfTheLastFrame() throws Exception {
        final Path in = randomWav("in.wav", 4 * 1000);
        final Path out = folder.resolve("out.wav");
        run("wav file=" + in + " live=false frame=10ms ! reframe to=20ms ! wav-sink file=" + out);
        final byte[] written = Files.readAllBytes(out);
        final byte[] original = Files.readAllBytes(in);
        assertArrayEquals(Arrays.copyOfRange(original, original.length - 4000, original.length), Arrays.copyOfRange(written, 44, 4044));
        assertEquals(44 + 4 * 1280, written.length);
    }

    @Test
    void aLoopPlaysOnForEver() {
        final NullSink sink = new NullSink();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER))) {
            final Graph graph = engine.graph("loop").source("clip", Y4mSource.of(randomY4m("loop.y4m", 3), Playback.FAST.looped().preloaded()))
                .to("null", sink).build().start();
            for (int i = 0; i < 200; i++) {
                engine.invoke();
            }
            graph.stop();
        }
        assertTrue(sink.frames() > 50, sink.frames() + " pictures");
    }

    private void ffmpeg(final String... arguments) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-xerror", "-nostdin"));
        command.addAll(List.of(arguments));
        final Path log = folder.resolve("log");
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (final IOException e) {
            assumeTrue(false, "no ffmpeg here");
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "ffmpeg hangs");
        assertEquals("", Files.readString(log));
        assertEquals(0, process.exitValue());
    }

    @Test
    void ffmpegReadsWhatIsWrittenHere() throws Exception {
        final Path y4m = folder.resolve("a.y4m");
        run("y4m file=" + randomY4m("in.y4m", 5) + " live=false ! y4m-sink file=" + y4m);
        ffmpeg("-i", y4m.toString(), "-f", "rawvideo", folder.resolve("a.yuv").toString());
        assertArrayEquals(Files.readAllBytes(folder.resolve("a.yuv")), pictures(folder.resolve("in.y4m")));
        for (final String type : new String[] {"s16", "f32"}) {
            final Path wav = folder.resolve(type + ".wav");
            run("wav file=" + randomWav("in.wav", 4 * 640) + " live=false type=" + type + " ! wav-sink file=" + wav);
            ffmpeg("-i", wav.toString(), "-f", "s16le", folder.resolve("a.pcm").toString());
            final byte[] in = Files.readAllBytes(folder.resolve("in.wav"));
            assertArrayEquals(Arrays.copyOfRange(in, in.length - 4 * 640, in.length), Files.readAllBytes(folder.resolve("a.pcm")), type);
        }
    }

    @Test
    void readsWhatFfmpegWrites() throws Exception {
        final String tone = "sine=frequency=440:sample_rate=44100:duration=0.5";
        for (final String codec : new String[] {"pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"}) {
            final Path wav = folder.resolve(codec + ".wav");
            ffmpeg("-f", "lavfi", "-i", tone, "-ac", "2", "-c:a", codec, wav.toString());
            final WavSource source = WavSource.of(wav, Timebase.ms(10));
            assertEquals(22_050, source.samples());
            assertEquals(AudioFormat.of(44_100, 2, codec.contains("16") ? SampleType.S16 : SampleType.F32, Timebase.ms(10)), source.format());
        }
        final Path y4m = folder.resolve("ff.y4m");
        ffmpeg("-f", "lavfi", "-i", "testsrc=size=50x38:rate=30000/1001:duration=0.4", "-pix_fmt", "yuv420p", y4m.toString());
        final RawClip clip = RawClip.read(y4m);
        assertEquals(12, clip.size());
        assertEquals(VideoFormat.i420(50, 38, clip.format().rate()), clip.format());
        ffmpeg("-i", y4m.toString(), "-f", "rawvideo", folder.resolve("ff.yuv").toString());
        assertArrayEquals(Files.readAllBytes(folder.resolve("ff.yuv")), pictures(y4m));
    }
}
