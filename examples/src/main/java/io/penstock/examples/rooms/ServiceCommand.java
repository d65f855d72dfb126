package io.penstock.examples.rooms;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.RoomRecording;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.server.RoomRecorder;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomServerConfig;
import io.penstock.rtc.signal.TokenKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A service desk that runs by itself: customers wait, agents answer, one call goes to a supervisor who listens first. */
@Command(name = "customer-service", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"A service desk with a queue, by itself. Customers are told their place; agents answer one after another; the first call is",
        "transferred to a supervisor who listens, then takes over; the third customer loses its connection while waiting, the fourth gives up.", "",
        "All sit in this process, with painted cameras and synthetic voices, but talk through a real server over sockets; the first customer",
        "over a bad network. Each call is a room of its own and is recorded. Ends with a report, and with 1 if a recording does not verify."})
public final class ServiceCommand implements Callable<Integer> {
    @Option(names = "--customers", paramLabel = "N", defaultValue = "5", description = "Who call, 1–20 (default ${DEFAULT-VALUE}).")
    private int customers;
    @Option(names = "--agents", paramLabel = "N", defaultValue = "2", description = "Who answer, 1–4 (default ${DEFAULT-VALUE}).")
    private int agents;
    @Option(names = "--talk", paramLabel = "S", defaultValue = "15", description = "Length of a call (default ${DEFAULT-VALUE}).")
    private int talk;
    @Option(names = "--loss", paramLabel = "P", defaultValue = "3",
        description = "Percent that the first customer loses, each way (default ${DEFAULT-VALUE}).")
    private double loss;
    @Option(names = "--rtt", paramLabel = "MS", defaultValue = "80", description = "Round trip added for it (default ${DEFAULT-VALUE}).")
    private int rtt;
    @Option(names = "--size", paramLabel = "WxH", defaultValue = "320x180", description = "Size of the pictures (default ${DEFAULT-VALUE}).")
    private String size;
    @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second (default ${DEFAULT-VALUE}).")
    private int fps;
    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "250000",
        description = "Bits a second of each camera (default ${DEFAULT-VALUE}).")
    private int bitrate;
    @Option(names = "--out", paramLabel = "DIR", defaultValue = "service-out",
        description = "Where report and recordings go (default ${DEFAULT-VALUE}).")
    private Path directory;
    @Spec
    private CommandSpec spec;

    /** A command with its options unset. */
    public ServiceCommand() {
        // Set by the command line.
    }

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final VideoFormat picture = picture();
        check(customers >= 1 && customers <= 20 && agents >= 1 && agents <= 4, "--customers is 1–20 and --agents 1–4");
        check(talk >= 3 && talk <= 600, "--talk is 3–600");
        check(loss >= 0 && loss <= 50 && rtt >= 0 && rtt <= 2000, "--loss is 0–50 and --rtt 0–2000");
        check(bitrate >= 30_000 && bitrate <= 10_000_000, "--bitrate is 30000–10000000");
        Files.createDirectories(directory);
        final RecordingKey key = RecordingKey.generate();
        final TokenKey tokens = TokenKey.secret(key.secret());
        try (Engine engine = Engine.launch(new EngineContext())) {
            WarmCodecs.run(engine, picture, bitrate, out);
            out.printf(Locale.ROOT, "%d customers, %d agents, calls of %d s: %s at %d/s, %d kbit/s; the first customer loses %s %% with %d ms more "
                + "round trip.%n", customers, agents, talk, size, fps, bitrate / 1000, loss, rtt);
            out.flush();
            final ServiceDay day;
            final List<Path> files;
            final double seconds;
            try (RoomServer server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tokens)
                    .opening(name -> RoomConfig.standard().room(4, 2)), engine)) {
                final RoomRecorder recorder = new RoomRecorder(server, directory, new RecordingConfig().key(key), Duration.ofDays(90));
                server.observe(recorder);
                day = new ServiceDay(engine, server, tokens, new ServiceDay.Script(customers, agents, talk, picture, bitrate, loss, rtt), line -> {
                    out.println(line);
                    out.flush();
                });
                seconds = day.run();
                recorder.close();
                files = recorder.recorded().stream().map(RoomRecording.Recorded::path).toList();
            }
            return finish(out, day, seconds, files, key);
        }
    }

    private int finish(final PrintWriter out, final ServiceDay day, final double seconds, final List<Path> files, final RecordingKey key)
        throws IOException {
        final List<HearingReport.Proof> proofs = Proofs.of(directory, files, key);
        final ServiceReport report = new ServiceReport(seconds, size + " at " + fps + "/s, " + bitrate / 1000 + " kbit/s", day.calls(), day.seats(),
            proofs, day.minutes());
        report.write(directory.resolve("service-report.json"), directory.resolve("service-report.html"));
        out.print(report.text());
        out.println("Written to " + directory + ": service-report.html, service-report.json, and " + files.size() + " recordings");
        out.flush();
        return Proofs.hold(proofs) ? 0 : 1;
    }

    private VideoFormat picture() {
        final String[] sides = size.split("x", -1);
        try {
            return VideoFormat.i420(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), fps);
        } catch (final NumberFormatException | ArrayIndexOutOfBoundsException | EngineException e) {
            throw new ParameterException(spec.commandLine(), "--size is WIDTHxHEIGHT, both even, and --fps a rate: " + size + ", " + fps);
        }
    }

    private void check(final boolean holds, final String words) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), words);
        }
    }
}
