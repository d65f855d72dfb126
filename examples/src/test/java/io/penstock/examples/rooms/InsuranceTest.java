package io.penstock.examples.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short call over real sockets. What is slow on a busy machine is not looked at; what is seen and proven is. */
class InsuranceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private static List<Path> files(final Path folder, final String end) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    @Test
    void stillsShowWhatWasAskedForAndAnyChangeIsFound(@TempDir final Path folder) throws Exception {
        assertEquals(0, run("insurance", "--seconds", "15", "--size", "320x180", "--fps", "10", "--bitrate", "300000", "--rtt", "20", "--loss", "1",
            "--claim", "T 1", "--out", folder.toString()), () -> out + "\n" + err);
        final JsonNode report = new ObjectMapper().readTree(folder.resolve("claim-report.json").toFile());
        assertEquals(ClaimScenes.NAMES.size(), report.path("stills").size());
        for (final JsonNode still : report.path("stills")) {
            assertEquals(still.path("label").asText(), still.path("shows").asText());
            assertEquals(still.path("flipped").asInt(), still.path("found").asInt());
            assertTrue(still.path("mediaTimeMs").asLong() > 0);
        }
        assertEquals(2, report.path("recordings").size());
        assertTrue(Files.readString(folder.resolve("claim-report.html")).contains("data:image/png;base64,"));
        final String key = folder.resolve("public-key.txt").toString();
        assertEquals(0, run("insurance", "--verify", folder.toString(), "--key", key), () -> out + "\n" + err);
        assertTrue(out.toString().contains("claim T 1, the damage, taken by adjuster of customer at "), out::toString);
        findsChanges(folder, key);
    }

    private void findsChanges(final Path folder, final String key) throws IOException {
        final Path still = files(folder, ".png").get(2);
        final byte[] file = Files.readAllBytes(still);
        // In the record, in the picture, in the signature, at the end.
        for (final int at : new int[] {100, file.length / 2, file.length - 60, file.length - 1}) {
            final byte[] changed = file.clone();
            changed[at] ^= 1;
            Files.write(still, changed);
            assertEquals(1, run("insurance", "--verify", folder.toString(), "--key", key), "byte " + at);
        }
        Files.write(still, file);
        assertEquals(0, run("insurance", "--verify", folder.toString()), out::toString);
        final Path elsewhere = Files.move(still, folder.resolve("gone.txt"));
        assertEquals(1, run("insurance", "--verify", folder.toString()));
        assertTrue(out.toString().contains("is missing: a recording says that it was taken"), out::toString);
        Files.move(elsewhere, still);
        Files.copy(still, folder.resolve("another.png"));
        assertEquals(1, run("insurance", "--verify", folder.toString()));
        assertTrue(out.toString().contains("no recording says that it was taken"), out::toString);
        Files.delete(folder.resolve("another.png"));
        final Path recording = files(folder, ".mp4").get(0);
        final byte[] bytes = Files.readAllBytes(recording);
        bytes[bytes.length / 2] ^= 1;
        Files.write(recording, bytes);
        assertEquals(1, run("insurance", "--verify", folder.toString()));
    }

    @Test
    void refusesWhatMakesNoSense(@TempDir final Path folder) throws IOException {
        Files.createDirectories(folder.resolve("stills"));
        Files.writeString(folder.resolve("stills/old.png"), "x");
        for (final String[] args : new String[][] {{"--seconds", "3"}, {"--size", "31x17"}, {"--size", "16x16"}, {"--claim", ""}, {"--key", "k"},
            {"--verify", folder.resolve("none").toString()}, {"--out", folder.toString()}, {"--loss", "80"}}) {
            final String[] all = Stream.concat(Stream.of("insurance"), Stream.of(args)).toArray(String[]::new);
            assertEquals(2, run(all), String.join(" ", all));
        }
        assertEquals(8, err.toString().strip().lines().count(), err::toString);
        assertFalse(err.toString().contains("Exception"), err::toString);
    }
}
