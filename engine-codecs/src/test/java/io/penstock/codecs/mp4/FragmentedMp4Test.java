package io.penstock.codecs.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Ffmpeg;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.testkit.StageHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FragmentedMp4Test {
    private static final long SECOND = 1_000_000_000L;
    private static final VideoFormat SMALL = VideoFormat.i420(120, 90, 15);
    private static final VideoFormat LARGE = VideoFormat.i420(160, 120, 15);
    private static final EncodedFormat H264 = EncodedFormat.of(CodecId.H264, SMALL);
    private static final EncodedFormat OPUS = EncodedFormat.of(CodecId.OPUS, new AudioFormat(48_000, 1, SampleType.S16, 960));
    private static final long PACKET = 20_000_000L;

    @TempDir
    private Path folder;

    private static long picture(final int i) {
        return SMALL.rate().ptsNs(i);
    }

    /** Three seconds from second 5 on; closed or not. */
    private Path record(final FragmentedMp4Config config, final boolean close) {
        final Path path = folder.resolve("call.mp4");
        final FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(path, config);
        final FragmentedTrack video = recorder.track(H264);
        final FragmentedTrack audio = recorder.track(OPUS);
        write(recorder, video, audio, 45);
        if (close) {
            recorder.close();
        }
        return path;
    }

    private static void write(final FragmentedMp4Recorder recorder, final FragmentedTrack video, final FragmentedTrack audio, final int pictures) {
        final EncodedMaterial.Picture[] coded = EncodedMaterial.pictures(SMALL, pictures, 15);
        final byte[][] packets = EncodedMaterial.opus(pictures * 1000 / 15 / 20);
        int next = 0;
        for (int i = 0; i < pictures; i++) {
            for (; next < packets.length && next * PACKET <= picture(i); next++) {
                final long at = 5 * SECOND + next * PACKET;
                audio.write(packets[next], 0, packets[next].length, at, PACKET, true, at);
            }
            final long at = 5 * SECOND + picture(i);
            video.write(coded[i].bytes(), 0, coded[i].bytes().length, at, 0, coded[i].key(), at);
        }
        for (; next < packets.length; next++) {
            final long at = 5 * SECOND + next * PACKET;
            audio.write(packets[next], 0, packets[next].length, at, PACKET, true, at);
        }
    }

    @Test
    void recordsWhatFfmpegReadsWithoutAnyError() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final byte[] file = Files.readAllBytes(record(new FragmentedMp4Config(), true));
        assertEquals(45 * SMALL.frameBytes(),
            Ffmpeg.run(file, "-err_detect explode -xerror -i IN -map 0:v -vsync 0 -pix_fmt yuv420p -f rawvideo OUT").length);
        assertEquals(150 * 960 * 2, Ffmpeg.run(file, "-err_detect explode -xerror -i IN -map 0:a -f s16le OUT").length, 960 * 4);
    }

    @Test
    void losesNoMoreThanAFragmentWhenItIsNeverClosed() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final byte[] file = Files.readAllBytes(record(new FragmentedMp4Config(), false));
        final int pictures = Ffmpeg.run(file, "-err_detect explode -xerror -i IN -map 0:v -vsync 0 -pix_fmt yuv420p -f rawvideo OUT").length
            / SMALL.frameBytes();
        assertTrue(pictures >= 45 - 4, "200 ms are 3 pictures, found " + pictures);
    }

    @Test
    void playsUpToWhereItIsCutOffAnywhere() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final byte[] file = Files.readAllBytes(record(new FragmentedMp4Config(), true));
        int last = -1;
        for (int part = 3; part <= 10; part++) {
            final byte[] cut = Arrays.copyOf(file, file.length * part / 10);
            final int pictures = Ffmpeg.run(cut, "-i IN -map 0:v -vsync 0 -pix_fmt yuv420p -f rawvideo OUT").length / SMALL.frameBytes();
            assertTrue(pictures >= last, part + " tenths of the file: " + pictures);
            last = pictures;
        }
        assertEquals(45, last);
    }

    @Test
    void keepsPausesAndLateStartsInTime() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final Path path = folder.resolve("pause.mp4");
        try (FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(path, new FragmentedMp4Config().startsAt(SECOND))) {
            final FragmentedTrack video = recorder.track(H264);
            final FragmentedTrack audio = recorder.track(OPUS);
            final byte[][] packets = EncodedMaterial.opus(100);
            final EncodedMaterial.Picture[] coded = EncodedMaterial.pictures(SMALL, 15, 15);
            for (int i = 0; i < 50; i++) {
                audio.write(packets[i], 0, packets[i].length, 2 * SECOND + i * PACKET, PACKET, true, 2 * SECOND + i * PACKET);
            }
            for (int i = 0; i < 15; i++) {
                video.write(coded[i].bytes(), 0, coded[i].bytes().length, 4 * SECOND + picture(i), 0, coded[i].key(), 4 * SECOND + picture(i));
            }
            for (int i = 50; i < 100; i++) {
                audio.write(packets[i], 0, packets[i].length, 7 * SECOND + i * PACKET, PACKET, true, 7 * SECOND + i * PACKET);
            }
        }
        final String probed = Probe.run(path, "-show_entries", "packet=stream_index,pts_time", "-of", "csv=p=0");
        assertTrue(probed.contains("1,1.000000"), probed);
        assertTrue(probed.contains("0,3.000000"), probed);
        assertTrue(probed.contains("1,7.000000"), probed);
    }

    @Test
    void recordsPicturesThatChangeTheirSize() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final Path path = folder.resolve("sizes.mp4");
        try (FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(path)) {
            final FragmentedTrack video = recorder.track(H264);
            int n = 0;
            for (final VideoFormat size : new VideoFormat[] {SMALL, LARGE, SMALL}) {
                for (final EncodedMaterial.Picture picture : EncodedMaterial.pictures(size, 10, 30)) {
                    video.write(picture.bytes(), 0, picture.bytes().length, picture(n), 0, picture.key(), picture(n));
                    n++;
                }
            }
        }
        final String probed = Probe.run(path, "-show_entries", "frame=width,height", "-of", "csv=p=0");
        assertEquals(20, probed.lines().filter("120,90"::equals).count(), probed);
        assertEquals(10, probed.lines().filter("160,120"::equals).count(), probed);
    }

    @Test
    void namesChapters() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final Path path = folder.resolve("chapters.mp4");
        final FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(path, new FragmentedMp4Config().chapters(true).startsAt(5 * SECOND));
        final FragmentedTrack video = recorder.track(H264);
        final FragmentedTrack audio = recorder.track(OPUS);
        recorder.chapter("Judge Müller", 5 * SECOND, 5 * SECOND);
        write(recorder, video, audio, 30);
        recorder.chapter("Witness", 6 * SECOND, 7 * SECOND);
        recorder.chapter("Clerk", 6 * SECOND + SECOND / 2, 7 * SECOND);
        recorder.tick(8 * SECOND);
        final String probed = Probe.run(path, "-show_chapters", "-of", "compact");
        assertEquals(3, probed.lines().count(), probed);
        assertTrue(probed.contains("start_time=0.000000") && probed.contains("title=Judge Müller"), probed);
        assertTrue(probed.contains("start_time=1.000000") && probed.contains("title=Witness"), probed);
        recorder.close();
    }

    @Test
    void writesWhatWaitsWhenNothingMoreComes() {
        final FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(folder.resolve("tick.mp4"));
        final FragmentedTrack audio = recorder.track(OPUS);
        final byte[][] packets = EncodedMaterial.opus(1);
        assertEquals(Long.MAX_VALUE, recorder.tick(0));
        audio.write(packets[0], 0, packets[0].length, 0, PACKET, true, SECOND);
        assertEquals(SECOND + SECOND / 5, recorder.tick(SECOND));
        assertEquals(0, recorder.fragments());
        assertEquals(Long.MAX_VALUE, recorder.tick(SECOND + SECOND / 5));
        assertEquals(1, recorder.fragments());
        recorder.close();
        assertFalse(audio.write(packets[0], 0, packets[0].length, SECOND, PACKET, true, SECOND));
    }

    @Test
    void sinksRecordAndEndTheFile() throws IOException {
        Ffmpeg.require("-decoders", "h264");
        final Path path = folder.resolve("sinks.mp4");
        final FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(path);
        final EncodedMaterial.Picture[] coded = EncodedMaterial.pictures(SMALL, 30, 15);
        final byte[][] packets = EncodedMaterial.opus(100);
        try (StageHarness video = StageHarness.of(recorder.video()).input(H264).start();
            StageHarness audio = StageHarness.of(recorder.audio()).input(OPUS).start()) {
            for (int i = 0; i < 30; i++) {
                video.push(video.frame().payload(coded[i].bytes()).ptsNs(SECOND + picture(i)).flags(coded[i].key() ? 1 : 0));
                video.advance(Duration.ofMillis(66));
            }
            for (int i = 0; i < 100; i++) {
                audio.push(audio.frame().payload(packets[i]).ptsNs(SECOND + i * PACKET + i % 3 * 1_000_000L));
                audio.advance(Duration.ofMillis(20));
            }
            assertTrue(recorder.fragments() >= 15, () -> recorder.fragments() + " fragments");
        }
        final byte[] file = Files.readAllBytes(path);
        assertEquals(30 * SMALL.frameBytes(),
            Ffmpeg.run(file, "-err_detect explode -xerror -i IN -map 0:v -vsync 0 -pix_fmt yuv420p -f rawvideo OUT").length);
    }

    @Test
    void sealsEveryByteOnce() throws IOException {
        final StringBuilder parts = new StringBuilder();
        final long[] covered = {0};
        final FragmentSeal seal = new FragmentSeal() {
            @Override
            public byte[] metadata() {
                return new BoxWriter().u32(12).text("freehead").toArray();
            }

            @Override
            public byte[] seal(final Part part, final byte[] a, final int from, final int to) {
                parts.append(part.name().charAt(0));
                covered[0] += to - from;
                return new BoxWriter().u32(12).text("free").u32(to - from).toArray();
            }
        };
        final byte[] file = Files.readAllBytes(record(new FragmentedMp4Config().seal(seal), true));
        assertTrue(parts.toString().matches("HF{14,17}E"), parts::toString);
        assertEquals(file.length, covered[0] + 12L * parts.length());
        assertTrue(new String(file, StandardCharsets.ISO_8859_1).contains("freehead"));
    }

    @Test
    void saysWhatItDoesNotTake() {
        final FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(folder.resolve("no.mp4"));
        assertThrows(ConfigurationException.class,
            () -> recorder.track(EncodedFormat.of(CodecId.AAC, new AudioFormat(48_000, 1, SampleType.S16, 1024))));
        assertThrows(EngineException.class, () -> recorder.chapter("x", 0, 0));
        final FragmentedTrack audio = recorder.track(OPUS);
        audio.write(new byte[] {1, 2}, 0, 2, 0, PACKET, true, 0);
        recorder.flush();
        final String message = assertThrows(EngineException.class, () -> recorder.track(OPUS)).getMessage();
        assertTrue(message.contains("before the first"), message);
        recorder.close();
        assertThrows(ConfigurationException.class, () -> new FragmentedMp4Config().fragment(Duration.ofMillis(1)));
    }
}
