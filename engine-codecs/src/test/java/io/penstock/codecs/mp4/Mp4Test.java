package io.penstock.codecs.mp4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.jcodec.JCodecProvider;
import io.penstock.codecs.opus.ConcentusProvider;
import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Corpus;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.codecs.support.Pictures;
import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.MediaKind;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Encoder;
import io.penstock.testkit.CapturedFrame;
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

class Mp4Test {
    private static final VideoFormat VIDEO = VideoFormat.i420(120, 90, 15);
    private static final EncodedFormat H264 = EncodedFormat.of(CodecId.H264, VIDEO);
    private static final AudioFormat AUDIO = new AudioFormat(48_000, 1, SampleType.S16, 960);
    private static final EncodedFormat OPUS = EncodedFormat.of(CodecId.OPUS, AUDIO);
    private static final int PICTURES = 45;

    @TempDir
    private Path folder;

    /** Three seconds of pictures and sound. */
    private Path record() {
        final Path path = folder.resolve("call.mp4");
        final Mp4Recorder recorder = Mp4Recorder.to(path);
        try (StageHarness video = StageHarness.of(recorder.video()).input(H264).start();
            StageHarness audio = StageHarness.of(recorder.audio()).input(OPUS).start()) {
            final Encoder encoder = new JCodecProvider().encoder(Codecs.encoder(CodecId.H264, s -> s.keyInterval(15)), VIDEO, H264);
            final UnpooledFrame raw = Frames.of(VIDEO);
            final UnpooledFrame coded = Frames.of(H264);
            for (int i = 0; i < PICTURES; i++) {
                coded.flags(0);
                encoder.encode(raw.payload(Pictures.i420(VIDEO, i)), coded);
                video.push(video.frame().payload(coded.payload()).ptsNs(1_000_000_000L + VIDEO.rate().ptsNs(i)).flags(coded.flags()));
            }
            final Encoder opus = new ConcentusProvider().encoder(Codecs.encoder(CodecId.OPUS), AUDIO, OPUS);
            final UnpooledFrame sound = Frames.of(AUDIO);
            final UnpooledFrame packet = Frames.of(OPUS);
            for (int i = 0; i < 150; i++) {
                final byte[] pcm = new byte[AUDIO.frameBytes()];
                for (int k = 0; k < 960; k++) {
                    final int v = (int) (8000 * Math.sin(2 * Math.PI * 440 * (i * 960 + k) / 48_000));
                    pcm[2 * k] = (byte) v;
                    pcm[2 * k + 1] = (byte) (v >> 8);
                }
                opus.encode(sound.payload(pcm), packet);
                audio.push(audio.frame().payload(packet.payload()).ptsNs(1_040_000_000L + i * 20_000_000L));
            }
            video.endOfStream();
            audio.endOfStream();
        }
        return path;
    }

    @Test
    void readsBackWhatItRecorded() {
        final Path path = record();
        try (Mp4File file = Mp4File.open(path)) {
            assertEquals(2, file.tracks().size());
            final Mp4Track video = file.track(MediaKind.VIDEO).orElseThrow();
            assertEquals(PICTURES, video.samples());
            assertEquals(VIDEO, video.format().video());
            assertEquals(CodecId.OPUS, file.track(MediaKind.AUDIO).orElseThrow().format().codec());
            assertEquals(3_000_000_000L, video.durationNs());
            assertEquals(15, video.keyframeAt(1_900_000_000L));
        }
        final Mp4Clip clip = Mp4Clip.decodeVideo(path, 1000);
        assertEquals(PICTURES, clip.frames());
        assertTrue(Pictures.lumaPsnr(Pictures.i420(VIDEO, 44), clip.frame(44), VIDEO) > 30);
        assertEquals(150, Mp4Clip.decodeAudio(path, 1000).frames());
    }

