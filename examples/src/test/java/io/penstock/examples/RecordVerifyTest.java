package io.penstock.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.record.ParticipantRecording;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingHead;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.TrackRecording;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordVerifyTest {
    private static final Instant WALL = Instant.parse("2026-03-01T09:00:00Z");
    private static final RecordingKey KEY = RecordingKey.generate();

    @TempDir
    private Path folder;
    private Path file;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void record() {
        file = folder.resolve("hearing.mp4");
        final RecordingHead head = new RecordingHead("4711", "court-3", "witness", WALL, WALL.plusSeconds(86_400),
            List.of(new RecordingHead.Participant("judge", "Judge Müller", "HOST")), List.of(new RecordingHead.Consent("witness", true, WALL)));
        try (ParticipantRecording recording = new ParticipantRecording(file, head,
            new RecordingConfig().key(KEY).tracks(List.of(MediaKind.AUDIO)), 0, () -> WALL, track -> { })) {
            final TrackRecording audio = recording.add(new TrackSpec(1, 1, MediaKind.AUDIO, CodecId.OPUS, "mic",
                List.of(new TrackSpec.Layer(1, 0, 0, 0, 40_000)))).orElseThrow();
            recording.floor("judge", "Judge Müller", 0);
            for (int i = 0; i < 100; i++) {
                // Opus, 20 ms, CELT, a frame of a byte.
                final byte[] packet = {(byte) 0x80, 111, 0, (byte) i, 0, (byte) (960 * i >> 16), (byte) (960 * i >> 8), (byte) (960 * i), 0, 0, 0, 9,
                    (byte) 0xF8, 1};
                audio.packet(packet, 0, packet.length, i * 20_000_000L);
                recording.tick(i * 20_000_000L);
                if (i == 50) {
                    recording.floor("witness", "W. Tell", 1_000_000_000L);
                    recording.note("exhibit", "clerk", "A1 shown");
                }
            }
        }
    }

    private int run(final String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void saysThatNothingWasChangedAndWhoHadTheFloor() {
        assertEquals(0, run("record-verify", "--notes", file.toString()), err::toString);
        for (final String part : new String[] {"INTACT", "recording 4711 of witness in room court-3", "to be kept until 2026-03-02",
            "Judge Müller, host", "consent of witness: given", "0:00.000 Judge Müller", "0:01.000 W. Tell", "exhibit clerk: A1 shown",
            "compared with none"}) {
            assertTrue(out.toString().contains(part), () -> part + " in\n" + out);
        }
    }

    @Test
    void saysWhichKeyItWasSignedWith() throws IOException {
        final Path key = folder.resolve("key.pem");
        Files.writeString(key, "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(KEY.publicKey()) + "\n-----END PUBLIC KEY-----\n");
        assertEquals(0, run("record-verify", "--key", key.toString(), file.toString()), err::toString);
        assertTrue(out.toString().contains("with the trusted key"), out::toString);
        Files.writeString(key, Base64.getEncoder().encodeToString(RecordingKey.generate().publicKey()));
        assertEquals(1, run("record-verify", "--key", key.toString(), file.toString()), err::toString);
        Files.writeString(key, "!!");
        assertEquals(2, run("record-verify", "--key", key.toString(), file.toString()));
    }

    @Test
    void findsAChangedByteAndSaysWhere() throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        int samples = bytes.length / 2;
        while (!(bytes[samples] == 'm' && bytes[samples + 1] == 'd' && bytes[samples + 2] == 'a')) {
            samples++;
        }
        bytes[samples + 5] ^= 1;
        Files.write(file, bytes);
        assertEquals(1, run("record-verify", file.toString()), err::toString);
        assertTrue(out.toString().contains("ALTERED: 1 place"), out::toString);
        assertTrue(out.toString().matches("(?s).*! fragment \\d+, bytes \\d+ to \\d+: changed.*"), out::toString);
    }

    @Test
    void findsThatTheEndIsMissing() throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 500));
        assertEquals(1, run("record-verify", file.toString()), err::toString);
        assertTrue(out.toString().contains("UNFINISHED"), out::toString);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertEquals(2, run("record-verify", folder.resolve("none.mp4").toString()));
        assertEquals(2, run("record-verify"));
        assertEquals(2, err.toString().lines().count(), err::toString);
    }
}
