package io.penstock.benchmarks.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTableTest {
    private static final Runs.Calm CALM = new Runs.Calm(0.01, 0.05);
    private static final String JMH = """
        [{"benchmark": "io.penstock.benchmarks.FusedChain.frame", "params": {"stages": "1"},
          "primaryMetric": {"score": 20.0, "scoreUnit": "ns/op"}},
         {"benchmark": "io.penstock.benchmarks.FusedChain.frame", "params": {"stages": "14"},
          "primaryMetric": {"score": 150.0, "scoreUnit": "ns/op"}},
         {"benchmark": "io.penstock.benchmarks.FusedChain.stageAsPlainCall", "primaryMetric": {"score": 0.4, "scoreUnit": "ops/ns"}}]
        """;

    private final Runs runs = new Runs();

    @TempDir
    private Path folder;

    @Test
    void dividesThePeersFigureByOurs() throws IOException {
        runs.add("stage-ours", json(JMH), CALM);
        runs.add("stage-gst", json("{\"identityNs\": 394}"), CALM);
        final String table = table(Map.of());
        assertTrue(table.contains("| fused stage, ns a frame | 10.0 | GStreamer identity | 394 | 39.4× | 1; 0.01, 0.05 |"), table);
        assertTrue(table.contains("| plain Java call | 2.50 | 0.250× |"), table);
    }

    @Test
    void takesTheMedianOfTheRunsAndTheWorseDirection() throws IOException {
        for (final int p50 : new int[] {50, 90, 52}) {
            runs.add("call-ours", json("{\"video\": {\"a2b\": {\"latencyMs\": {\"p50\": " + p50 + ", \"p99\": 70}}, "
                + "\"b2a\": {\"latencyMs\": {\"p50\": 10, \"p99\": 80}}}, \"machine\": {\"processCpuLoad\": 0.5, \"cores\": 2}}"), CALM);
            runs.add("call-chromium", json("{\"a2b\": {\"p50Ms\": 26, \"p99Ms\": 160, \"soundP50Ms\": null}, \"b2a\": {}, \"cores\": 0.5}"), CALM);
        }
        final String table = table(Map.of());
        assertTrue(table.contains("| 52.0 / 80.0 | Chromium | 26.0 / 160 | 0.500× / 2.00× | 3; "), table);
        assertTrue(table.contains("| call: cores used | 1.00 | Chromium | 0.500 | 0.500× |"), table);
        assertTrue(table.contains("| call: sound p50 / p99, ms | – / – | Chromium | – / – | – / – |"), table);
    }

    @Test
    void namesWhatIsAbsent() throws IOException {
        runs.add("stage-ours", json(JMH), CALM);
        assertTrue(table(Map.of("gst-launch-1.0", "absent")).contains("| 10.0 | GStreamer identity | absent | – | – |"));
    }

    @Test
    void leavesOutWhatWasNotAsked() throws IOException {
        runs.add("stage-ours", json(JMH), CALM);
        assertFalse(table(Map.of()).contains("| call"));
    }

    @Test
    void saysWhenTheMachineWasNotCalm() throws IOException {
        runs.add("stage-ours", json(JMH), CALM);
        runs.add("stage-gst", json("{\"identityNs\": 394}"), new Runs.Calm(0.3, 0.05));
        assertTrue(table(Map.of()).contains("| 1; 0.30, 0.05 **(disturbed)** |"));
    }

    @Test
    void givesThreeDigitsThatCount() {
        assertEquals("1,281", CompareTable.number(1281.4));
        assertEquals("52.1", CompareTable.number(52.14));
        assertEquals("1.28", CompareTable.number(1.281));
        assertEquals("0.016", CompareTable.number(0.0161));
        assertEquals("–", CompareTable.number(Double.NaN));
        assertEquals("–", CompareTable.ratio(new double[] {3}, new double[] {0}));
    }

    @Test
    void readsAFolderOfResultsAndLeavesOutWhatIsBroken() throws IOException {
        Files.writeString(folder.resolve("stage-ours.1.json"), JMH);
        Files.writeString(folder.resolve("stage-ours.1.load"), "0.02 0.10");
        Files.writeString(folder.resolve("stage-gst.1.json"), "{\"identityNs\": ");
        Files.writeString(folder.resolve("stage-gst.2.json"), "{\"identityNs\": 400}");
        Files.writeString(folder.resolve("notes.txt"), "mine");
        final StringWriter told = new StringWriter();
        final Runs read = CompareCommand.read(folder, new PrintWriter(told, true));
        assertEquals(1, read.count("stage-gst"));
        assertEquals(0.10, read.calm("stage-ours").foreign());
        assertTrue(Double.isNaN(read.calm("stage-gst").steal()));
        assertTrue(told.toString().contains("left out stage-gst.1.json"), told.toString());
    }

    @Test
    void showsWhatJmhMeasured() throws IOException {
        final JsonNode results = json(JMH.replace("\"scoreUnit\": \"ops/ns\"}", "\"scoreError\": 0.01, \"scoreUnit\": \"ops/ns\"}, "
            + "\"secondaryMetrics\": {\"gc.alloc.rate.norm\": {\"score\": 0.002}}"));
        assertEquals("| FusedChain.frame | stages=14 | 150 | – | ns/op | – |", JmhTableCommand.rows(results).get(3));
        assertEquals("| FusedChain.stageAsPlainCall |  | 0.400 | 0.010 | ops/ns | 0 |", JmhTableCommand.rows(results).get(4));
    }

    @Test
    void forgetsAnIterationThatWasInterrupted() throws IOException {
        final JsonNode results = json("[{\"benchmark\": \"a.Hop.one\", \"primaryMetric\": {\"score\": 340, \"scoreUnit\": \"us/op\", "
            + "\"rawData\": [[10, 1000, 12]]}}]");
        assertEquals(12_000, Readings.jmh(results, "Hop.one", Map.of()));
    }

    @Test
    void takesTheMeanOfTheMiddleTwo() {
        assertEquals(2.5, Runs.median(4, 1, 3, 2));
        assertTrue(Double.isNaN(Runs.median()));
    }

    private String table(final Map<String, String> absent) {
        return new CompareTable(runs, absent).markdown(Questions.all());
    }

    private static JsonNode json(final String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
