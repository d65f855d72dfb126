package io.penstock.examples.rooms;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.RoomRecording;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.server.RoomRecorder;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomServerConfig;
import io.penstock.rtc.server.StillCamera;
import io.penstock.rtc.signal.TokenKey;
import io.penstock.rtc.still.SignedStill;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A claim that is looked at by itself: stills of what a customer shows, each of which proves what it is. */
@Command(name = "insurance", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"An insurance claim, by itself: an adjuster has a customer show the damage, over a bad network, and takes stills.", "",
        "Both sit in this process, with painted cameras and synthetic voices, but talk through a real server over sockets. Each still is a PNG",
        "that holds its record and a signature; the call is recorded. Ends with a report, and with 1 if anything does not verify.", "",
        "insurance --verify DIR checks the stills and recordings of a claim, and that they belong together."})
public final class InsuranceCommand implements Callable<Integer> {
    private static final int LEAST_SECONDS = 15;
    private static final int SETTLE_PARTS = 3;
    private static final int FLIPS = 64;
    private static final String KEY_FILE = "public-key.txt";
    private static final Duration RETENTION = Duration.ofDays(3650);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "Length of the call (default ${DEFAULT-VALUE}).")
    private int seconds;
    @Option(names = "--claim", paramLabel = "NUMBER", defaultValue = "KF-2026-0815", description = "Claim number (default ${DEFAULT-VALUE}).")
    private String claim;
    @Option(names = "--loss", paramLabel = "P", defaultValue = "3",
        description = "Percent that the customer loses, each way (default ${DEFAULT-VALUE}).")
    private double loss;
    @Option(names = "--rtt", paramLabel = "MS", defaultValue = "80", description = "Round trip added for the customer (default ${DEFAULT-VALUE}).")
    private int rtt;
    @Option(names = "--size", paramLabel = "WxH", defaultValue = "640x360", description = "Size of the pictures (default ${DEFAULT-VALUE}).")
    private String size;
    @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second (default ${DEFAULT-VALUE}).")
    private int fps;
    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "700000",
        description = "Bits a second of each camera (default ${DEFAULT-VALUE}).")
    private int bitrate;
    @Option(names = "--settle", paramLabel = "S", defaultValue = "10",
        description = "Leave the first S seconds out of the figures (default ${DEFAULT-VALUE}).")
    private int settle;
    @Option(names = "--out", paramLabel = "DIR", defaultValue = "insurance-out",
        description = "Where report, stills and recordings go (default ${DEFAULT-VALUE}).")
    private Path directory;
    @Option(names = "--verify", paramLabel = "DIR", description = "Only checks what is in DIR.")
    private Path verify;
    @Option(names = "--key", paramLabel = "FILE", description = "With --verify: all must be signed with this key, its public half in Base64.")
    private Path keyFile;
    @Spec
    private CommandSpec spec;

    private PrintWriter out;
    private Engine engine;

    /** A command with its options unset. */
    public InsuranceCommand() {
        // Set by the command line.
    }

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        check(keyFile == null || verify != null, "--key goes with --verify");
        if (verify != null) {
            return verified();
        }
        final VideoFormat picture = picture();
        check(seconds >= LEAST_SECONDS && seconds <= 7200, "--seconds is " + LEAST_SECONDS + "–7200");
        check(loss >= 0 && loss <= 50 && rtt >= 0 && rtt <= 2000, "--loss is 0–50 and --rtt 0–2000");
        check(claim.matches("[\\p{L}\\p{N} ./_-]{1,64}"), "--claim has 1–64 letters, digits, spaces and . / _ -");
        settle = Math.min(settle, seconds / SETTLE_PARTS);
        check(settle >= 0, "--settle is 0 or more");
        final Path stills = Files.createDirectories(directory.resolve("stills"));
        try (var old = Files.list(stills)) {
            check(old.findAny().isEmpty(), "--out " + directory + " holds the stills of another claim");
        }
        final RecordingKey key = RecordingKey.generate();
        final TokenKey tokens = TokenKey.secret(key.secret());
        try (Engine launched = Engine.launch(new EngineContext())) {
            engine = launched;
            WarmCodecs.run(engine, picture, bitrate, out);
            out.printf(Locale.ROOT, "Claim %s, a call of %d s: %s at %d/s, %d kbit/s; the customer loses %s %% with %d ms more round trip.%n", claim,
                seconds, size, fps, bitrate / 1000, loss, rtt);
            out.flush();
            final RoomServerConfig config = RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tokens)
                .opening(name -> RoomConfig.standard().room(4, 1));
            try (RoomServer server = RoomServer.launch(config, engine);
                 StillCamera camera = new StillCamera(server, engine.providers(), PATIENCE)) {
                final RoomRecorder recorder = new RoomRecorder(server, directory, new RecordingConfig().key(key), RETENTION);
                final ClaimDesk desk = new ClaimDesk(server, camera, recorder, new ClaimDesk.Claim(claim, ClaimCall.CUSTOMER, picture, stills, key));
                server.observe(recorder);
                server.observe(desk);
                final Course course = new Course(engine.clock(), seconds, settle, out);
                final ClaimCall call = new ClaimCall(engine, server, tokens, new ClaimCall.Setting(picture, bitrate, loss, rtt), course);
                call.hold();
                recorder.close();
                return finish(recorder.recorded().stream().map(RoomRecording.Recorded::path).toList(), key, desk, call, course);
            }
        }
    }

    // ---- afterwards -----------------------------------------------------------------------------------------------------------------------

    private int finish(final List<Path> recordings, final RecordingKey key, final ClaimDesk desk, final ClaimCall call, final Course course)
        throws IOException {
        out.println("Checking stills and recordings …");
        out.flush();
        Files.writeString(directory.resolve(KEY_FILE), Base64.getEncoder().encodeToString(key.publicKey()) + "\n");
        final Map<String, BufferedImage> pictures = new LinkedHashMap<>();
        final List<ClaimReport.Still> stills = new ArrayList<>();
        for (final ClaimDesk.Taken taken : desk.taken()) {
            final BufferedImage image = ClaimDesk.image(taken.still().file());
            pictures.put(taken.name(), image);
            call.told().stream().filter(told -> told.name().equals(taken.name())).findFirst()
                .ifPresent(told -> stills.add(figures(taken, told, image, call.camera(), key)));
        }
        final ClaimReport report = new ClaimReport(claim, seconds, settle, size + " at " + fps + "/s, " + bitrate / 1000 + " kbit/s",
            course.figures(), stills, desk.failures(), Proofs.of(directory, recordings, key),
            ClaimFolder.check(directory, key.publicKey()), course.minutes());
        report.write(directory.resolve("claim-report.json"), directory.resolve("claim-report.html"), pictures);
        out.print(report.text());
        out.println("Written to " + directory + ": claim-report.html, claim-report.json, " + stills.size() + " stills, " + recordings.size()
            + " recordings, and " + KEY_FILE);
        out.flush();
        return report.holds(ClaimScenes.NAMES.size()) ? 0 : 1;
    }

    private ClaimReport.Still figures(final ClaimDesk.Taken taken, final ClaimCall.Told told, final BufferedImage image, final ClaimCamera camera,
                                      final RecordingKey key) {
        final byte[] file = taken.still().file();
        final var record = taken.still().record();
        final byte[] luma = StillQuality.luma(image, camera.format());
        final int width = camera.format().width();
        int found = 0;
        for (int i = 0; i < FLIPS; i++) {
            final byte[] flipped = file.clone();
            flipped[(int) ((long) i * file.length / FLIPS)] ^= (byte) (1 << i % 8);
            found += SignedStill.check(flipped, key.publicKey()).intact() ? 0 : 1;
        }
        final MediaClock clock = engine.clock();
        final boolean seen = told.screen().length == luma.length;
        return new ClaimReport.Still(taken.name(), told.label(), record.occasion().takenAt().toString(), record.occasion().mediaTimeMs(),
            record.occasion().rtpTimestamp() & 0xFFFF_FFFFL, record.width(), record.height(), file.length, SignedStill.sha256(file),
            taken.capturedNs() == 0 ? null : ms(taken.capturedNs() - told.askedNs()), ms(taken.arrivedNs() - told.askedNs()),
            ms(taken.writtenNs() - told.askedNs()), ms((told.toldNs() == 0 ? clock.nanoTime() : told.toldNs()) - told.askedNs()),
            StillQuality.scene(luma, width, camera), rounded(StillQuality.psnr(luma, width, camera, told.label())),
            seen ? rounded(StillQuality.psnr(told.screen(), width, camera, told.label())) : null, FLIPS, found);
    }

    private static double ms(final long ns) {
        return rounded(ns / 1e6);
    }

    private static double rounded(final double value) {
        return Math.round(value * 100) / 100.0;
    }

    private int verified() throws IOException {
        check(Files.isDirectory(verify), "--verify: there is no folder " + verify);
        final byte[] key = keyFile == null ? null : key();
        final List<ClaimFolder.Finding> findings = ClaimFolder.check(verify, key);
        check(!findings.isEmpty(), "--verify: there are neither stills nor recordings in " + verify);
        findings.forEach(finding -> out.println(finding.line()));
        final long wrong = findings.stream().filter(finding -> !finding.intact()).count();
        out.println(wrong > 0 ? wrong + " of " + findings.size() + " do not verify" : "All " + findings.size() + " verify"
            + (key == null ? "; the keys in the files were compared with none (--key)" : " with the trusted key"));
        out.flush();
        return wrong > 0 ? 1 : 0;
    }

    private byte[] key() throws IOException {
        check(Files.isReadable(keyFile), "--key: there is no file " + keyFile);
        try {
            return Base64.getDecoder().decode(Files.readString(keyFile).lines().filter(line -> !line.startsWith("-")).map(String::strip)
                .collect(Collectors.joining()));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--key " + keyFile + ": expected the public key in Base64 (" + e.getMessage() + ")");
        }
    }

    private VideoFormat picture() {
        final String[] sides = size.split("x", -1);
        try {
            final int w = Integer.parseInt(sides[0]);
            final int h = Integer.parseInt(sides[1]);
            check(sides.length == 2 && w % 2 == 0 && h % 2 == 0 && PictureStamp.fits(w, h), "--size is even, and at least 160x90: " + size);
            return VideoFormat.i420(w, h, fps);
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
