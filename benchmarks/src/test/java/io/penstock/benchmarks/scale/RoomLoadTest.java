package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RoomLoadTest {
    @TempDir
    private Path folder;

    @Test
    void allComeInAndHearAndWhoLosesTheFloorIsHeardNoLonger() throws Exception {
        final StringWriter out = new StringWriter();
        final Path json = folder.resolve("scale.json");
        final int code = new CommandLine(new RoomLoadCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out))
            .execute("--participants", "30", "--within", "100",
                "--warmup", "0", "--rounds", "1", "--changes", "4", "--listeners", "3", "--idle", "20", "--json", json.toString());
        assertEquals(0, code, out::toString);
        final JsonNode result = new ObjectMapper().readTree(json.toFile()).path("room-load");
        assertEquals(1, result.path("joins").path("turns").size());
        assertTrue(result.path("idle").path("bytes").isIntegralNumber(), result::toPrettyString);
        assertEquals(0, result.path("floor").path("late").asInt(-1), result::toPrettyString);
        assertEquals(0, result.path("floor").path("kickLate").asInt(-1), result::toPrettyString);
    }

    @Test
    void refusesWhatMakesNoSense() {
        final StringWriter out = new StringWriter();
        assertEquals(2, new CommandLine(new RoomLoadCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute("--rounds", "0"));
    }
}
