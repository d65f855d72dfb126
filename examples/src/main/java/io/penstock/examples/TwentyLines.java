package io.penstock.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

import io.penstock.codecs.mp4.Mp4Recorder;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.spi.Codecs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program of the README: five seconds of someone talking, as an MP4 file. */
@Command(name = "twenty-lines", mixinStandardHelpOptions = true,
    description = "The program of the README: records five seconds to an MP4 file.")
final class TwentyLines implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", defaultValue = "hello.mp4", description = "MP4 file to write (default: ${DEFAULT-VALUE}).")
    private Path path;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        // snippet: twenty lines
        Mp4Recorder file = Mp4Recorder.to(path);
        try (Engine engine = Engine.launch(new EngineContext());
             Graph graph = engine.graph("hello")
                 .source("camera", new SyntheticCamera(VideoFormat.i420(360, 640, 15), 1))
                 .async(Edges.latest())                              // a queue: what follows runs on another thread
                 .via("h264", Codecs.encoder(CodecId.H264, e -> e.bitrate(500_000)))
                 .to("pictures", file.video())
                 .source("voice", new SyntheticVoice(AudioFormat.mono(48_000, Duration.ofMillis(20)), 1))
                 .via("opus", Codecs.encoder(CodecId.OPUS, e -> e.bitrate(32_000)))
                 .to("sound", file.audio())
                 .build()) {
            out.println(graph.describe());                           // threads, formats, queues, memory: all known before it starts
            graph.start();
            graph.awaitEnd(Duration.ofSeconds(5));                   // a camera never ends by itself
            graph.drain(Duration.ofSeconds(2));                      // let what is under way arrive
            out.println(graph.latency());                            // declared, and measured: p50, p99, max
        }
        // end of snippet
        return 0;
    }
}