    @Test
    void recordsWhatFfmpegReadsWithoutAnyError() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final byte[] file = Files.readAllBytes(record());
        final byte[] pictures = Ffmpeg.run(file, "-err_detect explode -xerror -i IN -map 0:v -vsync 0 -pix_fmt yuv420p -f rawvideo OUT");
        assertEquals(PICTURES * VIDEO.frameBytes(), pictures.length);
        final Mp4Clip clip = Mp4Clip.decodeVideo(folder.resolve("call.mp4"), 1000);
        for (int i = 0; i < PICTURES; i++) {
            assertArrayEquals(Arrays.copyOfRange(pictures, i * VIDEO.frameBytes(), (i + 1) * VIDEO.frameBytes()), clip.frame(i), "picture " + i);
        }
        final byte[] sound = Ffmpeg.run(file, "-err_detect explode -xerror -i IN -map 0:a -f s16le OUT");
        assertEquals(150 * 960 * 2, sound.length, 960 * 4);
    }

    @Test
    void decodesRecordedClipsAsFfmpegDoes() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        for (final String name : new String[] {"carphone_pristine", "bikes", "bigbuckbunny"}) {
            final Path path = Corpus.file("video/" + name + ".mp4");
            final Mp4Clip clip = Mp4Clip.decodeVideo(path, 30);
            assertEquals(30, clip.frames());
            final byte[] expected = Ffmpeg.run(Files.readAllBytes(path), "-i IN -map 0:v -frames:v 30 -vsync 0 -pix_fmt yuv420p -f rawvideo OUT");
            for (int i = 0; i < 30; i++) {
                final int bytes = clip.video().frameBytes();
                assertArrayEquals(Arrays.copyOfRange(expected, i * bytes, (i + 1) * bytes), clip.frame(i), name + " picture " + i);
            }
        }
    }

    @Test
    void decodesTheSoundOfOtherFiles() throws IOException {
        Ffmpeg.require("-encoders", "aac");
        final Path path = folder.resolve("tone.mp4");
        Files.write(path, Ffmpeg.run(new byte[0], "-f lavfi -i sine=frequency=440:sample_rate=44100:duration=2 -ac 2 -c:a aac -f mp4 OUT"));
        final Mp4Clip clip = Mp4Clip.decodeAudio(path, 80);
        assertEquals(80, clip.frames());
        assertEquals(44_100, ((AudioFormat) clip.format()).sampleRateHz());
        assertEquals(2, ((AudioFormat) clip.format()).channels());
    }

    @Test
    void saysWhatItCannotPlay() {
        final Path path = Corpus.file("video/cockatoo.mp4");
        final CodecException sound = assertThrows(CodecException.class, () -> Mp4Source.audio(path));
        assertTrue(sound.getMessage().contains("MP3"), sound.getMessage());
        assertThrows(EngineException.class, () -> Mp4Source.video(folder.resolve("none.mp4")));
    }

    @Test
    void playsAtItsOwnPaceAndEndsOnce() {
        try (StageHarness h = StageHarness.of(Mp4Source.video(record())).start()) {
            h.poll();
            assertEquals(1, h.frames().size());
            assertTrue(h.lastFrame().has(FrameFlags.KEYFRAME));
            h.advance(Duration.ofMillis(1000));
            assertEquals(16, h.frames().size());
            h.advance(Duration.ofMillis(5000));
            assertEquals(PICTURES, h.frames().size());
            assertEquals(List.of(Event.EndOfStream.INSTANCE), h.events());
            final List<CapturedFrame> frames = h.frames();
            for (int i = 1; i < frames.size(); i++) {
                assertEquals(VIDEO.rate().ptsNs(i), frames.get(i).ptsNs() - frames.get(0).ptsNs(), 20_000);
            }
        }
    }

    @Test
    void startsAtAKeyFrameAndLoops() {
        try (StageHarness h = StageHarness.of(Mp4Source.video(record()).from(Duration.ofMillis(2200)).loop()).start()) {
            h.poll();
            h.advance(Duration.ofMillis(2500));
            assertTrue(h.lastFrame().ptsNs() - h.frames().get(0).ptsNs() > 2_300_000_000L);
            assertEquals(3, h.frames().stream().filter(f -> f.has(FrameFlags.KEYFRAME)).count());
            assertTrue(h.events().isEmpty());
        }
    }

    @Test
    void playsAsFastAsItCan() {
        try (StageHarness h = StageHarness.of(Mp4Source.audio(record()).asFastAsPossible()).start()) {
            for (int i = 0; i < 20; i++) {
                h.poll();
            }
            assertEquals(150, h.frames().size());
        }
    }

    @Test
    void showsAClipInALoop() {
        final Mp4Clip clip = Mp4Clip.decodeVideo(record(), 10);
        try (StageHarness h = StageHarness.of(clip.source(true)).start()) {
            h.poll();
            h.advance(Duration.ofSeconds(1));
            assertEquals(16, h.frames().size());
            assertArrayEquals(clip.frame(2), h.frames().get(12).payload());
        }
    }

    @Test
    void answersDamagedFilesWithAFrameOrACodecException() throws IOException {
        final byte[] good = Files.readAllBytes(record());
        int moov = 0;
        while (!(good[moov] == 'm' && good[moov + 1] == 'o' && good[moov + 2] == 'o' && good[moov + 3] == 'v')) {
            moov++;
        }
        final Path path = folder.resolve("bad.mp4");
        for (int seed = 0; seed < 3000; seed++) {
            final Random random = new Random(seed);
            byte[] bad = good.clone();
            if (seed % 3 == 0) {
                bad = Arrays.copyOf(good, random.nextInt(good.length));
            } else {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    final int at = moov + random.nextInt(good.length - moov);
                    bad[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? 255 : 0);
                }
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
            for (final Mp4Track track : file.tracks()) {
                final byte[] to = new byte[Math.min(1 << 20, track.format().maxFrameBytes())];
                track.keyframeAt(1_000_000_000L);
                for (int i = 0; i < Math.min(200, track.samples()); i++) {
                    file.read(track, i, to, 0, to.length);
                }
            }
        }
    }
}
