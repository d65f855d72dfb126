package io.penstock.rtc.record;

import io.penstock.clock.MediaClock;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.testkit.TestClock;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process that records packets from a file again and again, says each time how far it is, and waits to be killed. */
final class KilledRecorder {
    private KilledRecorder() {
    }

    /** Arguments: packets, recording, {@code paced} or {@code fast}. */
    public static void main(final String[] args) throws IOException {
        final boolean paced = args[2].equals("paced");
        final TestClock virtual = new TestClock();
        final MediaClock clock = paced ? MediaClock.system() : virtual;
        final long startNs = clock.nanoTime();
        final ParticipantRecording recording = new ParticipantRecording(Path.of(args[1]),
            new RecordingHead("1", "room", "anna", Instant.EPOCH, null, List.of(), List.of()),
            new RecordingConfig().key(RecordingKey.generate()), startNs, () -> Instant.ofEpochMilli(clock.nanoTime() / 1_000_000), track -> { });
        final RecordingWorker worker = new RecordingWorker(clock);
        final PacketTap video = worker.tap(recording, recording.add(Sender.video(1)).orElseThrow());
        final PacketTap audio = worker.tap(recording, recording.add(Sender.audio(2)).orElseThrow());
        worker.execute(() -> worker.add(recording));
        recording.floor("anna", "Anna", startNs);
        if (paced) {
            worker.start();
        }
        final PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[0]))))) {
            final int count = in.readInt();
            for (int i = 0; i < count; i++) {
                final long atNs = in.readLong();
                final byte[] packet = in.readNBytes(in.readInt());
                if (paced) {
                    for (long left = startNs + atNs - clock.nanoTime(); left > 0; left = startNs + atNs - clock.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                } else {
                    virtual.setNs(startNs + atNs);
                }
                ((packet[1] & 127) == Forwarder.VIDEO_PAYLOAD_TYPE ? video : audio).packet(packet, 0, packet.length, startNs + atNs);
                if (!paced) {
                    worker.work(clock.nanoTime());
                }
                out.println(atNs);
            }
        }
        // Not closed: whoever is late with killing finds it as it is.
        System.in.read();
    }
}
