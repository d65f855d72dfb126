package io.penstock.examples.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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

/** A short day at the desk over real sockets, and the queue alone. */
class CustomerServiceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void callsAreAnsweredInOrderOneIsTakenOverAndAllAreProven(@TempDir final Path folder) throws Exception {
        assertEquals(0, run("customer-service", "--customers", "4", "--agents", "1", "--talk", "6", "--size", "160x90", "--fps", "10", "--bitrate",
            "100000", "--out", folder.toString()), () -> out + "\n" + err);
        final JsonNode report = new ObjectMapper().readTree(folder.resolve("service-report.json").toFile());
        final JsonNode calls = report.path("calls");
        assertEquals(4, calls.size());
        assertEquals("served by supervisor", calls.get(0).path("outcome").asText());
        assertFalse(calls.get(0).path("heardTooSoon").asBoolean(), "a supervisor who listens is not heard");
        assertTrue(calls.get(0).path("listenedAt").asDouble() < calls.get(0).path("supervisorHeard").asDouble(), report::toPrettyString);
        assertEquals("served", calls.get(1).path("outcome").asText());
        assertEquals("served", calls.get(2).path("outcome").asText());
        assertEquals(1, calls.get(2).path("reconnects").asInt(), "came back to its place");
        assertTrue(calls.get(1).path("answeredAt").asDouble() < calls.get(2).path("answeredAt").asDouble(), report::toPrettyString);
        assertEquals("gave up waiting", calls.get(3).path("outcome").asText());
        report.path("proofs").forEach(proof -> {
            assertEquals("INTACT", proof.path("verdict").asText(), proof::toPrettyString);
            assertTrue(proof.path("flippedByteFound").asBoolean(), proof::toPrettyString);
        });
        assertEquals(7, report.path("proofs").size(), report::toPrettyString);
        assertTrue(Files.readString(folder.resolve("service-report.html")).contains("Waiting and talking"));
    }

    @Test
    void whoWaitsIsToldItsPlaceAndMovesUp() throws InterruptedException {
        final List<String> told = new ArrayList<>();
        final ServiceQueue queue = new ServiceQueue((call, place) -> told.add(call + ' ' + place));
        assertEquals(1, queue.add("a"));
        assertEquals(2, queue.add("b"));
        assertEquals(3, queue.add("c"));
        assertEquals("a", queue.next());
        assertTrue(queue.remove("b"));
        assertFalse(queue.remove("a"), "an agent has it");
        assertEquals(List.of("a 1", "b 2", "c 3", "b 1", "c 2", "c 1"), told);
        queue.close();
        assertEquals("c", queue.next());
        assertNull(queue.next());
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertEquals(2, run("customer-service", "--agents", "0"));
        assertEquals(1, err.toString().strip().lines().count(), err::toString);
    }
}
