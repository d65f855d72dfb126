package io.penstock.rtc.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.clock.MediaClock;
import io.penstock.codecs.mp4.Mp4File;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.record.Verification.Verdict;
import io.penstock.testkit.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingWorkerTest {
    private static final Instant WALL = Instant.parse("2026-03-01T09:00:00Z");
    private static final long PACKET = 20_000_000L;

    @TempDir
    private Path folder;

    private ParticipantRecording recording(final String name, final long startNs) {
        return new ParticipantRecording(folder.resolve(name), new RecordingHead(name, "room", name, WALL, null, List.of(), List.of()),
            new RecordingConfig(), startNs, () -> WALL, track -> { });
    }

    @Test
    void writesManyRecordingsFromTheTapsOfAForwarder() {
        final List<byte[]> sounds = Sender.sounds(100);
        final List<Sender.Packet> packets = Sender.audio(sounds, 0, 1, 1);
        final TestClock clock = new TestClock();
        final RecordingWorker worker = new RecordingWorker(clock);
        final List<ParticipantRecording> recordings = new ArrayList<>();
        final List<PacketTap> taps = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            final ParticipantRecording r = recording("r" + i + ".mp4", clock.nanoTime());
            recordings.add(r);
            worker.execute(() -> worker.add(r));
            taps.add(worker.tap(r, r.add(Sender.audio(i)).orElseThrow()));
        }
        for (int k = 0; k < packets.size(); k++) {
            for (final PacketTap tap : taps) {
                tap.packet(packets.get(k).bytes(), 0, packets.get(k).bytes().length, clock.nanoTime());
            }
            clock.advanceNs(PACKET);
            worker.work(clock.nanoTime());
            if (k == 49) {
                worker.execute(() -> worker.remove(recordings.get(0)));
            }
        }
        worker.close();
        for (int i = 0; i < 20; i++) {
            assertEquals(Verdict.INTACT, RecordingVerifier.verify(recordings.get(i).path(), null).verdict());
            try (Mp4File file = Mp4File.open(recordings.get(i).path())) {
                // What arrived before the worker came to end it is in the first.
                assertEquals(i == 0 ? 51 : 100, file.track(MediaKind.AUDIO).orElseThrow().samples());
            }
        }
        assertEquals(0, worker.dropped() + worker.failures());
    }

    @Test
    void loseNothingBetweenTwoThreads() {
        final List<byte[]> sounds = Sender.sounds(50);
        final MediaClock clock = MediaClock.system();
        final long start = clock.nanoTime();
        final ParticipantRecording r = recording("threads.mp4", start);
        try (RecordingWorker worker = new RecordingWorker(clock)) {
            worker.start();
            worker.execute(() -> worker.add(r));
            final PacketTap tap = worker.tap(r, r.add(Sender.audio(1)).orElseThrow());
            for (int i = 0; i < 5000; i++) {
                final byte[] p = Sender.rtp(111, false, i, 960 * i, 22, sounds.get(i % 50));
                // Times as if each had come when it was due.
                tap.packet(p, 0, p.length, start + i * PACKET);
            }
        }
        assertEquals(5000, r.statistics().get(1).frames());
        assertEquals(Verdict.INTACT, RecordingVerifier.verify(r.path(), null).verdict());
    }

    @Test
    void aFullDiskEndsOneRecordingAndNoOther() {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        final TestClock clock = new TestClock();
        final RecordingWorker worker = new RecordingWorker(clock);
        final ParticipantRecording bad = new ParticipantRecording(full, new RecordingHead("1", "room", "bad", WALL, null, List.of(), List.of()),
            new RecordingConfig(), clock.nanoTime(), () -> WALL, track -> { });
        final ParticipantRecording good = recording("good.mp4", clock.nanoTime());
        final List<PacketTap> taps = new ArrayList<>();
        for (final ParticipantRecording r : List.of(bad, good)) {
            worker.execute(() -> worker.add(r));
            taps.add(worker.tap(r, r.add(Sender.audio(1)).orElseThrow()));
        }
        for (final Sender.Packet packet : Sender.audio(Sender.sounds(100), 0, 1, 1)) {
            taps.forEach(tap -> tap.packet(packet.bytes(), 0, packet.bytes().length, clock.nanoTime()));
            clock.advanceNs(PACKET);
            worker.work(clock.nanoTime());
        }
        worker.close();
        assertEquals(1, worker.failures());
        assertEquals(0, bad.bytes());
        assertEquals(100, good.statistics().get(1).frames());
        assertEquals(Verdict.INTACT, RecordingVerifier.verify(good.path(), null).verdict());
    }

    @Test
    void refusesWhatDoesNotFitIntoTheQueueAndCountsIt() {
        final RecordingWorker worker = new RecordingWorker(new TestClock());
        final ParticipantRecording r = recording("full.mp4", 0);
        final PacketTap tap = worker.tap(r, r.add(Sender.audio(1)).orElseThrow());
        final byte[] packet = new byte[1200];
        for (int i = 0; i < 20_000; i++) {
            tap.packet(packet, 0, packet.length, i);
        }
        assertTrue(worker.dropped() > 5000 && worker.dropped() < 10_000, () -> worker.dropped() + " dropped");
        worker.close();
    }

    @Test
    void bringsEachPacketUnchangedAndInOrder() {
        for (int seed = 0; seed < 50; seed++) {
            final Random random = new Random(seed);
            final PacketQueue queue = new PacketQueue(1 << 12);
            final int[] put = {0};
            final int[] taken = {0};
            final String message = "seed " + seed;
            final PacketQueue.Consumer consumer = new PacketQueue.Consumer() {
                @Override
                public void packet(final int receiver, final byte[] a, final int offset, final int length, final long arrivalNs) {
                    assertEquals(taken[0], receiver, message);
                    assertEquals(taken[0] * 3L, arrivalNs);
                    for (int i = 0; i < length; i++) {
                        assertEquals((byte) (receiver + i), a[offset + i], message);
                    }
                    taken[0]++;
                }

                @Override
                public void senderClock(final int receiver, final long ntp, final int rtpTimestamp, final long nowNs) {
                    assertEquals(taken[0], receiver, message);
                    assertEquals(receiver * 5L, ntp);
                    assertEquals(-receiver, rtpTimestamp);
                    taken[0]++;
                }
            };
            for (int step = 0; step < 5000; step++) {
                final byte[] packet = new byte[random.nextInt(700)];
                for (int i = 0; i < packet.length; i++) {
                    packet[i] = (byte) (put[0] + i);
                }
                final boolean report = random.nextInt(5) == 0;
                if (report ? queue.senderClock(put[0], put[0] * 5L, -put[0], 0) : queue.packet(put[0], packet, 0, packet.length, put[0] * 3L)) {
                    put[0]++;
                }
                if (random.nextInt(3) == 0) {
                    queue.drain(consumer, 1 + random.nextInt(10));
                }
            }
            while (queue.drain(consumer, 100) > 0) {
                continue;
            }
            assertEquals(put[0], taken[0], message);
        }
    }
}
