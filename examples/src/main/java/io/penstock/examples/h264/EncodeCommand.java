package io.penstock.examples.h264;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.Preset;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Encodes pictures into an H.264 byte stream. */
@Command(name = "encode", mixinStandardHelpOptions = true, description = "Encodes a .y4m or .mp4 file into an H.264 byte stream (Annex B).",
    footer = {"", "The last line reads: frames N  fps F  cpu C s  kbps K  psnr-y P dB",
        "cpu: time of the encoding thread within the encoder, without files, comparison, and the warm-up before; fps: frames per second of it;",
        "psnr-y: of what decoders show, by the mean squared error of all pictures, skipped ones included.", "",
        "For example:  h264 encode in.y4m out.264 --bitrate 600000 --preset veryfast"})
final class EncodeCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "IN", description = "A .y4m or .mp4 file.")
    private Path in;
    @Parameters(index = "1", paramLabel = "OUT", description = "File to write.")
    private Path out;
    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "0", description = "Bits a second (default: 0.1 for each sample of luma).")
    private int bitrate;
    @Option(names = "--preset", paramLabel = "P", defaultValue = "SUPERFAST",
        description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Preset preset;
    @Option(names = "--frames", paramLabel = "N", defaultValue = "1000", description = "Most pictures to encode (default: ${DEFAULT-VALUE}).")
    private int frames;
    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "2",
        description = "Encodes for so long before, so that the JVM has compiled the encoder (default: ${DEFAULT-VALUE}; 0 = cold).")
    private double warmUp;
    @Mixin
    private EncoderOptions options;
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    EncodeCommand() {
    }

    @Override
    public Integer call() throws IOException {
        if (frames < 1 || !(warmUp >= 0 && warmUp <= 600)) {
            throw new ParameterException(spec.commandLine(), "--frames: accepted are numbers from 1; --warm-up: seconds from 0 to 600");
        }
        final PrintWriter say = spec.commandLine().getOut();
        final PictureClip clip = PictureClip.read(in, frames);
        final EncoderSettings settings = options.settings(clip, preset, bitrate);
        final EncodeRun run = new EncodeRun(clip, settings);
        run.warmUp(warmUp);
        final ProgressBar bar = new ProgressBar(say, "encoding", clip.pictures().size());
        final EncodeRun.Result result;
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out), 1 << 16)) {
            result = run.run(file, true, n -> bar.at(n, n + " of " + clip.pictures().size()));
        }
        bar.end();
        summary(say, settings, result);
        say.println(result.quality());
        say.println(String.format(Locale.ROOT, "frames %d  fps %.1f  cpu %.3f s  kbps %.1f  psnr-y %.2f dB", result.frames(), result.fps(),
            result.cpuSeconds(), result.kbps(), result.quality().psnrDb(0)));
        say.flush();
        return 0;
    }

    private void summary(final PrintWriter say, final EncoderSettings settings, final EncodeRun.Result result) {
        final int coded = Math.max(1, result.frames() - result.skipped());
        say.println(String.format(Locale.ROOT, "%dx%d, %s, %s; %d key pictures, %d skipped, %.1f slices a picture, largest %d bytes, mean QP %.1f",
            settings.width(), settings.height(), preset,
            settings.fixedQp() >= 0 ? "QP " + settings.fixedQp() : settings.bitrate() / 1000 + " kbps asked", result.keys(), result.skipped(),
            result.slices() / (double) coded, result.largest(), result.meanQp()));
        if (settings.threads() > 1) {
            say.println(String.format(Locale.ROOT, "%d threads, %.3f s by the clock; cpu is that of the first one", settings.threads(),
                result.wallSeconds()));
        }
    }
}
