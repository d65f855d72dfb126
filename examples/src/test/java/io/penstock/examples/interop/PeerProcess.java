package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of someone else that sends or receives RTP; what it says is kept. Closing ends it, whatever state it is in. */
final class PeerProcess implements AutoCloseable {
    private static final int PROBE_SECONDS = 10;
    private static final int KILL_SECONDS = 2;

    private final Process process;
    private final Path folder;
    private final Path log;

    private PeerProcess(final Process process, final Path folder, final Path log) {
        this.process = process;
        this.folder = folder;
        this.log = log;
    }

    /** Skips the test unless the program is there and a probe of it ends well. */
    static void require(final String what, final String... probe) {
        boolean found = false;
        Process process = null;
        try {
            process = new ProcessBuilder(probe).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            found = process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (final IOException e) {
            found = false; // not installed
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
        assumeTrue(found, what + " is not installed here: not tested against it");
    }

    /** Skips the test unless there is an ffmpeg that can do what these tests need, with these codecs. */
    static void requireFfmpeg(final String... codecs) {
        final List<String> probe = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-f", "lavfi", "-i", "color=size=64x64:rate=10:duration=0.5",
            "-f", "lavfi", "-i", "sine=duration=0.5:sample_rate=48000", "-fps_mode", "passthrough"));
        probe.addAll(List.of(codecs));
        probe.addAll(List.of("-f", "null", "-"));
        require("ffmpeg (5.1 or later) with " + String.join(" ", codecs), probe.toArray(String[]::new));
    }

    /** Starts a program in a folder, which gets {@code NAME.log} of all that it prints. */
    static PeerProcess start(final Path folder, final List<String> command) {
        final Path log = folder.resolve(Path.of(command.get(0)).getFileName() + ".log");
        try {
            final Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).redirectOutput(log.toFile()).start();
            return new PeerProcess(process, folder, log);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended by itself, and expects that it ended well. */
    void awaitSuccess(final Duration limit) throws InterruptedException {
        assertTrue(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS), () -> "the peer did not end within " + limit + ": " + said());
        assertEquals(0, process.exitValue(), this::said);
    }

    /** What a file must be like. */
    interface FileCondition {
        /** Whether it is. The file is there. */
        boolean holds(Path file) throws IOException;
    }

    /** Waits until a file that the peer writes into its folder is as is asked for. */
    Path awaitFile(final String name, final FileCondition condition, final Duration limit) throws InterruptedException, IOException {
        final Path file = folder.resolve(name);
        final long startNs = System.nanoTime();
        try (WatchService changes = folder.getFileSystem().newWatchService()) {
            folder.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!Files.exists(file) || !condition.holds(file)) {
                final long leftNs = limit.toNanos() - (System.nanoTime() - startNs);
                final WatchKey changed = leftNs > 0 ? changes.poll(leftNs, TimeUnit.NANOSECONDS) : null;
                assertNotNull(changed, () -> "the peer did not write " + name + " within " + limit + ": " + said());
                changed.pollEvents();
                changed.reset();
            }
            return file;
        }
    }

    /** Asks it to end what it does, as Ctrl-C would, and waits for that. */
    void interrupt(final Duration limit) throws InterruptedException, IOException {
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
        assertTrue(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS), () -> "the peer did not end within " + limit + ": " + said());
    }

    /** All that it printed so far. */
    String said() {
        try {
            return Files.readString(log);
        } catch (final IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(KILL_SECONDS, TimeUnit.SECONDS);
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
