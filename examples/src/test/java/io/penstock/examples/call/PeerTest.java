package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A call with a program that is not Penstock: FFmpeg plays what is sent to it, and what FFmpeg sends is played. */
class PeerTest {
    private static final long PATIENCE_NS = 6_000_000_000L;
    private static final String SIZE = "240x320";
    private final StringWriter log = new StringWriter();

    @BeforeEach
    void needsFfmpeg() {
        boolean there = false;
        try {
            there = new ProcessBuilder("ffmpeg", "-version").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor() == 0;
        } catch (final IOException e) {
            log.write(e.toString());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assumeTrue(there, "ffmpeg is not installed (apt-get install ffmpeg)");
    }

    /** An even port with the three after it free. */
    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 50; attempt++) {
            final int port;
            try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                port = probe.getLocalPort() & ~1;
            }
            if (port > 1024 && port < 65_000 && isFree(port) && isFree(port + 1) && isFree(port + 2) && isFree(port + 3)) {
                return port;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean isFree(final int port) {
        try (DatagramSocket probe = new DatagramSocket(port)) {
            return probe.isBound();
        } catch (final IOException e) {
            return false;
        }
    }

    private CompletableFuture<Integer> call(final String... options) {
        final List<String> args = new ArrayList<>(List.of("call", "--plain", "--size", SIZE, "--fps", "10"));
        args.addAll(List.of(options));
        return CompletableFuture.supplyAsync(() -> Main.run(new PrintWriter(log, true), new PrintWriter(log, true), args.toArray(String[]::new)),
            task -> new Thread(task, "penstock-end").start());
    }

    private static Process ffmpeg(final Path output, final String... args) throws IOException {
        final List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-v", "error"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static Process player(final Path frames, final Path sdp) throws IOException {
        return ffmpeg(frames, "-protocol_whitelist", "file,udp,rtp", "-analyzeduration", "5M", "-probesize", "5M", "-i", sdp.toString(),
            "-map", "0:v", "-map", "0:a", "-t", "2", "-f", "framecrc", "-");
    }

    @Test
    @Timeout(120)
    void ffmpegPlaysWhatIsSentToIt(@TempDir final Path folder) throws Exception {
        final int port = freePort();
        final CompletableFuture<Integer> call = call("--connect", "127.0.0.1:" + port, "--seconds", "10", "--out", folder.toString());
        final Path sdp = folder.resolve("call.sdp");
        while (!call.isDone() && !(Files.exists(sdp) && Files.size(sdp) > 50)) {
            Thread.onSpinWait();
        }
        final Path frames = folder.resolve("frames.txt");
        Process player = player(frames, sdp);
        long startedNs = System.nanoTime();
        while (!call.isDone() && !log.toString().contains("Calling for")) {
            if (System.nanoTime() - startedNs > PATIENCE_NS) { // it gives up after ten seconds, and codecs may warm up for longer
                player.destroyForcibly().waitFor();
                player = player(frames, sdp);
                startedNs = System.nanoTime();
            }
            Thread.onSpinWait();
        }
        try {
            assertEquals(0, call.get(100, TimeUnit.SECONDS), log::toString);
            assertTrue(player.waitFor(15, TimeUnit.SECONDS), () -> "ffmpeg got too little: " + log);
        } finally {
            player.destroyForcibly();
        }
        final List<String> lines = Files.readAllLines(frames);
        assertTrue(lines.stream().filter(line -> line.startsWith("0,")).count() >= 10, lines.toString());
        assertTrue(lines.stream().filter(line -> line.startsWith("1,")).count() >= 40, lines.toString());
    }

    @Test
    @Timeout(120)
    void whatFfmpegSendsIsPlayed(@TempDir final Path folder) throws Exception {
        final int port = freePort();
        final CompletableFuture<Integer> call = call("--listen", Integer.toString(port), "--seconds", "6", "--out", folder.toString());
        final String to = "rtp://127.0.0.1:";
        final Process sender = ffmpeg(folder.resolve("sender.txt"), "-re", "-f", "lavfi", "-i", "testsrc2=size=" + SIZE + ":rate=10", "-re", "-f",
            "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-map", "0:v", "-c:v", "libx264", "-profile:v", "baseline", "-preset", "veryfast",
            "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "10", "-b:v", "300k", "-payload_type", "96", "-f", "rtp", to + port
                + "?pkt_size=1200", "-map", "1:a", "-c:a", "libopus", "-b:a", "32k", "-payload_type", "111", "-f", "rtp", to + (port + 2));
        try {
            assertEquals(0, call.get(100, TimeUnit.SECONDS), log::toString);
        } finally {
            sender.destroyForcibly();
        }
        final JsonNode report = new ObjectMapper().readTree(folder.resolve("call-report.json").toFile());
        assertTrue(report.at("/video/a2b/framesRendered").asLong() >= 10, report.at("/video/a2b").toString() + log);
        assertTrue(report.at("/audio/a2b/framesPlayed").asLong() >= 100, report.at("/audio/a2b").toString() + log);
        assertTrue(Files.size(folder.resolve("call-b.mp4")) > 10_000 && Files.size(folder.resolve("call-b.wav")) > 100_000);
    }
}
