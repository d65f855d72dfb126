package io.penstock.examples.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.examples.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short hearing over real sockets. What is slow on a busy machine is not looked at; what is said, seen and proven is. */
class CourtTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void aHearingIsHeldRecordedAndProven(@TempDir final Path folder) throws Exception {
        assertEquals(0, run("court", "--seconds", "20", "--size", "160x90", "--fps", "10", "--bitrate", "100000", "--rtt", "20", "--settle", "2",
            "--rehearsal", "2",
            "--out", folder.toString()), () -> out + "\n" + err);
        final JsonNode report = new ObjectMapper().readTree(folder.resolve("hearing-report.json").toFile());
        final List<String> files = new ArrayList<>();
        for (final JsonNode proof : report.path("proofs")) {
            files.add(proof.path("file").asText());
            assertEquals("INTACT", proof.path("verdict").asText(), proof::toPrettyString);
            assertEquals("TRUSTED_KEY", proof.path("signature").asText(), proof::toPrettyString);
            assertTrue(proof.path("flippedByteFound").asBoolean(), proof::toPrettyString);
        }
        for (final String who : List.of("judge", "clerk", "claimant", "defendant", "witness", "mix")) {
            assertTrue(files.contains("hearing-7/" + who + ".mp4"), files::toString);
        }
        final List<String> floors = new ArrayList<>();
        report.path("floors").forEach(floor -> floors.add(floor.path("id").asText()));
        assertEquals(List.of("claimant", "defendant", "witness", "claimant", ""), floors);
        for (final JsonNode seat : report.path("seats")) {
            assertTrue(seat.path("figures").path("pictures").asInt() > 0, seat::toPrettyString);
            assertTrue(seat.path("figures").path("sounds").asInt() > 0, seat::toPrettyString);
        }
        assertTrue(Files.readString(folder.resolve("hearing-report.html")).contains("Who had the floor"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertEquals(2, run("court", "--seconds", "3"));
        assertEquals(1, err.toString().strip().lines().count(), err::toString);
    }
}
