package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.examples.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The call as it is started from a command line, over real sockets. Figures depend on the machine: only that they are there is tested. */
class CallTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    @Timeout(90)
    void aShortCallIsHeldAndReported(@TempDir final Path folder) throws Exception {
        assertEquals(0, run("call", "--seconds", "3", "--size", "240x320", "--fps", "10", "--video-encoder", "jcodec",
            "--out", folder.toString()), () -> out + "\n" + err);
        final JsonNode report = new ObjectMapper().readTree(folder.resolve("call-report.json").toFile());
        assertTrue(report.at("/seconds").asDouble() >= 3, report.at("/seconds").toString());
        for (final String way : new String[] {"a2b", "b2a"}) {
            final JsonNode video = report.at("/video/" + way);
            assertTrue(video.at("/framesSent").asLong() > 5 && video.at("/framesRendered").asLong() > 0, video.toString());
            assertTrue(video.at("/latencyMs/p50").asDouble() > 1 && video.at("/latencyMs/n").asLong() > 0, video.toString());
            assertTrue(video.at("/psnrDb").asDouble() > 25 && video.at("/compressionRatio").asDouble() > 10, video.toString());
            final JsonNode audio = report.at("/audio/" + way);
            assertTrue(audio.at("/framesSent").asLong() > 100 && audio.at("/framesPlayed").asLong() > 50, audio.toString());
            assertTrue(audio.at("/latencyMs/p50").asDouble() > 20 && audio.at("/latencyMs/n").asLong() > 0, audio.toString());
        }
        Stream.of("/video/a2b/freezeCount", "/video/a2b/engineAddedMs/p99", "/video/a2b/codecMs/encode", "/video/a2b/codecMs/decode",
            "/audio/b2a/concealed", "/audio/b2a/kbps", "/engine/allocatedBytesPerFrame", "/engine/droppedByReason", "/engine/poolHighWater",
            "/machine/cpuLoad", "/machine/steal").forEach(key -> assertTrue(!report.at(key).isMissingNode(), key));
        assertTrue(report.at("/warmUpMs").asDouble() > 0 && report.at("/timeline").size() == 3);
        for (final String file : new String[] {"call-report.html", "call-b.mp4", "call-b.wav", "call-b.png"}) {
            assertTrue(Files.size(folder.resolve(file)) > 500, file);
        }
        assertTrue(out.toString().contains("end to end"), out.toString());
        assertEquals("jcodec", report.at("/comparison/encoders/0/encoder").asText());
        assertEquals("penstock", report.at("/comparison/encoders/1/encoder").asText());
        for (int i = 0; i < 3; i++) {
            final JsonNode encoder = report.at("/comparison/encoders/" + i);
            assertTrue(encoder.at("/psnrDb").asDouble() > 25 && encoder.at("/kbps").asDouble() > 50, encoder.toString());
            assertTrue(encoder.at("/encodeMs/p99").asDouble() > 0 && encoder.at("/cpuMsPerFrame").asDouble() > 0, encoder.toString());
            assertEquals(report.at("/comparison/frames").asInt(), encoder.at("/pictures").size());
        }
        assertTrue(out.toString().contains("penstock, matched"), out.toString());
        assertTrue(Files.readString(folder.resolve("call-report.html")).contains("Encoders compared"));
    }

    @Test
    @Timeout(120)
    void whatWasDoneToSoundAndPictureIsInTheReport(@TempDir final Path folder) throws Exception {
        assertEquals(0, run("call", "--seconds", "3", "--size", "128x160", "--fps", "5", "--voice", "on", "--beauty", "5", "--white", "3", "--echo",
            "--compare", "off", "--out", folder.toString()), () -> out + "\n" + err);
        final JsonNode report = new ObjectMapper().readTree(folder.resolve("call-report.json").toFile());
        assertEquals(2, report.at("/treatments").size());
        assertTrue(report.at("/comparison").isNull(), "it was not asked for");
        final JsonNode atA = report.at("/treatments/0");
        assertTrue(atA.at("/voice/frames").asLong() > 0 && atA.at("/voice/corePercent").asDouble() > 0, atA.toString());
        assertTrue(atA.at("/beauty/frames").asLong() > 0 && atA.at("/voiceAddedMs").asDouble() <= 20, atA.toString());
        assertTrue(atA.at("/echo").size() > 0, atA.toString());
        assertEquals("correlation", report.at("/audio/a2b/latencyMethod").asText(), "marks are noise to a noise suppressor");
        assertTrue(Files.readString(folder.resolve("call-report.html")).contains("Echo at A, before and after"));
        assertTrue(out.toString().contains("voice processor at B"), out.toString());
    }

    @Test
    @Timeout(120)
    void twoEndsTellEachOtherWhatTheyMeasured(@TempDir final Path folder) throws Exception {
        final String port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = Integer.toString(Math.min(65_000, probe.getLocalPort()));
        }
        final StringWriter other = new StringWriter();
        final CompletableFuture<Integer> b = CompletableFuture.supplyAsync(() -> Main.run(new PrintWriter(other, true),
            new PrintWriter(other, true), "call", "--listen", port, "--out", folder.resolve("b").toString()), task -> new Thread(task, "b").start());
        assertEquals(0, run("call", "--connect", "127.0.0.1:" + port, "--seconds", "2", "--size", "240x320", "--fps", "10", "--out",
            folder.resolve("a").toString()), () -> out + "\n" + err + other);
        assertEquals(0, b.get(60, TimeUnit.SECONDS), other::toString);
        final JsonNode atA = new ObjectMapper().readTree(folder.resolve("a/call-report.json").toFile());
        final JsonNode atB = new ObjectMapper().readTree(folder.resolve("b/call-report.json").toFile());
        assertEquals(atA.at("/video"), atB.at("/video"));
        assertEquals(atA.at("/audio"), atB.at("/audio"));
        assertTrue(atA.at("/audio/a2b/latencyMs/p50").asDouble() > 20, atA.at("/audio").toString());
        assertTrue(atA.at("/video/b2a/framesSent").asLong() > 5, atA.at("/video").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--size 3x3", "--size 361x640", "--fps 0", "--loss 101", "--video /no/such/file.y4m", "--bitrate fast", "--listen 70000",
        "--connect nowhere", "--listen 5004 --connect localhost:5004", "--mode turbo", "--seconds", "--no-such-option", "--loss 1 --listen 5004",
        "--beauty 10", "--white -1", "--video-encoder x264", "--compare perhaps", "--voice loud", "--echo 99", "--echo --listen 5004"})
    void aBadOptionGivesOneLineAndExitCode2(final String options) {
        assertEquals(2, run(("call " + options).split(" ")));
        assertEquals(1, err.toString().strip().lines().count(), err.toString());
        assertTrue(out.toString().isEmpty(), out.toString());
    }

    @Test
    void helpSaysWhatItDoes() {
        assertEquals(0, run("call", "--help"));
        assertTrue(Stream.of("--seconds", "--connect", "Examples:").allMatch(out.toString()::contains), out.toString());
    }

    @Test
    void withoutACommandItNamesTheExamples() {
        assertEquals(2, run());
        assertTrue(err.toString().contains("call"), err.toString());
    }
}
