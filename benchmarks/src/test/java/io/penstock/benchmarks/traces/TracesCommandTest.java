package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TracesCommandTest {
    @TempDir
    Path folder;

    private record Outcome(int code, String out) {
    }

    private static Outcome run(final String... args) {
        final StringWriter text = new StringWriter();
        final CommandLine line = new CommandLine(new TracesCommand()).setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        final int code = line.execute(args);
        return new Outcome(code, text.toString());
    }

    private Outcome short2(final String out, final String... more) {
        final String[] args = new String[more.length + 6];
        System.arraycopy(new String[] {"--seconds", "3", "--only", "clean,loss-10", "--out", folder.resolve(out).toString()}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        return run(args);
    }

    @Test
    void writesTableJsonPageAndTracesAndTellsRegressionsByItsExitCode() throws IOException {
        final Outcome first = short2("a", "--record");
        assertEquals(0, first.code, first.out);
        assertTrue(first.out.contains("loss-10"), first.out);
        final String page = Files.readString(folder.resolve("a/traces.html"));
        assertTrue(page.contains("loss-10: 25 ms, 10 % lost") && page.contains("<svg"), "a page with charts");
        final Outcome same = short2("b", "--compare", folder.resolve("a/traces.json").toString());
        assertEquals(0, same.code, same.out);
        assertTrue(same.out.contains("2 traces compared: 0 figures worse, 0 better"), same.out);
        final Outcome slow = short2("c", "--sound", "200", "--compare", folder.resolve("a/traces.json").toString());
        assertEquals(1, slow.code, slow.out);
        assertTrue(slow.out.contains("WORSE  clean") && slow.out.contains("Settings differ: sound 10-1200 ms"), slow.out);
        final Outcome replayed = run("--replay", folder.resolve("a/loss-10.trace").toString(), "--out", folder.resolve("d").toString(),
            "--compare", folder.resolve("a/traces.json").toString(), "--tolerance", "0");
        assertEquals(0, replayed.code, replayed.out);
        assertTrue(replayed.out.contains("1 trace compared: 0 figures worse, 0 better"), replayed.out);
    }

    @Test
    void refusesBadUsageInOneLine() {
        for (final String[] args : new String[][] {{"--only", "nowhere"}, {"--seconds", "0"}, {"--sound", "fast"}, {"--pictures", "50-10"},
            {"--compare", "nowhere.json"}, {"--replay", "nowhere.trace"}, {"--tolerance", "-1"}}) {
            final Outcome outcome = run(args);
            assertEquals(2, outcome.code, String.join(" ", args));
            assertTrue(outcome.out.startsWith(args[0]), outcome.out);
        }
    }

    @Test
    void listsTheTraces() {
        final Outcome outcome = run("--list");
        assertEquals(0, outcome.code);
        assertTrue(outcome.out.contains("lte-hand-over"), outcome.out);
    }
}
