package io.penstock.examples.h264;

import io.penstock.codecs.h264.encoder.Preset;
import io.penstock.codecs.mp4.Mp4File;
import io.penstock.codecs.mp4.Mp4Recorder;
import io.penstock.codecs.mp4.Mp4Source;
import io.penstock.codecs.mp4.Mp4Track;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.dsp.video.ScaleQuality;
import io.penstock.dsp.video.Scaler;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphState;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Encodes the pictures of an MP4 file anew, smaller or with fewer bits, and takes its sound over. */
@Command(name = "transcode", mixinStandardHelpOptions = true,
    description = "Encodes the pictures of an MP4 file anew and copies its sound; says how much of the pictures is left.",
    footer = {"", "The last line reads: frames N  fps F  kbps K  psnr-y P dB",
        "fps: pictures per second by the clock, decoding and comparing included.",
        "", "For example:  transcode talk.mp4 small.mp4 --bitrate 300000 --size 320x180 --preset medium"})
public final class TranscodeCommand implements Callable<Integer> {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final int PICTURES_AHEAD = 8;

    @Parameters(index = "0", paramLabel = "IN.mp4", description = "Pictures as H.264, sound as AAC or Opus.")
    private Path in;
    @Parameters(index = "1", paramLabel = "OUT.mp4", description = "File to write.")
    private Path out;
    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "1000000",
        description = "Of the pictures, bits a second (default: ${DEFAULT-VALUE}).")
    private int bitrate;
    @Option(names = "--preset", paramLabel = "P", defaultValue = "MEDIUM", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Preset preset;
    @Option(names = "--size", paramLabel = "WxH", description = "Brings pictures to a size, stretched if need be (default: as they are).")
    private String size;
    @Option(names = "--key-interval", paramLabel = "N", defaultValue = "250",
        description = "A key picture every N pictures, where players can begin; 0 = only at cuts (default: ${DEFAULT-VALUE}).")
    private int keyInterval;
    @Option(names = "--video-encoder", paramLabel = "NAME", defaultValue = "penstock",
        description = "penstock or jcodec (default: ${DEFAULT-VALUE}).")
    private String encoder;
    @Option(names = "--silent", description = "Leaves the sound out.")
    private boolean silent;
    @Option(names = "--no-report", description = "Does not decode and compare what was made: faster.")
    private boolean noReport;
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public TranscodeCommand() {
    }

    @Override
    public Integer call() throws IOException {
        if (bitrate < 1 || keyInterval < 0) {
            throw new ParameterException(spec.commandLine(), "--bitrate: accepted are numbers from 1; --key-interval: from 0");
        }
        final int[] wanted = wantedSize();
        if (Files.exists(out) && Files.isSameFile(in, out)) {
            throw new ConfigurationException(out + ": a file cannot be transcoded into itself");
        }
        final Mp4Track pictures;
        final Optional<Mp4Track> sound;
        try (Mp4File tracks = Mp4File.open(in)) {
            pictures = tracks.track(MediaKind.VIDEO).orElseThrow(() -> new ConfigurationException(in + " has no pictures that can be decoded"));
            sound = silent ? Optional.empty() : tracks.track(MediaKind.AUDIO);
        }
        final PrintWriter say = spec.commandLine().getOut();
        final PictureMatch match = new PictureMatch();
        final StreamCount count = new StreamCount();
        final Mp4Recorder file = Mp4Recorder.to(out);
        final long beganNs = System.nanoTime();
        try (Engine engine = Engine.launch(new EngineContext())) {
            final GraphBuilder builder = engine.graph("transcode");
            pictures(builder, pictures, wanted, match, count, file);
            if (sound.isPresent()) {
                builder.source("sound", Mp4Source.audio(in).asFastAsPossible()).via("sound-times", new FromZero()).to("sound-file", file.audio());
            }
            try (Graph graph = builder.build()) {
                run(graph, pictures.samples(), match, count, say);
            }
        }
        report(say, pictures, sound, match, count, (System.nanoTime() - beganNs) / 1e9);
        return 0;
    }

    private void pictures(final GraphBuilder builder, final Mp4Track track, final int[] wanted, final PictureMatch match, final StreamCount count,
                          final Mp4Recorder file) {
        Flow decoded = builder.source("pictures", Mp4Source.video(in).asFastAsPossible()).via("picture-times", new FromZero())
            .async(Edges.block(PICTURES_AHEAD)).via("decoder", Codecs.decoder(track.format().codec()));
        if (wanted.length > 0) {
            decoded = decoded.via("scaler", Scaler.to(wanted[0], wanted[1]).quality(ScaleQuality.LANCZOS));
        }
        if (!noReport) {
            decoded.to("wanted", match.wanted());
        }
        final Flow coded = decoded.async(Edges.block(PICTURES_AHEAD / 2)).via("encoder", encoder());
        coded.to("file", file.video());
        coded.to("count", count);
        if (!noReport) {
            coded.async(Edges.block(PICTURES_AHEAD)).via("player", Codecs.decoder(CodecId.H264)).to("shown", match.shown());
        }
    }

    private CodecSpec encoder() {
        return Codecs.encoder(CodecId.H264, e -> {
            e.provider(encoder).bitrate(bitrate).keyInterval(keyInterval);
            if ("penstock".equals(encoder)) {
                // Files have no packets to fit into, and may run ahead of their rate.
                e.option("preset", preset.name().toLowerCase(Locale.ROOT)).option("slice-bytes", "0").option("vbv", "10");
            }
        });
    }

    private int[] wantedSize() {
        if (size == null) {
            return new int[0];
        }
        if (!size.matches("[1-9]\\d{1,3}x[1-9]\\d{1,3}")) {
            throw new ConfigurationException("--size " + size + ": accepted are sizes such as 640x360, from 16 to 4096 pixels a side");
        }
        return new int[] {Integer.parseInt(size.substring(0, size.indexOf('x'))), Integer.parseInt(size.substring(size.indexOf('x') + 1))};
    }

    private void run(final Graph graph, final int total, final PictureMatch match, final StreamCount count, final PrintWriter say) {
        final ProgressBar bar = new ProgressBar(say, "transcoding", total);
        graph.start();
        while (graph.state() == GraphState.RUNNING) {
            graph.awaitEnd(TURN);
            final int done = noReport ? count.pictures() : match.compared();
            bar.at(Math.min(total, done), done + " of " + total);
        }
        bar.end();
        if (graph.state() == GraphState.FAILED) {
            throw graph.failure() instanceof EngineException known ? known
                : new EngineException(EngineException.Category.STAGE, in + ": " + graph.failure(), graph.failure());
        }
    }

    private void report(final PrintWriter say, final Mp4Track track, final Optional<Mp4Track> sound, final PictureMatch match,
                        final StreamCount count, final double seconds) throws IOException {
        final double shown = track.durationNs() / 1e9;
        final double kbps = count.bytes() * 8 / Math.max(shown, 1e-3) / 1000;
        say.println(String.format(Locale.ROOT, "%s: %s, %d pictures in %.1f s; %s: %s%s, %d pictures, %d key pictures, %d bytes", in,
            track.format().media().describe(), track.samples(), shown, out, encoder, "penstock".equals(encoder) ? " " + preset : "",
                count.pictures(), count.keys(), Files.size(out)));
        say.println(sound.isPresent() ? "sound: copied, " + sound.get().format().codec() : "sound: none");
        if (match.quality() != null && match.compared() > 0) {
            say.println(match.quality());
        }
        say.println(String.format(Locale.ROOT, "frames %d  fps %.1f  kbps %.1f  %s", count.pictures(), count.pictures() / seconds, kbps,
            match.compared() > 0 ? String.format(Locale.ROOT, "psnr-y %.2f dB", match.quality().psnrDb(0)) : "psnr-y not measured"));
        say.flush();
    }
}
