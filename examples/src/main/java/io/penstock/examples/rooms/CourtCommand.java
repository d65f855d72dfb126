package io.penstock.examples.rooms;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.RoomRecording;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.server.RoomObserver;
import io.penstock.rtc.server.RoomRecorder;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomServerConfig;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A hearing that runs by itself: who may speak is decided, obeyed and recorded, and at the end it is proven. */
@Command(name = "court", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"A court hearing with five participants, by itself: judge, clerk, two parties, and a witness who is let in and out.", "",
        "All sit in this process, with painted cameras and synthetic voices, but talk through a real server over sockets; two of them over a",
        "bad network. Each is recorded. Ends with a report, and with 1 if a recording does not verify."})
public final class CourtCommand implements Callable<Integer> {
    private static final String ROOM = "hearing-7";
    private static final VideoFormat MIX = VideoFormat.i420(640, 360, 15);
    private static final int LEAST_SECONDS = 20;
    private static final int SETTLE_PARTS = 3;
    private static final int REHEARSE = 4;
    private static final String REHEARSAL = "rehearsal";
    private static final int MOST_COUNTERS = 8192;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "180", description = "Length of the hearing (default ${DEFAULT-VALUE}).")
    private int seconds;
    @Option(names = "--loss", paramLabel = "P", defaultValue = "3",
        description = "Percent that the claimant and the witness lose, each way (default ${DEFAULT-VALUE}).")
    private double loss;
    @Option(names = "--rtt", paramLabel = "MS", defaultValue = "80", description = "Round trip added for those two (default ${DEFAULT-VALUE}).")
    private int rtt;
    @Option(names = "--size", paramLabel = "WxH", defaultValue = "320x180", description = "Size of the pictures (default ${DEFAULT-VALUE}).")
    private String size;
    @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second (default ${DEFAULT-VALUE}).")
    private int fps;
    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "250000",
        description = "Bits a second of each camera (default ${DEFAULT-VALUE}).")
    private int bitrate;
    @Option(names = "--settle", paramLabel = "S", defaultValue = "20",
        description = "Leave the first S seconds out of the figures (default ${DEFAULT-VALUE}).")
    private int settle;
    @Option(names = "--rehearsal", paramLabel = "S", defaultValue = "20",
        description = "Seconds of a rehearsal before, which is not recorded and gets the code compiled; 0 = none (default ${DEFAULT-VALUE}).")
    private int rehearsal;
    @Option(names = "--mixed", negatable = true, defaultValue = "true", fallbackValue = "true",
        description = "Record all together in one file as well, 640x360 at 15/s (default: yes; --no-mixed to leave it).")
    private boolean mixed;
    @Option(names = "--out", paramLabel = "DIR", defaultValue = "court-out",
        description = "Where report and recordings go (default ${DEFAULT-VALUE}).")
    private Path directory;
    @Spec
    private CommandSpec spec;

    private final List<HearingReport.Floor> floors = new CopyOnWriteArrayList<>();
    private PrintWriter out;
    private Engine engine;
    private Course course;

    /** A command with its options unset. */
    public CourtCommand() {
        // Set by the command line.
    }

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        final VideoFormat picture = picture();
        check(seconds >= LEAST_SECONDS && seconds <= 7200, "--seconds is " + LEAST_SECONDS + "–7200");
        check(loss >= 0 && loss <= 50 && rtt >= 0 && rtt <= 2000, "--loss is 0–50 and --rtt 0–2000");
        settle = Math.min(settle, seconds / SETTLE_PARTS);
        check(settle >= 0, "--settle is 0 or more");
        check(rehearsal >= 0 && rehearsal <= 600, "--rehearsal is 0–600");
        Files.createDirectories(directory);
        final RecordingKey key = RecordingKey.generate();
        final TokenKey tokens = TokenKey.secret(key.secret());
        try (Engine launched = Engine.launch(new EngineContext().maxCounters(MOST_COUNTERS))) {
            engine = launched;
            warmUp(picture);
            final RoomServerConfig config = RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tokens)
                .opening(name -> RoomConfig.standard().room(12, 1));
            final List<Path> files;
            final List<HearingReport.SeatFigures> figures = new ArrayList<>();
            try (RoomServer server = RoomServer.launch(config, engine)) {
                rehearse(server, tokens, picture);
                final RoomRecorder recorder = new RoomRecorder(server, directory, new RecordingConfig().key(key), Duration.ofDays(3650));
                if (mixed) {
                    recorder.mixed(MIX);
                }
                server.observe(recorder);
                server.observe(new Clerk());
                hearing(server, tokens, picture, figures);
                recorder.close();
                files = recorder.recorded().stream().map(RoomRecording.Recorded::path).toList();
            }
            return finish(files, key, figures);
        }
    }

    // ---- the hearing ----------------------------------------------------------------------------------------------------------------------

    private void hearing(final RoomServer server, final TokenKey tokens, final VideoFormat picture,
                         final List<HearingReport.SeatFigures> figures) {
        course = new Course(engine.clock(), seconds, settle, out);
        try {
            final Seat judge = seat(server, tokens, "judge", Role.HOST, picture, false);
            final Seat clerk = seat(server, tokens, "clerk", Role.HOST, picture, false);
            final Seat claimant = seat(server, tokens, "claimant", Role.SPEAKER, picture, true);
            final Seat defendant = seat(server, tokens, "defendant", Role.SPEAKER, picture, false);
            for (final Seat seat : List.of(judge, clerk, claimant, defendant)) {
                seat.ask(new RoomCommand.Consent("", true));
            }
            clerk.ask(new RoomCommand.Record("", true));
            judge.say("The hearing is open. The claimant has the floor.");
            judge.ask(new RoomCommand.Grant("", "claimant"));
            course.until(0.25);
            defendant.ask(new RoomCommand.RaiseHand("", true));
            judge.say("The defendant may answer.");
            judge.ask(new RoomCommand.HandOver("", "claimant", "defendant"));
            course.until(0.45);
            final Seat witness = seat(server, tokens, "witness", Role.AUDIENCE, picture, true);
            witness.ask(new RoomCommand.Consent("", true));
            judge.say("The witness may speak.");
            judge.ask(new RoomCommand.HandOver("", "defendant", "witness"));
            course.until(0.7);
            judge.say("Thank you; the witness may leave. The claimant has the last word.");
            judge.ask(new RoomCommand.HandOver("", "witness", "claimant"));
            witness.close();
            course.until(0.9);
            judge.ask(new RoomCommand.Revoke("", "claimant"));
            judge.say("The hearing is closed.");
            course.until(1);
            clerk.ask(new RoomCommand.Record("", false));
            judge.client().ask(new RoomCommand.Close("", "closed")); // the answer is that everybody is told goodbye
            figures.addAll(course.figures());
        } finally {
            course.close();
        }
    }

    /** What runs for the first time is compiled meanwhile, on the cores that the media need. */
    private void rehearse(final RoomServer server, final TokenKey tokens, final VideoFormat picture) {
        if (rehearsal == 0) {
            return;
        }
        out.printf("A rehearsal of %d s …%n", rehearsal);
        out.flush();
        course = new Course(engine.clock(), rehearsal, rehearsal, new PrintWriter(Writer.nullWriter()));
        try {
            for (int i = 1; i <= REHEARSE; i++) {
                seat(server, tokens, REHEARSAL + '-' + i, Role.HOST, picture, i == 1);
            }
            course.until(1);
        } finally {
            course.close();
        }
    }

    private Seat seat(final RoomServer server, final TokenKey tokens, final String id, final Role role, final VideoFormat picture,
                      final boolean far) {
        final Instant now = Instant.ofEpochSecond(0, engine.clock().epochNs(engine.clock().nanoTime()));
        final String room = id.startsWith(REHEARSAL) ? REHEARSAL : ROOM;
        final String token = tokens.sign(new Token(room, id, Character.toUpperCase(id.charAt(0)) + id.substring(1), role, now.minusSeconds(60),
            now.plusSeconds(7200)));
        return course.add(new Seat(engine, URI.create("ws://127.0.0.1:" + server.port() + "/"), token,
            new Seat.Person(id, picture, bitrate, course.seats().size() + 1, far ? loss : 0, far ? rtt : 0), course::say));
    }

    /** Keeps the minutes: who had the floor when. */
    private final class Clerk implements RoomObserver {
        @Override
        public void event(final Room room, final RoomEvent event) {
            final double at = course.at();
            if (event instanceof RoomEvent.Seat seat) {
                floors.add(new HearingReport.Floor(at, seat.seated() ? seat.id() : ""));
            } else if (event instanceof RoomEvent.SeatMoved moved) {
                floors.add(new HearingReport.Floor(at, moved.to()));
            }
            if (!(event instanceof RoomEvent.Message)) {
                course.note(event.toString().replaceFirst("sequence=\\d+, atNs=\\d+(, )?", ""));
            }
        }
    }

    // ---- before and after -----------------------------------------------------------------------------------------------------------------

    private void warmUp(final VideoFormat picture) {
        WarmCodecs.run(engine, picture, bitrate, out);
        out.printf("A hearing of %d s: %s at %d/s, %d kbit/s; claimant and witness lose %s %% with %d ms more round trip.%n", seconds, size, fps,
            bitrate / 1000, loss, rtt);
        out.flush();
    }

    private int finish(final List<Path> files, final RecordingKey key, final List<HearingReport.SeatFigures> figures) throws IOException {
        final List<HearingReport.Proof> proofs = Proofs.of(directory, files, key);
        final HearingReport report = new HearingReport("Court hearing", seconds, settle, size + " at " + fps + "/s, " + bitrate / 1000 + " kbit/s",
            figures, List.copyOf(floors), proofs, course.minutes());
        report.write(directory.resolve("hearing-report.json"), directory.resolve("hearing-report.html"));
        out.print(report.text());
        out.println("Written to " + directory + ": hearing-report.html, hearing-report.json, and " + files.size() + " recordings");
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
