package io.penstock.rtc.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.mp4.Mp4Chapter;
import io.penstock.codecs.mp4.Mp4File;
import io.penstock.codecs.mp4.Mp4Track;
import io.penstock.core.rtp.NtpTime;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.record.Verification.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParticipantRecordingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final Instant WALL = Instant.parse("2026-03-01T09:00:00Z");
    private static List<byte[]> pictures;
    private static List<byte[]> sounds;

    @TempDir
    private Path folder;
    private final List<Integer> requests = new ArrayList<>();
    private ParticipantRecording recording;
    private TrackRecording video;
    private TrackRecording audio;
    private long nowNs;

    @BeforeAll
    static void encode() {
        pictures = Sender.pictures(75, 25);
        sounds = Sender.sounds(150);
    }

    private void begin(final long startNs) {
        nowNs = startNs;
        recording = new ParticipantRecording(folder.resolve("p.mp4"), new RecordingHead("1", "room", "anna", WALL, null, List.of(), List.of()),
            new RecordingConfig(), startNs, () -> WALL.plusNanos(nowNs - startNs), requests::add);
        video = recording.add(Sender.video(7)).orElseThrow();
        audio = recording.add(Sender.audio(8)).orElseThrow();
    }

    /** Brings packets in the order of their times, and ticks in between. */
    private void play(final List<Sender.Packet> packets) {
        final List<Sender.Packet> sorted = new ArrayList<>(packets);
        sorted.sort(Comparator.comparingLong(Sender.Packet::timeNs));
        for (final Sender.Packet p : sorted) {
            while (p.timeNs() - nowNs > 20 * MS) {
                nowNs += 20 * MS;
                recording.tick(nowNs);
            }
            nowNs = Math.max(nowNs, p.timeNs());
            ((p.bytes()[1] & 127) == Forwarder.VIDEO_PAYLOAD_TYPE ? video : audio).packet(p.bytes(), 0, p.bytes().length, p.timeNs());
            recording.tick(nowNs);
        }
    }

    private static List<Sender.Packet> delayed(final List<Sender.Packet> packets, final long delayNs) {
        return packets.stream().map(p -> new Sender.Packet(p.bytes(), p.timeNs() + delayNs, p.frame())).toList();
    }

    private List<byte[]> frames(final Mp4File file, final MediaKind kind) {
        final Mp4Track track = file.track(kind).orElseThrow();
        final byte[] to = new byte[1 << 20];
        final List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < track.samples(); i++) {
            all.add(Arrays.copyOf(to, file.read(track, i, to, 0, to.length)));
        }
        return all;
    }

    private static void same(final List<byte[]> expected, final List<byte[]> found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), "frame " + i);
        }
    }

    private Mp4File end() {
        recording.close();
        final Verification v = RecordingVerifier.verify(recording.path(), null);
        assertEquals(Verdict.INTACT, v.verdict(), () -> v.findings().toString());
        return Mp4File.open(recording.path());
    }

    @Test
    void writesWhatWasSentBitForBit() {
        begin(10 * SECOND);
        play(Sender.video(pictures, 10 * SECOND, -5000, 65_530));
        play(Sender.audio(sounds, nowNs, 0, 100));
        recording.floor("anna", "Anna", 12 * SECOND);
        try (Mp4File file = end()) {
            same(pictures, frames(file, MediaKind.VIDEO));
            same(sounds, frames(file, MediaKind.AUDIO));
            assertEquals(0, file.track(MediaKind.VIDEO).orElseThrow().keyframeAt(0));
            assertEquals(25, file.track(MediaKind.VIDEO).orElseThrow().keyframeAt(SECOND));
            assertEquals(new Mp4Chapter(2 * SECOND, "Anna"), file.chapters().get(0));
        }
        assertEquals(List.of(), requests);
    }

    @Test
    void putsPacketsInOrderWithoutLosingAny() {
        for (int seed = 0; seed < 10; seed++) {
            final Random random = new Random(seed);
            begin(0);
            final List<Sender.Packet> all = new ArrayList<>();
            for (final Sender.Packet p : Sender.video(pictures, SECOND, 1, 1)) {
                all.add(new Sender.Packet(p.bytes(), p.timeNs() + p.frame() % 2 + random.nextInt(120) * MS, p.frame()));
            }
            all.set(0, new Sender.Packet(all.get(0).bytes(), SECOND, 0));
            play(all);
            nowNs += SECOND;
            recording.tick(nowNs);
            final String message = "seed " + seed + ": " + video.statistics();
            assertEquals(pictures.size(), video.statistics().frames(), message);
            assertEquals(0, video.statistics().lostPackets(), message);
            try (Mp4File file = end()) {
                same(pictures, frames(file, MediaKind.VIDEO));
            }
        }
    }

    @Test
    void leavesOutPicturesThatCannotBeDecodedAndAsksForAKeyFrame() {
        begin(0);
        final List<Sender.Packet> all = new ArrayList<>(Sender.video(pictures, SECOND, 1, 1));
        all.removeIf(p -> p.frame() == 30);
        play(all);
        assertEquals(List.of(7, 7), requests.subList(0, 2));
        final TrackStatistics s = video.statistics();
        assertEquals(55, s.frames());
        assertEquals(19, s.undecodableFrames() + s.brokenFrames());
        assertTrue(s.lostPackets() > 0);
        try (Mp4File file = end()) {
            final List<byte[]> expected = new ArrayList<>(pictures.subList(0, 30));
            expected.addAll(pictures.subList(50, 75));
            same(expected, frames(file, MediaKind.VIDEO));
        }
        assertTrue(RecordingVerifier.verify(recording.path(), null).notes().stream()
            .anyMatch(n -> n.kind().equals(RecordingNote.LOSS) && n.who().equals("anna")));
    }

    @Test
    void restoresSoundFromTheCopiesInLaterPackets() {
        begin(0);
        final List<Sender.Packet> all = new ArrayList<>(Sender.red(sounds, 2, SECOND));
        final Set<Integer> lost = new HashSet<>(List.of(10, 11, 40, 90, 91));
        all.removeIf(p -> lost.contains(p.frame()));
        play(all);
        try (Mp4File file = end()) {
            same(sounds, frames(file, MediaKind.AUDIO));
        }
        assertEquals(5, audio.statistics().restoredPackets());
        assertEquals(0, audio.statistics().lostPackets());
    }

    @Test
    void keepsGapsInTime() {
        begin(0);
        final List<Sender.Packet> all = new ArrayList<>(Sender.audio(sounds, SECOND, 1, 1));
        all.removeIf(p -> p.frame() >= 50 && p.frame() < 60);
        play(all);
        try (Mp4File file = end()) {
            assertEquals(140, file.track(MediaKind.AUDIO).orElseThrow().samples());
            assertEquals(4 * SECOND, file.track(MediaKind.AUDIO).orElseThrow().durationNs());
        }
        assertEquals(10, audio.statistics().lostPackets());
    }

    @Test
    void takesTheTimeOfAMuteForAPauseAndNothingFromBeforeItsEnd() {
        begin(0);
        final List<Sender.Packet> all = new ArrayList<>(Sender.red(sounds, 2, SECOND));
        all.removeIf(p -> p.frame() >= 50 && p.frame() < 100);
        play(all);
        assertEquals(0, audio.statistics().lostPackets());
        try (Mp4File file = end()) {
            final List<byte[]> expected = new ArrayList<>(sounds.subList(0, 50));
            expected.addAll(sounds.subList(100, 150));
            same(expected, frames(file, MediaKind.AUDIO));
        }
    }

    @Test
    void keepsSoundAndPicturesTogetherBySenderReports() {
        begin(0);
        // Pictures travel 90 ms longer than sound; the sender's clock is another one.
        final long ntp = NtpTime.ofEpochNs(1_700_000_000L * SECOND);
        final List<Sender.Packet> all = new ArrayList<>(delayed(Sender.audio(sounds, SECOND, 7, 1), 30 * MS));
        all.addAll(delayed(Sender.video(pictures, SECOND, 9, 1), 120 * MS));
        all.removeIf(p -> p.timeNs() > 1_200_000_000L);
        play(all);
        audio.senderClock(ntp, 7, nowNs);
        video.senderClock(ntp, 9, nowNs);
        final List<Sender.Packet> rest = new ArrayList<>(delayed(Sender.audio(sounds, SECOND, 7, 1), 30 * MS));
        rest.addAll(delayed(Sender.video(pictures, SECOND, 9, 1), 120 * MS));
        rest.removeIf(p -> p.timeNs() <= 1_200_000_000L);
        play(rest);
        try (Mp4File file = end()) {
            assertEquals(4 * SECOND + 30 * MS, file.track(MediaKind.AUDIO).orElseThrow().durationNs());
            // The last picture begins 40 ms before the end of three seconds, as the sound goes.
            assertEquals(4 * SECOND + 30 * MS, file.track(MediaKind.VIDEO).orElseThrow().durationNs(), 1000);
        }
    }

    @Test
    void anotherTrackTakesTheFreePlace() {
        begin(0);
        play(Sender.video(pictures, SECOND, 1, 1));
        assertTrue(recording.add(Sender.video(9)).isEmpty());
        recording.remove(7, nowNs);
        video = recording.add(Sender.video(9)).orElseThrow();
        final List<Sender.Packet> again = new ArrayList<>();
        for (final Sender.Packet p : Sender.video(pictures, nowNs + SECOND, 77_777, 30_000)) {
            final byte[] other = p.bytes().clone();
            other[11] = 99;
            again.add(new Sender.Packet(other, p.timeNs(), p.frame()));
        }
        play(again);
        try (Mp4File file = end()) {
            final List<byte[]> expected = new ArrayList<>(pictures);
            expected.addAll(pictures);
            same(expected, frames(file, MediaKind.VIDEO));
        }
    }

    @Test
    void surviveEveryKindOfPacket() {
        for (int seed = 0; seed < 40; seed++) {
            final Random random = new Random(seed);
            begin(0);
            final List<Sender.Packet> all = new ArrayList<>(Sender.video(pictures.subList(0, 50), SECOND, 1, 1));
            all.addAll(Sender.red(sounds, 3, SECOND));
            Collections.shuffle(all.subList(0, 200), random);
            final List<Sender.Packet> bad = new ArrayList<>();
            for (final Sender.Packet p : all) {
                byte[] bytes = p.bytes().clone();
                if (random.nextInt(4) == 0) {
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        bytes[random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 24))] = (byte) random.nextInt();
                    }
                }
                if (random.nextInt(10) == 0) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                }
                bad.add(new Sender.Packet(bytes.length < 2 ? new byte[2] : bytes, p.timeNs() + random.nextInt(300) * MS, p.frame()));
            }
            play(bad);
            if (random.nextBoolean()) {
                audio.senderClock(random.nextLong(), random.nextInt(), nowNs);
            }
            end().close();
        }
    }
}
