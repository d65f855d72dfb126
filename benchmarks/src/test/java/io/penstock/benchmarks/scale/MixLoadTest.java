package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MixLoadTest {
    @TempDir
    private Path folder;

    private int run(final StringWriter out, final String... arguments) {
        return new CommandLine(new MixLoadCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute(arguments);
    }

    /** Whether all comes out in time is the machine's affair: 1 says that it did not. */
    @Test
    void measuresSoundPicturesAndBoth() throws Exception {
        final StringWriter out = new StringWriter();
        final Path json = folder.resolve("scale.json");
        assertTrue(run(out, "--participants", "2", "--listeners", "1", "--warmup", "0.3", "--seconds", "0.5", "--json", json.toString()) <= 1,
            out::toString);
        final String result = Files.readString(json);
        for (final String what : new String[] {"sound", "pictures", "both"}) {
            assertTrue(result.contains('"' + what + '"'), result);
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertEquals(2, run(new StringWriter(), "--participants", "26"));
        assertEquals(2, run(new StringWriter(), "--listeners", "6"));
        assertEquals(2, run(new StringWriter(), "--seconds", "0"));
    }
}
