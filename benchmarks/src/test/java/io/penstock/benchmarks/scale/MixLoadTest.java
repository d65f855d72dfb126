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

    @Test
    void soundAndPicturesAllComeOutAloneAndTogether() throws Exception {
        final StringWriter out = new StringWriter();
        final Path json = folder.resolve("scale.json");
        assertEquals(0, run(out, "--participants", "2", "--listeners", "1", "--warmup", "1", "--seconds", "2", "--json", json.toString()),
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
