package io.penstock.examples.rooms;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.rtc.moderate.ModerationConfig;
import io.penstock.rtc.moderate.TapConfig;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.server.RoomModerator;
import io.penstock.rtc.server.RoomRecorder;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomServerConfig;
import io.penstock.rtc.server.StatusServer;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A server of rooms, with a status page. */
@Command(name = "room", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"A server of rooms: signalling by WebSocket and media by UDP at one port, a status page at the next.", "",
        "Without --secret it makes one up; it prints tokens for those who are invited."})
public final class RoomServerCommand implements Callable<Integer> {
    private static final int SECRET_BYTES = 36;
    private static final int MOST_PORT = 65_535;
    private static final long NANOS = 1_000_000_000L;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "9000", description = "TCP and UDP port (default ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", description = "Local address (default ${DEFAULT-VALUE}).")
    private String host;
    @Option(names = "--status-port", paramLabel = "PORT", description = "Port of the status page, on the loopback address (default: PORT+1).")
    private Integer statusPort;
    @Option(names = "--secret", paramLabel = "TEXT", description = "What tokens are signed with (HS256), 32 bytes at least.")
    private String secret;
    @Option(names = "--room", paramLabel = "NAME", defaultValue = "lobby", description = "Room to invite to (default ${DEFAULT-VALUE}).")
    private String room;
    @Option(names = "--invite", paramLabel = "ID:ROLE", split = ",", defaultValue = "host:host,guest:speaker,listener:audience",
        description = "Whom to print tokens for, good for a day (default ${DEFAULT-VALUE}).")
    private List<String> invited;
    @Option(names = "--seats", paramLabel = "N", defaultValue = "16",
        description = "How many besides hosts may speak at a time (default ${DEFAULT-VALUE}).")
    private int seats;
    @Option(names = "--record", paramLabel = "DIR", description = "Where recordings go, when a host asks for one.")
    private Path recordings;
    @Option(names = "--moderate", paramLabel = "DIR",
        description = "Keeps pictures of what participants show in DIR, warns whose are too dark, and audits that.")
    private Path moderated;
    @Option(names = "--snapshot-every", paramLabel = "S", defaultValue = "10",
        description = "Seconds between pictures of a participant (default ${DEFAULT-VALUE}).")
    private int snapshotEvery;
    @Option(names = "--seconds", paramLabel = "N", description = "Ends after so many seconds (default: when it is stopped).")
    private Integer seconds;
    @Spec
    private CommandSpec spec;

    /** A command with its options unset. */
    public RoomServerCommand() {
        // Set by the command line.
    }

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        final TokenKey key = key();
        check(port >= 0 && port <= MOST_PORT && (statusPort == null || statusPort >= 0 && statusPort <= MOST_PORT), "ports are 0–65535");
        check(seats >= 0 && seats <= 1000, "--seats is 0–1000");
        check(snapshotEvery >= 1 && snapshotEvery <= 3600, "--snapshot-every is 1–3600");
        final InetSocketAddress address = new InetSocketAddress(host, port);
        check(!address.isUnresolved(), "--host: there is no address " + host);
        try (Engine engine = Engine.launch(new EngineContext());
             RoomServer server = RoomServer.launch(RoomServerConfig.at(address, key)
                 .opening(name -> RoomConfig.standard().room(1000, seats)), engine);
             ServerWatch watch = new ServerWatch(server);
             StatusServer status = StatusServer.start(new InetSocketAddress("127.0.0.1", statusPort == null ? port == 0 ? 0 : port + 1 : statusPort),
                 watch, engine.clock());
             RoomRecorder recorder = recordings == null ? null
                 : new RoomRecorder(server, recordings, new RecordingConfig().key(RecordingKey.generate()), Duration.ofDays(365));
             RoomModerator moderator = moderated == null ? null : RoomModerator.watch(server, new RoomModerator.Settings(moderated,
                 new ModerationConfig(), new TapConfig().every(Duration.ofSeconds(snapshotEvery)), engine.providers()),
                 new SnapshotKeeper(moderated))) {
            if (recorder != null) {
                server.observe(recorder);
            }
            out.println("Rooms at ws://" + host + ':' + server.port() + "/, media at UDP port " + server.mediaPort() + ", status at http://127.0.0.1:"
                + status.port() + "/");
            invite(key, engine, server, out);
            out.flush();
            final long endNs = seconds == null ? Long.MAX_VALUE : engine.clock().nanoTime() + seconds * NANOS;
            while (engine.clock().nanoTime() < endNs && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(this, NANOS / 4);
            }
            if (moderator != null) {
                out.printf("%d pictures and clips were looked at, %d warnings%n", moderator.taps().taken(), moderator.decisions().enforced());
                out.flush();
            }
            return 0;
        }
    }

    private TokenKey key() {
        if (secret != null) {
            check(secret.getBytes(StandardCharsets.UTF_8).length >= TokenKey.LEAST_SECRET_BYTES, "--secret has 32 bytes or more");
            return TokenKey.secret(secret.getBytes(StandardCharsets.UTF_8));
        }
        final byte[] made = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(made);
        secret = Base64.getUrlEncoder().encodeToString(made);
        return TokenKey.secret(secret.getBytes(StandardCharsets.UTF_8));
    }

    private void invite(final TokenKey key, final Engine engine, final RoomServer server, final PrintWriter out) {
        final Instant now = Instant.ofEpochSecond(0, engine.clock().epochNs(engine.clock().nanoTime()));
        for (final String who : invited) {
            final int colon = who.lastIndexOf(':');
            check(colon > 0, "--invite names are ID:ROLE");
            final Role role;
            try {
                role = Role.valueOf(who.substring(colon + 1).toUpperCase(Locale.ROOT));
            } catch (final IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--invite: roles are host, speaker, audience and observer");
            }
            final String id = who.substring(0, colon);
            out.println("  " + id + " (" + role.name().toLowerCase(Locale.ROOT) + "): join ws://" + host + ':' + server.port() + "/ --token "
                + key.sign(new Token(room, id, id, role, now.minusSeconds(60), now.plus(Duration.ofDays(1)))));
        }
    }

    private void check(final boolean holds, final String words) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), words);
        }
    }
}
