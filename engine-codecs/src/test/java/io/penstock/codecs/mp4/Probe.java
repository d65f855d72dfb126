package io.penstock.codecs.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs ffprobe on a file. */
final class Probe {
    private Probe() {
    }

    static String run(final Path file, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
        command.addAll(Arrays.asList(arguments));
        command.add(file.toString());
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "ffprobe does not end");
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertEquals(0, process.exitValue(), out);
        return out;
    }
}
