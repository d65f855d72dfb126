package io.penstock.examples;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.penstock.codecs.mp4.Mp4Recorder;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.stages.CodecWarmup;
import io.penstock.core.stages.device.Microphone;
import io.penstock.core.stages.device.ScreenCapture;
import io.penstock.core.stages.file.Playback;
import io.penstock.core.stages.file.WavSource;
import io.penstock.core.stages.file.Y4mSource;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.stage.Source;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records picture and sound into one MP4 file: two chains that share a recorder and nothing else. */
@Command(name = "record", mixinStandardHelpOptions = true,
    description = "Records camera and voice, real or synthetic or from files, as H.264 and Opus into an MP4 file.")
final class Record implements Callable<Integer> {
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    @Parameters(paramLabel = "FILE", description = "MP4 file to write.")
    private Path file;
    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10",
        description = "How long; 0 = to Ctrl-C (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--size", paramLabel = "WxH", defaultValue = "360x640",
        description = "Size of the picture (default: ${DEFAULT-VALUE}).")
    private String size;
    @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second (default: ${DEFAULT-VALUE}).")
    private int fps;
    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "500000", description = "Of the picture (default: ${DEFAULT-VALUE}).")
    private int bitrate;
    @Option(names = "--video", paramLabel = "Y4M", description = "Records this clip instead of the synthetic camera.")
    private Path video;
    @Option(names = "--audio", paramLabel = "WAV", description = "Records this sound instead of the synthetic voice.")
    private Path audio;
    @Option(names = "--screen", description = "Records the screen, from its upper left corner.")
    private boolean screen;
    @Option(names = "--mic", description = "Records the microphone.")
    private boolean mic;
    @Option(names = "--counters", paramLabel = "FILE", description = "Counters for \"stat FILE\" to read, best in /dev/shm.")
    private Path counters;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!size.matches("\\d{2,4}x\\d{2,4}")) {
            throw new ParameterException(spec.commandLine(), "--size " + size + ": expected WIDTHxHEIGHT, such as 360x640");
        }
        final String[] sides = size.split("x");
        final VideoFormat picture = VideoFormat.i420(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), fps);
        final AudioFormat sound = AudioFormat.mono(48_000, Duration.ofMillis(20));
        final CodecSpec h264 = Codecs.encoder(CodecId.H264, e -> e.bitrate(bitrate).keyInterval(2 * fps));
        final CodecSpec opus = Codecs.encoder(CodecId.OPUS, e -> e.bitrate(32_000));
        final PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = Engine.launch(new EngineContext().metricsLevel(MetricsLevel.STAGE).countersFile(counters))) {
            out.println("warming up: " + CodecWarmup.run(h264, null, picture, engine.providers(), engine.clock(), WARM_UP));
            final Mp4Recorder recorder = Mp4Recorder.to(file);
            try (Graph graph = engine.graph("record")
                .source("camera", pictures(picture)).async(Edges.latest()).via("h264", h264).to("pictures", recorder.video())
                .source("voice", sounds(sound)).via("opus", opus).to("sound", recorder.audio())
                .build()) {
                GraphRun.untilEnd(graph, seconds, out);
            }
        }
        out.printf(Locale.ROOT, "%s: %,d bytes%n", file, Files.size(file));
        out.flush();
        return 0;
    }

    private Source pictures(final VideoFormat format) {
        return video != null ? Y4mSource.of(video, Playback.LIVE) : screen ? ScreenCapture.of(format) : new SyntheticCamera(format, 1);
    }

    private Source sounds(final AudioFormat format) {
        return audio != null ? WavSource.of(audio, Duration.ofMillis(20), Playback.LIVE) : mic ? Microphone.of(format)
            : new SyntheticVoice(format, 1);
    }
}
