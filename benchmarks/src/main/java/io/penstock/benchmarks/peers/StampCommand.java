package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Latency of any program that reads and writes raw pictures, by a time painted into them. */
@Command(name = "stamp", mixinStandardHelpOptions = true, subcommands = {StampCommand.Gen.class, StampCommand.Read.class,
    StampCommand.Clip.class, StampCommand.Call.class}, description = {
        "Measures the latency of other programs by a time painted into the picture (the layout is PictureStamp's).",
        "Both ends have to run on one machine. Example:",
        "  stamp gen 360x640 15 10 | (some program) | stamp read 360x640"})
public final class StampCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    StampCommand() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "gen, read, clip or call?");
    }

    private static double positive(final CommandSpec spec, final String what, final double value) {
        if (!(value > 0 && value <= 86_400)) {
            throw new ParameterException(spec.commandLine(), what + ": " + value + "; accepted is more than 0, up to 86400");
        }
        return value;
    }

    /** Writes pictures. */
    @Command(name = "gen", mixinStandardHelpOptions = true, description = "Writes stamped I420 pictures to standard output, each at its time.")
    static final class Gen implements Callable<Integer> {
        @Spec
        private CommandSpec spec;
        @Parameters(index = "0", paramLabel = "WxH", converter = PictureSize.Converter.class, description = "Size.")
        private PictureSize size;
        @Parameters(index = "1", paramLabel = "FPS", description = "Pictures a second.")
        private double fps;
        @Parameters(index = "2", paramLabel = "SECONDS", description = "How long.")
        private double seconds;

        @Override
        public Integer call() throws IOException {
            try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
                StampStream.generate(out, size, positive(spec, "FPS", fps), positive(spec, "SECONDS", seconds));
            }
            return 0;
        }
    }

    /** Reads pictures. */
    @Command(name = "read", mixinStandardHelpOptions = true, description = {
        "Reads stamped I420 pictures from standard input and prints what it saw as JSON: latency, damage, gaps.",
        "The time to the first picture counts from the start of this program."})
    static final class Read implements Callable<Integer> {
        @Spec
        private CommandSpec spec;
        @Parameters(index = "0", paramLabel = "WxH", converter = PictureSize.Converter.class, description = "Size.")
        private PictureSize size;
        @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "2", description = "Do not judge the first seconds (default 2).")
        private double warm;

        @Override
        public Integer call() throws IOException {
            if (!(warm >= 0)) {
                throw new ParameterException(spec.commandLine(), "--warm: " + warm + "; accepted is 0 and more");
            }
            final StampTally tally = new StampTally(size, (long) (warm * 1e9), System.nanoTime());
            StampStream.read(new FileInputStream(FileDescriptor.in), size, tally, System::nanoTime);
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(tally.json()));
            return tally.hasFirst() ? 0 : 1;
        }
    }

    /** Writes a clip. */
    @Command(name = "clip", mixinStandardHelpOptions = true,
        description = "Writes the same pictures as a Y4M clip without stamps, for a program that paces and stamps by itself.")
    static final class Clip implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "WxH", converter = PictureSize.Converter.class, description = "Size.")
        private PictureSize size;
        @Parameters(index = "1", paramLabel = "FPS", description = "Pictures a second.")
        private int fps;
        @Parameters(index = "2", paramLabel = "FILE", description = "A .y4m file.")
        private Path file;

        @Override
        public Integer call() throws IOException {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                StampStream.clip(out, size, fps);
            }
            return 0;
        }
    }

    /** Measures a call between programs. */
    @Command(name = "call", mixinStandardHelpOptions = true, description = {
        "Runs a call between other programs, both ways, and prints what arrived as JSON.",
        "A sender reads raw I420 from standard input, a receiver writes it to standard output. They find PORT, WIDTH, HEIGHT, FPS, KBPS, "
            + "SCRATCH and DIRECTION in their environment."})
    static final class Call implements Callable<Integer> {
        @Spec
        private CommandSpec spec;
        @Option(names = "--size", paramLabel = "WxH", defaultValue = "360x640", converter = PictureSize.Converter.class, description = "Size.")
        private PictureSize size;
        @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second.")
        private int fps;
        @Option(names = "--kbps", paramLabel = "N", defaultValue = "1152", description = "Bit rate of the pictures.")
        private int kbps;
        @Option(names = "--warm", paramLabel = "SECONDS", defaultValue = "3", description = "Not judged.")
        private double warm;
        @Option(names = "--seconds", paramLabel = "SECONDS", defaultValue = "10", description = "Judged.")
        private double seconds;
        @Option(names = "--join", paramLabel = "SECONDS", defaultValue = "1",
            description = "Start receivers this long after the senders; before them if negative.")
        private double join;
        @Option(names = "--port", paramLabel = "PORT", defaultValue = "15000", description = "First port of 14.")
        private int port;
        @Option(names = "--sender", required = true, paramLabel = "WORD", arity = "1..*", description = "The sender's command.")
        private List<String> sender;
        @Option(names = "--receiver", required = true, paramLabel = "WORD", arity = "1..*", description = "The receiver's command.")
        private List<String> receiver;

        @Override
        public Integer call() throws IOException, InterruptedException {
            positive(spec, "--seconds", seconds);
            final Path scratch = Files.createTempDirectory("penstock-peers");
            try {
                final PipedCall.Setting setting =
                    new PipedCall.Setting(size, fps, kbps, warm, seconds, join, port, scratch.toString(), sender, receiver);
                spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(new PipedCall(setting).run()));
                return 0;
            } finally {
                try (var files = Files.list(scratch)) {
                    for (final Path file : files.toList()) {
                        Files.deleteIfExists(file);
                    }
                }
                Files.deleteIfExists(scratch);
            }
        }
    }
}
