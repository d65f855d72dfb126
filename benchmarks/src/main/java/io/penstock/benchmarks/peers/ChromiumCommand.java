package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The call of a browser. */
@Command(name = "chromium", mixinStandardHelpOptions = true, description = {
    "Runs a WebRTC call, H.264 and Opus both ways, inside a Chromium without a window, and prints what its page saw as JSON.",
    "Latency is from drawing on a canvas to requestVideoFrameCallback, so canvas and compositor are in it; that of the sound is from worklet to "
        + "worklet, without a sound card."})
public final class ChromiumCommand implements Callable<Integer> {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    @Spec
    private CommandSpec spec;
    @Option(names = "--browser", paramLabel = "PROGRAM", description = "The browser (default: the first Chromium on PATH).")
    private String browser;
    @Option(names = "--size", paramLabel = "WxH", defaultValue = "360x640", converter = PictureSize.Converter.class, description = "Size.")
    private PictureSize size;
    @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second.")
    private int fps;
    @Option(names = "--kbps", paramLabel = "N", defaultValue = "1152", description = "Greatest bit rate of the pictures.")
    private int kbps;
    @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "5", description = "Not judged.")
    private double warm;
    @Option(names = "--seconds", paramLabel = "SECONDS", defaultValue = "10", description = "Judged.")
    private double seconds;

    /** For picocli. */
    ChromiumCommand() {
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(seconds > 0 && warm >= 0 && fps > 0 && kbps > 0)) {
            throw new ParameterException(spec.commandLine(), "--seconds, --fps and --kbps are more than 0, --warm at least 0");
        }
        final String program = browser != null ? browser : onPath();
        if (program == null) {
            spec.commandLine().getErr().println("No browser: none of " + String.join(", ", NAMES) + " is on PATH");
            return 1;
        }
        try (BrowserCall call = new BrowserCall(new BrowserCall.Setting(program, size, fps, kbps, warm, seconds))) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(call.run()));
            return 0;
        } catch (final IOException e) {
            spec.commandLine().getErr().println(program + ": " + e.getMessage());
            return 1;
        }
    }

    private static String onPath() {
        final String path = System.getenv().getOrDefault("PATH", "");
        for (final String name : NAMES) {
            for (final String folder : path.split(File.pathSeparator)) {
                if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                    return Path.of(folder, name).toString();
                }
            }
        }
        return null;
    }
}
