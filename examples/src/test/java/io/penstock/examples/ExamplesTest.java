package io.penstock.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import io.penstock.codecs.mp4.Mp4File;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.metrics.CounterType;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

class ExamplesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(final Object command, final String... args) {
        return new CommandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    @Test
    void recordsAnMp4FileOfPictureAndSoundThatPipelineTextPlays(@TempDir final Path folder) throws IOException {
        final Path recorded = folder.resolve("a.mp4");
        final Path counters = folder.resolve("counters");
        assertEquals(0, run(new Record(), recorded.toString(), "--seconds", "1", "--size", "176x144", "--counters", counters.toString()),
            err::toString);
        try (Mp4File file = Mp4File.open(recorded)) {
            assertEquals(CodecId.H264, file.track(MediaKind.VIDEO).orElseThrow().format().codec());
            assertEquals(CodecId.OPUS, file.track(MediaKind.AUDIO).orElseThrow().format().codec());
            assertTrue(file.track(MediaKind.VIDEO).orElseThrow().samples() > 0, out::toString);
        }
        assertEquals(0, run(new EngineStat(), counters.toString(), "--once"), err::toString);
        assertTrue(out.toString().contains("the process has ended"), "its engine is closed:\n" + out);

        final Path pictures = folder.resolve("a.y4m");
        final Path sound = folder.resolve("a.wav");
        assertEquals(0, run(new Play(), recorded.toString(), "--y4m", pictures.toString(), "--wav", sound.toString()), err::toString);
        try (Mp4File file = Mp4File.open(recorded)) {
            final long frames = file.track(MediaKind.VIDEO).orElseThrow().samples();
            assertEquals(frames, (Files.size(pictures) - 1) / (176 * 144 * 3 / 2 + "FRAME\n".length()), "every picture, and a header of one line");
            assertTrue(Files.size(sound) > 44, Files.size(sound) + " bytes of sound");
        }

        final Path copy = folder.resolve("b.mp4");
        assertEquals(0, run(new Launch(), "mp4 file=" + recorded + " live=false ! mp4sink file=" + copy), err::toString);
        try (Mp4File from = Mp4File.open(recorded); Mp4File to = Mp4File.open(copy)) {
            assertEquals(from.track(MediaKind.VIDEO).orElseThrow().samples(), to.track(MediaKind.VIDEO).orElseThrow().samples());
        }
    }

    @Test
    void listsEveryStageThatPipelineTextCanName() {
        assertEquals(0, run(new Launch(), "--stages"), err::toString);
        assertTrue(out.toString().contains("  gate         mutes sound"), "the stage of the example is found as any plug-in is:\n" + out);
        assertTrue(out.toString().contains("h264-decoder"), out::toString);
    }

    @Test
    void tellsWhereAPipelineIsWrong() {
        assertEquals(1, run(new Launch(), "mp4 file=there-is-none.mp4 ! mp4sink file=b.mp4"));
        assertTrue(err.toString().contains("position 1: mp4: there is no file there-is-none.mp4"), err::toString);
    }

    @Test
    void showsCountersOfAnotherProcessByGraph(@TempDir final Path folder) {
        final Path file = folder.resolve("counters");
        try (EngineCounters counters = EngineCounters.mapped(file, 16)) {
            counters.allocate(CounterType.STAGE_IN, "call-a", "opus: frames in").add(1234);
            counters.allocate(CounterType.STAGE_BUSY_NS, "call-a", "opus: busy").add(2_500_000);
            assertEquals(0, run(new EngineStat(), file.toString(), "--once"), err::toString);
        }
        assertTrue(out.toString().contains("call-a"), out::toString);
        assertTrue(out.toString().matches("(?s).*opus: busy +2\\.5 ms.*opus: frames in +1,234.*"), out::toString);
    }

    @Test
    void encodesInsideAHostThatOwnsThreadsAndSockets() throws Exception {
        try (Engine engine = Engine.launch(new EngineContext()); EmbeddedInServer.Server server = new EmbeddedInServer.Server(engine, 0)) {
            final byte[] second = new byte[16_000 + 2];     // one sample more than fifty frames
            final HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + server.port()
                + "/g711")).POST(HttpRequest.BodyPublishers.ofByteArray(second)).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertEquals(200, answer.statusCode());
            assertEquals(51 * 160, answer.body().length, "every frame comes back, the last one filled up");
            assertEquals((byte) 0xff, answer.body()[0], "silence in G.711 µ-law");
            assertEquals(0, engine.graphs().size(), "the request's graph is gone");
        }
    }
}
