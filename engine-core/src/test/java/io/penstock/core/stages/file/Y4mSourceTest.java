package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Y4mSourceTest extends StageContract {
    private static final String HEADER = "YUV4MPEG2 W16 H10 F25:1 Ip A1:1 C420jpeg XYSCSS=420JPEG";
    private static final int BYTES = 16 * 10 * 3 / 2;

    @TempDir
    Path folder;

    private Path clip(final int pictures) {
        return MediaFiles.write(folder.resolve("clip.y4m"), MediaFiles.y4m(HEADER, BYTES, pictures));
    }

    @Override
    protected Stage create() {
        return Y4mSource.of(clip(7), Playback.LIVE.looped());
    }

    private static List<Integer> firstBytes(final Source source, final Duration time) {
        try (StageHarness h = StageHarness.of(source).start()) {
            h.poll();
            h.advance(time);
            return h.frames().stream().map(frame -> (int) frame.payload()[0]).toList();
        }
    }

    @Test
    void playsEveryPictureAtItsTimeAndEnds() {
        try (StageHarness h = StageHarness.of(Y4mSource.of(clip(3))).start()) {
            final long t = h.clock().nanoTime();
            h.poll();
            h.advance(Duration.ofSeconds(1));
            assertEquals(List.of(t, t + MediaFiles.ms(40), t + MediaFiles.ms(80)), h.frames().stream().map(CapturedFrame::ptsNs).toList());
            for (int n = 0; n < 3; n++) {
                assertEquals(BYTES, h.frames().get(n).length());
                for (final byte b : h.frames().get(n).payload()) {
                    assertEquals(n + 1, b);
                }
            }
            assertEquals(1, h.events().size());
        }
    }

    @Test
    void startsAgainAtTheEndWhetherPreloadedOrNot() {
        final List<Integer> expected = List.of(1, 2, 3, 1, 2, 3, 1);
        assertEquals(expected, firstBytes(Y4mSource.of(clip(3), Playback.LIVE.looped()), Duration.ofMillis(240)));
        assertEquals(expected, firstBytes(Y4mSource.of(clip(3), Playback.LIVE.looped().preloaded()), Duration.ofMillis(240)));
    }

    @Test
    void leavesOutOrRepeatsPicturesAtAnotherRateSoThatMotionKeepsItsSpeed() {
        assertEquals(List.of(1, 1, 2, 2, 3, 3), firstBytes(Y4mSource.of(clip(3), Playback.LIVE.at(FrameRate.of(50))), Duration.ofSeconds(1)));
        assertEquals(List.of(1, 3, 5), firstBytes(Y4mSource.of(clip(6), Playback.FAST.at(new FrameRate(25, 2))), Duration.ofSeconds(1)));
    }

    @Test
    void catchesUpInsteadOfFallingBehindWhenPolledLate() {
        try (StageHarness h = StageHarness.of(Y4mSource.of(clip(7), Playback.LIVE.looped())).start()) {
            h.poll();
            h.clock().advanceNs(MediaFiles.ms(40) * 7_000_002L);
            h.poll();
            assertEquals(3, h.lastFrame().payload()[0], "two pictures on, after a million rounds");
        }
    }

    @Test
    void readsTheRangeAndEvenTheSlightlyUnusual() {
        final String[][] accepted = {{"C420", ""}, {"C420mpeg2", ""}, {"C420paldv", ""}, {"", ""}, {"", "XCOLORRANGE=FULL"}};
        for (final String[] parts : accepted) {
            final Path file = MediaFiles.write(folder.resolve("a.y4m"),
                MediaFiles.y4m("YUV4MPEG2  F30000:1001 H10 W16 " + parts[0] + ' ' + parts[1], BYTES, 1));
            final VideoFormat format = Y4mSource.of(file).format();
            assertEquals(new FrameRate(30_000, 1001), format.rate());
            assertEquals(parts[1].isEmpty() ? VideoColor.BT601_LIMITED : VideoColor.BT601_FULL, format.color());
        }
    }

    @Test
    void refusesWhatItCannotPlayInOneClearLine() {
        final String[] bad = {"YUV4MPEG2 W16 H10 F25:1 C420p10", "YUV4MPEG2 W16 H10 F25:1 C444", "YUV4MPEG2 W16 F25:1", "YUV4MPEG2 W16 H10",
            "YUV4MPEG2 W16 H10 F0:0", "YUV4MPEG2 W99999 H10 F25:1", "YUV4MPEG2 W-1 H10 F25:1", "YUV4MPEG2 W16 H10 F25:", "JPEG W16 H10 F25:1",
            "YUV4MPEG2 W16384 H16384 F25:1", "YUV4MPEG2 W16 H10 F1000000:1", "YUV4MPEG2 " + " ".repeat(2000)};
        for (final String header : bad) {
            final Path file = MediaFiles.write(folder.resolve("bad.y4m"), MediaFiles.y4m(header, BYTES, 1));
            final String message = assertThrows(CodecException.class, () -> Y4mSource.of(file), header).getMessage();
            assertTrue(message.contains("bad.y4m") && !message.contains("\n"), message);
        }
        assertEquals(EngineException.Category.IO,
            assertThrows(EngineException.class, () -> Y4mSource.of(folder.resolve("none.y4m"))).category());
        assertThrows(EngineException.class, () -> Y4mSource.of(folder));
    }

    @Test
    void endsBeforeAPictureThatIsNotWholeAndSaysSo() {
        final byte[] whole = MediaFiles.y4m(HEADER, BYTES, 3);
        final Path file = MediaFiles.write(folder.resolve("cut.y4m"), java.util.Arrays.copyOf(whole, whole.length - 1));
        try (StageHarness h = StageHarness.of(Y4mSource.of(file)).start()) {
            h.poll();
            h.advance(Duration.ofSeconds(1));
            assertEquals(2, h.frames().size());
            assertEquals(1, h.events().size());
            assertEquals(1, h.counter("errors.truncated"));
        }
    }

    @Test
    void survivesThousandsOfDamagedFiles() {
        final long seed = 20_240_611;
        final byte[] good = MediaFiles.y4m(HEADER, BYTES, 4);
        final int[] played = new int[2];
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> {
            for (int i = 0; i < 2500; i++) {
                final Random random = new Random(seed + i);
                final Path file = MediaFiles.write(folder.resolve("fuzz.y4m"), MediaFiles.mutated(good, random, 90));
                final Playback playback = new Playback(i % 2 == 0, i % 3 == 0, i % 5 == 0, null);
                played[MediaFiles.playsOrIsRefused(() -> Y4mSource.of(file, playback), "seed " + (seed + i)) ? 1 : 0]++;
            }
        });
        assertTrue(played[0] > 100 && played[1] > 100, "refused " + played[0] + ", played " + played[1]);
    }

    @Test
    void writesAndReadsTheSamePictures() throws Exception {
        final Path copy = folder.resolve("copy.y4m");
        final Y4mSink sink = Y4mSink.to(copy);
        final Y4mSource source = Y4mSource.of(clip(5), Playback.FAST);
        try (StageHarness in = StageHarness.of(source).start(); StageHarness out = StageHarness.of(sink).input(source.format()).start()) {
            in.poll();
            in.frames().forEach(out::push);
            out.endOfStream();
        }
        assertEquals(List.of(1, 2, 3, 4, 5), firstBytes(Y4mSource.of(copy), Duration.ofSeconds(1)));
        assertEquals(Y4mSource.of(clip(5)).format(), Y4mSource.of(copy).format());
    }

    @Test
    void playsARealClipToItsEnd() throws Exception {
        final Path file = MediaFiles.corpus("video/cisco2people_320x192.y4m");
        final Y4mSource source = Y4mSource.of(file, Playback.FAST);
        assertEquals(320, source.format().width());
        final long pictures = (Files.size(file) - 20) / (source.format().frameBytes() + 6);
        try (StageHarness h = StageHarness.of(source).start()) {
            int seen = 0;
            for (boolean ended = false; !ended; ended = !h.events().isEmpty()) {
                h.clear();
                h.poll();
                seen += h.frames().size();
            }
            assertEquals(pictures, seen);
        }
    }

    @Test
    void canBeNamedInText() throws Exception {
        final Y4mSourceProvider provider = new Y4mSourceProvider();
        final Source source = (Source) provider.factory(StageOptions.check(provider, Map.of("file", clip(1).toString(), "fps", "5"))).create();
        assertEquals(FrameRate.of(5), ((Y4mSource) source).format().rate());
        assertThrows(EngineException.class, () -> provider.factory(StageOptions.check(provider, Map.of("file", "x", "fps", "-1"))));
        final Y4mSinkProvider sink = new Y4mSinkProvider();
        assertThrows(EngineException.class, () -> StageOptions.check(sink, Map.of()));
    }
}
