package io.penstock.rtc.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.mp4.Mp4File;
import io.penstock.codecs.mp4.Mp4Track;
import io.penstock.format.MediaKind;
import io.penstock.rtc.record.Verification.Trust;
import io.penstock.rtc.record.Verification.Verdict;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a recording process at random moments. {@code -Dpenstock.record.kills=100} does it a hundred times, {@code -Dpenstock.record.paced=true}
 * in real time with the worker's own thread; otherwise time is virtual and the loss does not depend on how busy the machine is.
 */
class KilledRecordingTest {
    private static final int PICTURES = 250;
    private static final long MOST_LOST_NS = 500_000_000L;

    @TempDir
    private Path folder;

    @Test
    void losesNoMoreThanHalfASecondWhenItIsKilled() throws Exception {
        final int kills = Integer.getInteger("penstock.record.kills", 3);
        final boolean paced = Boolean.getBoolean("penstock.record.paced");
        final Path packets = material();
        final boolean ffmpeg = hasFfmpeg();
        long worst = 0;
        long total = 0;
        for (int seed = 0; seed < kills; seed++) {
            final Path file = folder.resolve("killed.mp4");
            Files.deleteIfExists(file);
            final long reached = runAndKill(packets, file, paced, 100 + new Random(seed).nextInt(800));
            final String message = "seed " + seed + ", reached " + reached;
            final Verification v = RecordingVerifier.verify(file, null);
            assertEquals(Verdict.UNFINISHED, v.verdict(), () -> message + ": " + v.findings());
            assertEquals(Trust.KEY_OF_THE_FILE, v.signature(), message);
            try (Mp4File recorded = Mp4File.open(file)) {
                final Mp4Track audio = recorded.track(MediaKind.AUDIO).orElseThrow();
                final Mp4Track video = recorded.track(MediaKind.VIDEO).orElseThrow();
                final long lost = reached - Math.min(audio.durationNs(), video.durationNs());
                worst = Math.max(worst, lost);
                total += Math.max(0, lost);
                assertTrue(lost <= MOST_LOST_NS, () -> message + ": lost " + lost / 1_000_000 + " ms");
                assertEquals("Anna", recorded.chapters().get(0).title());
                if (ffmpeg) {
                    assertEquals(video.samples(), playedPictures(file), message);
                }
            }
        }
        System.out.printf("%d kills%s: %d ms lost at worst, %d ms on average%n", kills, paced ? " in real time" : "", worst / 1_000_000,
            total / kills / 1_000_000);
    }

    private Path material() throws IOException {
        final List<byte[]> pictures = Sender.pictures(50, 25);
        final List<byte[]> repeated = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            repeated.add(pictures.get(i % pictures.size()));
        }
        final List<byte[]> sounds = Sender.sounds(50);
        final List<byte[]> sound = new ArrayList<>();
        for (int i = 0; i < 2 * PICTURES; i++) {
            sound.add(sounds.get(i % sounds.size()));
        }
        final List<Sender.Packet> all = new ArrayList<>(Sender.video(repeated, 0, 1, 1));
        all.addAll(Sender.audio(sound, 0, 1, 1));
        all.sort(Comparator.comparingLong(Sender.Packet::timeNs));
        final Path path = folder.resolve("packets");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(path))) {
            out.writeInt(all.size());
            for (final Sender.Packet p : all) {
                out.writeLong(p.timeNs());
                out.writeInt(p.bytes().length);
                out.write(p.bytes());
            }
        }
        return path;
    }

    /** The time that the recorder said last that it had reached. */
    private static long runAndKill(final Path packets, final Path file, final boolean paced, final int afterLines) throws Exception {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KilledRecorder.class.getName(), packets.toString(), file.toString(), paced ? "paced" : "fast")
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        long reached = -1;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int lines = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                // A last line may be cut.
                if (line.matches("\\d+") && Long.parseLong(line) >= reached) {
                    reached = Long.parseLong(line);
                }
                if (++lines == afterLines) {
                    // That of Process would close the stream that is being read.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return reached;
    }

    private static boolean hasFfmpeg() throws Exception {
        try {
            return new ProcessBuilder("ffmpeg", "-version").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor() == 0;
        } catch (final IOException e) {
            return false;
        }
    }

    private int playedPictures(final Path file) throws Exception {
        final Path raw = folder.resolve("raw");
        final Process process = new ProcessBuilder("ffmpeg", "-v", "error", "-nostdin", "-y", "-i", file.toString(), "-map", "0:v", "-vsync", "0",
            "-f", "rawvideo", "-pix_fmt", "yuv420p", raw.toString()).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertEquals(0, process.waitFor());
        return (int) (Files.size(raw) / Sender.VIDEO.frameBytes());
    }
}
