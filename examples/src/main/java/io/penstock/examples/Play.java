package io.penstock.examples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.penstock.codecs.mp4.Mp4File;
import io.penstock.codecs.mp4.Mp4Source;
import io.penstock.codecs.mp4.Mp4Track;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.stages.Pacer;
import io.penstock.core.stages.device.Speaker;
import io.penstock.core.stages.device.WindowSink;
import io.penstock.core.stages.file.WavSink;
import io.penstock.core.stages.file.Y4mSink;
import io.penstock.format.MediaKind;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.spi.Codecs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays an MP4 file: in a window and on the loudspeaker in real time, or into files as fast as it can be decoded. */
@Command(name = "play", mixinStandardHelpOptions = true, description = "Plays an MP4 file in a window, or decodes it into files.")
final class Play implements Callable<Integer> {
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(1);

    @Parameters(paramLabel = "FILE", description = "MP4 file with H.264, AAC or Opus.")
    private Path file;
    @Option(names = "--y4m", paramLabel = "OUT", description = "Decodes the pictures into this file instead of showing them.")
    private Path y4m;
    @Option(names = "--wav", paramLabel = "OUT", description = "Decodes the sound into this file instead of playing it.")
    private Path wav;
    @Option(names = "--silent", description = "Leaves the sound out.")
    private boolean silent;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final Optional<Mp4Track> pictures;
        final Optional<Mp4Track> sound;
        try (Mp4File tracks = Mp4File.open(file)) {
            pictures = tracks.track(MediaKind.VIDEO);
            sound = silent ? Optional.empty() : tracks.track(MediaKind.AUDIO);
        }
        final boolean live = y4m == null && wav == null;
        try (Engine engine = Engine.launch(new EngineContext().metricsLevel(MetricsLevel.STAGE))) {
            final GraphBuilder builder = engine.graph("play");
            if (pictures.isPresent() && (live || y4m != null)) {
                final Flow decoded = source(builder, "pictures", Mp4Source.video(file), live).async(Edges.block(8))
                    .via("picture-decoder", Codecs.decoder(pictures.get().format().codec()));
                if (live) {
                    decoded.via("pace", Pacer.byPts(LONGEST_HOLD)).to("window", WindowSink.titled(file.getFileName().toString()));
                } else {
                    decoded.to("y4m", Y4mSink.to(y4m));
                }
            }
            if (sound.isPresent() && (live || wav != null)) {
                source(builder, "sound", Mp4Source.audio(file), live).via("sound-decoder", Codecs.decoder(sound.get().format().codec()))
                    .to(live ? "speaker" : "wav", live ? Speaker.open() : WavSink.to(wav));
            }
            if (pictures.isEmpty() && sound.isEmpty()) {
                throw new ParameterException(spec.commandLine(), file + " has neither pictures nor sound that can be played");
            }
            try (Graph graph = builder.build()) {
                GraphRun.untilEnd(graph, 0, spec.commandLine().getOut());
            }
        }
        return 0;
    }

    private static Flow source(final GraphBuilder builder, final String name, final Mp4Source source, final boolean live) {
        return builder.source(name, live ? source : source.asFastAsPossible());
    }
}
