package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleReportTest {
    @TempDir
    private Path folder;

    @Test
    void keepsTheLastResultOfEachCommand() throws Exception {
        final Path file = folder.resolve("scale.json");
        ScaleReport.put(file, "forward", new Circumstances(), Map.of("ratio", 0.5));
        ScaleReport.put(file, "memory", new Circumstances(), Map.of("bytes", 7));
        ScaleReport.put(file, "forward", new Circumstances(), Map.of("ratio", 0.9));
        final JsonNode all = new ObjectMapper().readTree(file.toFile());
        assertEquals(0.9, all.at("/forward/ratio").asDouble());
        assertEquals(7, all.at("/memory/bytes").asInt());
        for (final String key : new String[] {"date", "machine", "cores", "jdk", "collector", "steal"}) {
            assertTrue(all.at("/forward/run").has(key), key);
        }
    }
}
