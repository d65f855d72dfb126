package io.penstock.rtc.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.mp4.Mp4Chapter;
import io.penstock.codecs.mp4.Mp4File;
import io.penstock.codecs.mp4.Mp4Track;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.codecs.payload.OpusPayload;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.forward.ForwardListener;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.record.RecordingHead.Participant;
import io.penstock.rtc.record.RoomRecording.Recorded;
import io.penstock.rtc.record.Verification.Verdict;
import io.penstock.testkit.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room in virtual time: publishers, the forwarder, its taps, the worker, files. */
class RoomRecordingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static List<byte[]> pictures;
    private static List<byte[]> sounds;

    @TempDir
    private Path folder;
    private final TestClock clock = new TestClock();
    private final Forwarder forwarder = new Forwarder(ForwardConfig.defaults(),
        codec -> codec.equals(CodecId.H264) ? new H264Payload() : new OpusPayload(), (peer, packet, offset, length) -> true, ForwardListener.NONE);
    private final RecordingWorker worker = new RecordingWorker(clock);

    @BeforeAll
    static void encode() {
        pictures = Sender.pictures(75, 25);
        sounds = Sender.sounds(150);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private RoomRecording recording(final boolean onlyWithConsent) {
        return new RoomRecording(folder, new RoomRecording.Settings("court-3", Duration.ofDays(30), onlyWithConsent,
            new RecordingConfig().key(RecordingKey.generate())), worker, forwarder, clock,
            () -> Instant.ofEpochSecond(0, clock.epochNs(clock.nanoTime())));
    }

    /** Lets a participant with a camera (track 2n) and a microphone (2n + 1) in. */
    private void join(final RoomRecording recording, final String id, final int peer) {
        recording.joined(new Participant(id, id.toUpperCase(java.util.Locale.ROOT), "SPEAKER"));
        forwarder.join(peer, "u" + peer, "p");
        final TrackSpec video = new TrackSpec(2 * peer, peer, MediaKind.VIDEO, CodecId.H264, "camera",
            List.of(new TrackSpec.Layer(Sender.VIDEO_SSRC, 0, 128, 96, 500_000)));
        final TrackSpec audio = new TrackSpec(2 * peer + 1, peer, MediaKind.AUDIO, CodecId.OPUS, "mic",
            List.of(new TrackSpec.Layer(Sender.AUDIO_SSRC, 0, 0, 0, 32_000)));
        for (final TrackSpec spec : List.of(video, audio)) {
            forwarder.publish(spec);
            forwarder.permit(peer, spec.kind(), true);
            recording.published(id, spec);
        }
        turn();
        turn();
    }

    private void turn() {
        forwarder.tick(clock.nanoTime());
        worker.work(clock.nanoTime());
        forwarder.tick(clock.nanoTime());
    }

    /** Three seconds of pictures and sound of peers; {@code each} is called every 20 ms. */
    private void play(final int[] peers, final java.util.function.IntConsumer each) {
        final long startNs = clock.nanoTime();
        final int round = (int) (startNs / SECOND);
        final List<Sender.Packet> packets = new ArrayList<>(Sender.video(pictures, startNs, round * 270_000, round * 1000));
        packets.addAll(Sender.audio(sounds, startNs, round * 144_000, round * 1000));
        packets.sort(Comparator.comparingLong(Sender.Packet::timeNs));
        int next = 0;
        for (int step = 0; step < 150; step++) {
            each.accept(step);
            for (; next < packets.size() && packets.get(next).timeNs() <= clock.nanoTime(); next++) {
                for (final int peer : peers) {
                    final byte[] packet = packets.get(next).bytes().clone();
                    forwarder.datagram(peer, packet, 0, packet.length, clock.nanoTime());
                }
            }
            turn();
            clock.advanceNs(20 * MS);
        }
    }

    private List<Recorded> end(final RoomRecording recording) {
        final CompletableFuture<List<Recorded>> done = recording.end();
        turn();
        turn();
        for (final Recorded r : done.join()) {
            assertEquals(Verdict.INTACT, RecordingVerifier.verify(r.path(), null).verdict(), r::toString);
        }
        return done.join();
    }

    private static long samples(final Recorded file, final MediaKind kind) {
        try (Mp4File movie = Mp4File.open(file.path())) {
            return movie.track(kind).orElseThrow().samples();
        }
    }

    @Test
    void writesAFileForEachParticipantWithTheMarksOfWhoHadTheFloor() {
        final RoomRecording recording = recording(false);
        recording.floor("judge", "Judge");
        join(recording, "judge", 1);
        join(recording, "witness", 2);
        play(new int[] {1, 2}, step -> {
            if (step == 50) {
                recording.floor("witness", "Witness");
            }
        });
        final List<Recorded> files = end(recording);
        assertEquals(List.of("judge", "witness"), files.stream().map(Recorded::subject).toList());
        for (final Recorded file : files) {
            assertEquals(75, samples(file, MediaKind.VIDEO), file::toString);
            assertEquals(150, samples(file, MediaKind.AUDIO), file::toString);
            try (Mp4File movie = Mp4File.open(file.path())) {
                assertEquals(List.of("Judge", "Witness", "end"), movie.chapters().stream().map(Mp4Chapter::title).toList());
                assertEquals(SECOND, movie.chapters().get(1).startNs(), 20 * MS);
            }
            final Verification v = RecordingVerifier.verify(file.path(), null);
            assertEquals("court-3", v.head().room());
            assertEquals(v.head().startedAt().plus(Duration.ofDays(30)), v.head().retainUntil());
            assertEquals(file.latest(), v.latest());
        }
    }

    @Test
    void recordsNothingOfOneWhoMayNotBeHeard() {
        final RoomRecording recording = recording(false);
        join(recording, "anna", 1);
        play(new int[] {1}, step -> {
            if (step == 50 || step == 100) {
                forwarder.permit(1, MediaKind.AUDIO, step == 100);
            }
        });
        final Recorded file = end(recording).get(0);
        assertEquals(100, samples(file, MediaKind.AUDIO));
        assertEquals(75, samples(file, MediaKind.VIDEO));
        assertEquals(0, file.tracks().stream().mapToLong(TrackStatistics::lostPackets).sum(), "a mute is no loss");
        try (Mp4File movie = Mp4File.open(file.path())) {
            assertEquals(3 * SECOND, movie.track(MediaKind.AUDIO).orElseThrow().durationNs(), MS);
        }
    }

    @Test
    void recordsOnlyWhileItIsAgreedTo() {
        final RoomRecording recording = recording(true);
        join(recording, "anna", 1);
        play(new int[] {1}, step -> {
            if (step == 25 || step == 100) {
                recording.consent("anna", step == 25);
            }
        });
        final Recorded file = end(recording).get(0);
        assertEquals(75, samples(file, MediaKind.AUDIO), 2);
        assertTrue(RecordingVerifier.verify(file.path(), null).head().consents().get(0).given());
        assertTrue(RecordingVerifier.verify(file.path(), null).notes().stream().anyMatch(n -> n.detail().equals("withdrawn")));
    }

    @Test
    void endsTheFilesOfOneWhoGoesAndBeginsOthersWhenItComesBack() throws Exception {
        final RoomRecording recording = recording(false);
        join(recording, "../anna", 1);
        play(new int[] {1}, step -> { });
        recording.left("../anna");
        forwarder.leave(1);
        turn();
        join(recording, "../anna", 2);
        play(new int[] {2}, step -> { });
        final List<Recorded> files = end(recording);
        assertEquals(2, files.size());
        for (final Recorded file : files) {
            assertEquals(folder, file.path().getParent());
            assertEquals(150, samples(file, MediaKind.AUDIO));
        }
        try (var all = Files.list(folder)) {
            assertEquals(2, all.count());
        }
    }

    @Test
    void oneTimeLineForAll() {
        final RoomRecording recording = recording(false);
        join(recording, "early", 1);
        play(new int[] {1}, step -> { });
        join(recording, "late", 2);
        play(new int[] {2}, step -> { });
        final List<Recorded> files = end(recording);
        try (Mp4File late = Mp4File.open(files.get(1).path())) {
            final Mp4Track audio = late.track(MediaKind.AUDIO).orElseThrow();
            assertEquals(150, audio.samples());
            assertEquals(6 * SECOND, audio.durationNs(), 50 * MS);
        }
    }

    @Test
    void marksTheMixToo() {
        final RoomRecording recording = recording(false);
        final CompletableFuture<MixRecording> mix = recording.mix();
        turn();
        mix.join().video();
        mix.join().audio();
        recording.floor("judge", "Judge");
        turn();
        final List<Recorded> files = end(recording);
        assertEquals("mix", files.get(0).subject());
        assertTrue(RecordingVerifier.verify(files.get(0).path(), null).notes().stream().anyMatch(n -> n.detail().equals("Judge")));
    }
}
