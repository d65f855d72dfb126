package io.penstock.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {
    @Test
    void hasEveryKeyThatIsPromised() throws Exception {
        final JsonNode json = new ObjectMapper().readTree(JsonReport.toJson(MadeUpCall.both()));
        final List<String> promised = new ArrayList<>(List.of("seconds", "engine.allocatedBytesPerFrame", "engine.droppedByReason",
            "engine.poolHighWater",
            "machine.cpuLoad", "machine.steal"));
        for (final String way : List.of("a2b", "b2a")) {
            for (final String key : List.of("framesSent", "framesRendered", "freezeCount", "latencyMs.p50", "latencyMs.p99",
                "latencyMs.max", "latencyMs.n",
                "engineAddedMs.p50", "engineAddedMs.p99", "codecMs.encode", "codecMs.decode", "kbps", "compressionRatio", "psnrDb")) {
                promised.add("video." + way + "." + key);
            }
            for (final String key : List.of("framesSent", "framesPlayed", "concealed", "latencyMs.p50", "latencyMs.p99", "latencyMs.max",
                "latencyMs.n", "kbps")) {
                promised.add("audio." + way + "." + key);
            }
        }
        for (final String path : promised) {
            assertFalse(json.at("/" + path.replace('.', '/')).isMissingNode(), path + " is missing");
        }
    }

    @Test
    void keepsTheOrderOfTheRecords() throws Exception {
        final List<String> keys = new ArrayList<>();
        new ObjectMapper().readTree(JsonReport.toJson(MadeUpCall.both())).fieldNames().forEachRemaining(keys::add);
        assertEquals(List.of("title", "date", "seconds", "role", "options", "warmUpMs", "video", "audio", "engine", "machine", "timeline",
            "graphs", "files",
            "notes", "treatments", "comparison", "network"), keys);
        assertEquals(JsonReport.toJson(MadeUpCall.both()), JsonReport.toJson(MadeUpCall.both()));
    }

    @Test
    void writesNullForWhatWasNotMeasured() throws Exception {
        final JsonNode json = new ObjectMapper().readTree(JsonReport.toJson(MadeUpCall.oneEnd()));
        assertTrue(json.at("/video/b2a/psnrDb").isNull());
        assertTrue(json.at("/machine/steal").isNull());
    }

    @Test
    void readsBackWhatItWrote(@TempDir final Path folder) throws Exception {
        JsonReport.write(MadeUpCall.both(), folder.resolve("call-report.json"));
        final CallReport read = JsonReport.read(folder.resolve("call-report.json"));
        assertEquals(JsonReport.toJson(MadeUpCall.both()), JsonReport.toJson(read));
    }
}
