package io.penstock.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.error.EngineException;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another process writes is read here while it runs; and it runs on JVMs that were given no flag. */
class CountersAcrossProcessesTest {
    @TempDir
    Path folder;

    @Test
    void readsLiveWhatAnotherProcessWrites() throws Exception {
        readsFrom(Path.of(System.getProperty("java.home")));
    }

    @Test
    void alsoFromAJvm25() throws Exception {
        final Path home = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");
        assumeTrue(Files.isDirectory(home), "no JDK 25 in " + home);
        readsFrom(home);
    }

    private void readsFrom(final Path javaHome) throws Exception {
        final Path file = folder.resolve("counters");
        final Process writer = start(javaHome, file, "close");
        try (BufferedReader said = writer.inputReader()) {
            assertEquals("ready 1", said.readLine());
            final EngineCounters counters = EngineCounters.readOnly(file);
            assertEquals(writer.pid(), counters.pid());
            assertTrue(counters.isLive());
            assertEquals(Map.of("STAGE_IN opus: frames in", 1000L, "EDGE_DEPTH_HIGH_WATER opus→rtp: high water", 6L), values(counters));
            assertEquals("call-a", counters.owner(0));

            writer.getOutputStream().write('x');
            writer.getOutputStream().flush();
            assertEquals("added", said.readLine());
            assertEquals(1001L, values(counters).get("STAGE_IN opus: frames in"));

            final EngineException refused = assertThrows(EngineException.class, () -> EngineCounters.mapped(file, 16));
            assertEquals(EngineException.Category.STATE, refused.category());
            assertTrue(refused.getMessage().contains("in use by process " + writer.pid()), refused.getMessage());

            writer.getOutputStream().close();
            assertEquals(0, writer.waitFor());
            assertFalse(counters.isLive());
            assertEquals(1001L, values(counters).get("STAGE_IN opus: frames in"), "the last values stay readable");
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void replacesTheFileOfAProcessThatWasKilledWhileItsReadersKeepTheOldOne() throws Exception {
        final Path file = folder.resolve("counters");
        final Process writer = start(Path.of(System.getProperty("java.home")), file);
        try (BufferedReader said = writer.inputReader()) {
            assertEquals("ready 1", said.readLine());
        } finally {
            writer.destroyForcibly();
        }
        writer.waitFor();
        final EngineCounters old = EngineCounters.readOnly(file);
        assertFalse(old.isLive());
        try (EngineCounters fresh = EngineCounters.mapped(file, 4)) {
            fresh.allocate(CounterType.STAGE_OUT, "fresh");
            assertEquals(Map.of("STAGE_OUT fresh", 0L), values(EngineCounters.readOnly(file)));
        }
        assertEquals(2, values(old).size());
    }

    static Map<String, Long> values(final EngineCounters counters) {
        final Map<String, Long> values = new TreeMap<>();
        counters.forEach((id, type, label, value) -> values.put(type + " " + label, value));
        return values;
    }

    private static Process start(final Path javaHome, final Path file, final String... more) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(javaHome.resolve("bin/java").toString(), "-Xmx64m",
            "-cp", System.getProperty("java.class.path"), CountersProcess.class.getName(), file.toString());
        builder.command().addAll(List.of(more));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
