package io.penstock.benchmarks.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.core.ThreadingMode;
import io.penstock.examples.call.CallCodec;
import io.penstock.examples.call.CallFigures;
import io.penstock.examples.call.CallSetup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class E2eCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return new CommandLine(new E2eCommand()).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
            .setCaseInsensitiveEnumValuesAllowed(true).execute(args);
    }

    private static CallFigures.Medium medium(final long worstMs) {
        final Histogram all = new Histogram(3);
        for (int i = 1; i <= 100; i++) {
            all.recordValue(i <= 98 ? 40_000_000L : worstMs * 1_000_000);
        }
        return new CallFigures.Medium(all, all, all, 100, 100, 0, 0, 0);
    }

    private static Result result(final long worstMs) {
        final Result result = new Result(Scenario.custom());
        result.runs().add(new CallFigures(medium(40), medium(worstMs), new CallFigures.Load(0.5, 0.3, 0.0, 1.0, 3), 7.5));
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--scenario nothing", "--processes 3", "--processes 2 --calls 4", "--gc epsilon", "--loss 101",
        "--codec vp8", "--repeat 0", "--no-such-option"})
    void aBadOptionIsToldInALineWithExitCode2(final String options) {
        assertEquals(2, run(options.split(" ")));
        assertFalse(err.toString().isBlank());
    }

    @Test
    void scenariosAreListedWithWhatIsInThem() {
        assertEquals(0, run("--list"));
        assertTrue(out.toString().contains("headline") && out.toString().contains("RTT 200 ms, jitter 30 ms, loss 5.0 %"), out.toString());
        assertEquals(Scenario.all().size(), Scenario.all().stream().map(Scenario::name).distinct().count());
    }

    @Test
    void theWorseOfPictureAndSoundIsJudged() {
        assertEquals(700, result(700).worstP99Ms(), 5);
        assertEquals(40, result(40).worstP99Ms(), 1);
    }

    @Test
    void figuresSurviveTheWayFromOneProcessToAnother(@TempDir final Path folder) throws Exception {
        final CallFigures figures = result(700).runs().get(0);
        assertEquals(figures, FiguresJson.read(FiguresJson.JSON.readTree(FiguresJson.write(figures).toString())));
        final CallSetup setup = new CallSetup(CallCodec.H264, 1, 5, ThreadingMode.DEDICATED, 360, 640, 15, 900_000, 2.5, 50, 10, 7);
        final Path order = folder.resolve("order.json");
        CallProcess.order(order, setup, new CallProcess.Ports(1, 2, 3, 4, 5, 6));
        assertEquals(setup, FiguresJson.JSON.treeToValue(FiguresJson.JSON.readTree(order.toFile()).path("setup"), CallSetup.class));
    }

    @Test
    void theReportsHoldWhatWasMeasured(@TempDir final Path folder) throws Exception {
        final Machine machine = new Machine(Map.of("date", "today", "processor", "a <fast> one"));
        ResultJson.write(machine, List.of(result(700)), folder.resolve("e2e.json"));
        final JsonNode json = FiguresJson.JSON.readTree(folder.resolve("e2e.json").toFile());
        assertEquals(40, json.at("/scenarios/0/video/corrected/p99").asDouble(), 1);
        assertEquals(700, json.at("/scenarios/0/audio/corrected/p99").asDouble(), 5);
        ResultPage.of(machine, List.of(result(700)), List.of("custom: MISSED")).write(folder.resolve("e2e.html"));
        final String page = Files.readString(folder.resolve("e2e.html"));
        assertTrue(page.contains("a &lt;fast&gt; one") && page.contains("custom: MISSED") && page.contains("<path class=\"line c1\""), page);
        assertFalse(page.contains("NaN"));
    }
}
