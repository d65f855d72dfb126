package io.penstock.codecs.mp4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Corpus;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.MediaKind;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.testkit.StageHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FragmentedReadingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long PACKET = 20_000_000L;
    private static final VideoFormat VIDEO = VideoFormat.i420(120, 90, 15);

    @TempDir
    private Path folder;

    /** Two seconds of sound, and of pictures that start half a second later. */
    private Path record(final byte[][] packets, final EncodedMaterial.Picture[] pictures) {
        final Path path = folder.resolve("recorded.mp4");
        try (FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(path, new FragmentedMp4Config().chapters(true))) {
            final FragmentedTrack video = recorder.track(EncodedFormat.of(CodecId.H264, VIDEO));
            final FragmentedTrack audio = recorder.track(EncodedFormat.of(CodecId.OPUS, new AudioFormat(48_000, 1, SampleType.S16, 960)));
            recorder.chapter("Judge", 0, 0);
            for (int i = 0; i < packets.length; i++) {
                audio.write(packets[i], 0, packets[i].length, SECOND + i * PACKET, PACKET, true, SECOND + i * PACKET);
                if (i == 50) {
                    recorder.chapter("Witness", 2 * SECOND, 2 * SECOND);
                }
                if (i % 5 == 0 && i >= 25 && (i - 25) / 5 < pictures.length) {
                    final EncodedMaterial.Picture p = pictures[(i - 25) / 5];
                    video.write(p.bytes(), 0, p.bytes().length, SECOND + i * PACKET, 0, p.key(), SECOND + i * PACKET);
                }
            }
        }
        return path;
    }

    @Test
    void readsBackWhatItRecorded() {
        final byte[][] packets = EncodedMaterial.opus(100);
        final EncodedMaterial.Picture[] pictures = EncodedMaterial.pictures(VIDEO, 15, 5);
        try (Mp4File file = Mp4File.open(record(packets, pictures))) {
            final Mp4Track audio = file.track(MediaKind.AUDIO).orElseThrow();
            final Mp4Track video = file.track(MediaKind.VIDEO).orElseThrow();
            assertEquals(packets.length, audio.samples());
            assertEquals(pictures.length, video.samples());
            assertEquals(2 * SECOND, audio.durationNs());
            assertEquals(VideoFormat.i420(120, 90, 10), video.format().video());
            assertEquals(10, video.keyframeAt(SECOND + SECOND / 2 + 5));
            final byte[] to = new byte[1 << 20];
            for (int i = 0; i < packets.length; i++) {
                assertArrayEquals(packets[i], Arrays.copyOf(to, file.read(audio, i, to, 0, to.length)), "packet " + i);
                assertEquals(i * PACKET, audio.table.ptsNs(i));
            }
            for (int i = 0; i < pictures.length; i++) {
                assertArrayEquals(pictures[i].bytes(), Arrays.copyOf(to, file.read(video, i, to, 0, to.length)), "picture " + i);
                assertEquals(SECOND / 2 + i * 5 * PACKET, video.table.ptsNs(i));
            }
            assertEquals(List.of(new Mp4Chapter(0, "Judge"), new Mp4Chapter(SECOND, "Witness"), new Mp4Chapter(2 * SECOND, "end")),
                file.chapters());
        }
    }

    @Test
    void playsTracksThatStartLateTogetherWithTheOthers() {
        final Path path = record(EncodedMaterial.opus(100), EncodedMaterial.pictures(VIDEO, 15, 5));
        try (StageHarness h = StageHarness.of(Mp4Source.video(path)).start()) {
            h.poll();
            assertEquals(0, h.frames().size());
            h.advance(Duration.ofMillis(499));
            assertEquals(0, h.frames().size());
            h.advance(Duration.ofMillis(2));
            assertEquals(1, h.frames().size());
        }
    }

    @Test
    void readsFragmentedFilesOfOthers() throws IOException {
        Ffmpeg.require("-encoders", "libx264");
        final Path source = Corpus.file("video/carphone_pristine.mp4");
        for (final String flags : new String[] {"frag_keyframe+empty_moov+default_base_moof", "frag_every_frame+empty_moov", "frag_keyframe"}) {
            final byte[] fragmented = Ffmpeg.run(Files.readAllBytes(source),
                "-i IN -t 3 -map 0:v -c:v libx264 -bf 2 -g 20 -pix_fmt yuv420p -movflags " + flags + " -f mp4 OUT");
            final byte[] whole = Ffmpeg.run(fragmented, "-i IN -c copy -f mp4 OUT");
            final Path a = folder.resolve("a.mp4");
            final Path b = folder.resolve("b.mp4");
            Files.write(a, fragmented);
            Files.write(b, whole);
            try (Mp4File one = Mp4File.open(a); Mp4File other = Mp4File.open(b)) {
                final Mp4Track x = one.track(MediaKind.VIDEO).orElseThrow();
                final Mp4Track y = other.track(MediaKind.VIDEO).orElseThrow();
                assertEquals(y.samples(), x.samples(), flags);
                final byte[] to = new byte[1 << 20];
                for (int i = 0; i < x.samples(); i++) {
                    final byte[] expected = Arrays.copyOf(to, other.read(y, i, to, 0, to.length));
                    assertArrayEquals(expected, Arrays.copyOf(to, one.read(x, i, to, 0, to.length)), flags + " sample " + i);
                    assertEquals(y.table.isSync(i), x.table.isSync(i));
                    assertEquals(y.table.ptsNs(i) - y.table.ptsNs(0), x.table.ptsNs(i) - x.table.ptsNs(0), 100_000, flags + " sample " + i);
                }
            }
        }
    }

    @Test
    void readsWhatIsThereOfAFileThatWasCutOff() throws IOException {
        final byte[][] packets = EncodedMaterial.opus(100);
        final byte[] file = Files.readAllBytes(record(packets, EncodedMaterial.pictures(VIDEO, 15, 5)));
        final Path path = folder.resolve("cut.mp4");
        int last = 0;
        for (int length = 2000; length <= file.length; length += 777) {
            Files.write(path, Arrays.copyOf(file, length));
            try (Mp4File cut = Mp4File.open(path)) {
                final Mp4Track audio = cut.track(MediaKind.AUDIO).orElseThrow();
                assertTrue(audio.samples() >= last && audio.samples() <= packets.length);
                last = audio.samples();
                final byte[] to = new byte[1 << 20];
                for (int i = 0; i < last; i++) {
                    assertArrayEquals(packets[i], Arrays.copyOf(to, cut.read(audio, i, to, 0, to.length)));
                }
            }
        }
        assertTrue(last > 80, last + " packets");
    }

    @Test
    void answersDamagedFilesWithAFrameOrACodecException() throws IOException {
        final byte[] good = Files.readAllBytes(record(EncodedMaterial.opus(30), EncodedMaterial.pictures(VIDEO, 2, 5)));
        final Path path = folder.resolve("bad.mp4");
        for (int seed = 0; seed < 4000; seed++) {
            final Random random = new Random(seed);
            final byte[] bad = seed % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int i = random.nextInt(6); i >= 0 && bad.length > 0; i--) {
                // Mostly indices: of the file, and of a fragment.
                final int at = random.nextInt(random.nextInt(3) == 0 ? bad.length : Math.min(bad.length, 2200));
                bad[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? 255 : 0);
            }
            Files.write(path, bad);
            final String message = "seed " + seed;
            try {
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> readAll(path), message);
            } catch (final EngineException expected) {
                assertFalse(expected.getMessage().isBlank());
            } catch (final RuntimeException e) {
                throw new AssertionError(message, e);
            }
        }
    }

    private static void readAll(final Path path) {
        try (Mp4File file = Mp4File.open(path)) {
            file.chapters();
            for (final Mp4Track track : file.tracks()) {
                final byte[] to = new byte[Math.min(1 << 20, track.format().maxFrameBytes())];
                track.keyframeAt(SECOND);
                for (int i = 0; i < Math.min(200, track.samples()); i++) {
                    file.read(track, i, to, 0, to.length);
                    track.table.ptsNs(i);
                }
            }
        }
    }
}
