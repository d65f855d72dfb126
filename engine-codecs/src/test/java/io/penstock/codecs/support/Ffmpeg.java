package io.penstock.codecs.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs ffmpeg, where it is installed, as an independent implementation. */
public final class Ffmpeg {
    private Ffmpeg() {
    }

    /** Skips the test where ffmpeg is absent or lacks a codec. */
    public static void require(final String listing, final String codec) {
        boolean found;
        try {
            final Path list = Files.createTempFile("penstock", ".txt");
            final Process process = new ProcessBuilder("ffmpeg", "-hide_banner", listing).redirectErrorStream(true)
                .redirectOutput(list.toFile()).start();
            found = process.waitFor(20, TimeUnit.SECONDS) && Files.readString(list).contains(' ' + codec + ' ');
            Files.delete(list);
        } catch (final IOException e) {
            found = false;
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assumeTrue(found, "ffmpeg with " + codec + " is not installed: comparison skipped");
    }

    /** Input bytes through ffmpeg to output bytes; {@code arguments} hold IN and OUT for the files. */
    public static byte[] run(final byte[] input, final String arguments) {
        try {
            final Path in = Files.createTempFile("penstock", ".in");
            final Path out = Files.createTempFile("penstock", ".out");
            final Path log = Files.createTempFile("penstock", ".log");
            try {
                Files.write(in, input);
                final List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-y", "-v", "error"));
                for (final String argument : arguments.split(" ")) {
                    command.add(argument.replace("IN", in.toString()).replace("OUT", out.toString()));
                }
                final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("ffmpeg took more than a minute: " + command);
                }
                assertEquals(0, process.exitValue(), () -> command + ": " + text(log));
                return Files.readAllBytes(out);
            } finally {
                Files.delete(in);
                Files.delete(out);
                Files.delete(log);
            }
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Little-endian samples as bytes. */
    public static byte[] bytes(final short[] samples) {
        final ByteBuffer buffer = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asShortBuffer().put(samples);
        return buffer.array();
    }

    /** Bytes as little-endian samples. */
    public static short[] samples(final byte[] bytes) {
        final short[] samples = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static String text(final Path log) {
        try {
            return Files.readString(log);
        } catch (final IOException e) {
            return e.toString();
        }
    }
}
