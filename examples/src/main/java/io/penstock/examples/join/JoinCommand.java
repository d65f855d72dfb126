package io.penstock.examples.join;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.signal.SignalException;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Comes into a room from a terminal. */
@Command(name = "join", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"Comes into a room: sends and receives sound and pictures, shows who is there, takes chat and commands from the terminal.", ""},
    footer = {"", "In the room: what you type is said to all; /help lists the commands.", "", "Examples:",
        "  join ws://127.0.0.1:9000 --room hearing --id judge --role host --secret \"$SECRET\"",
        "  join ws://127.0.0.1:9000 --room hearing --id anna --role audience --video clip.mp4 --audio speech.wav --secret \"$SECRET\"",
        "  join ws://127.0.0.1:9000 --token \"$TOKEN\" --video none --audio mic --speaker"})
public final class JoinCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{2,4})[xX](\\d{2,4})");
    private static final Pattern BITS = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmM]?)");
    private static final Duration TOKEN_LASTS = Duration.ofHours(12);
    private static final int LEAST_SIDE = 64;
    private static final int MOST_SIDE = 1920;
    private static final int COUNTERS = 16_384;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "Where the server listens, such as ws://127.0.0.1:9000.")
    private String url;

    @Option(names = "--token", paramLabel = "JWT", description = "Says who you are and as what you come; signed by whoever runs the server.")
    private String token;

    @Option(names = "--secret", paramLabel = "TEXT", description = "Instead of a token: the server's secret, to sign one here (for trials).")
    private String secret;

    @Option(names = "--room", paramLabel = "NAME", defaultValue = "lobby", description = "With --secret: the room (default ${DEFAULT-VALUE}).")
    private String room;

    @Option(names = "--id", paramLabel = "ID", defaultValue = "guest", description = "With --secret: who you are (default ${DEFAULT-VALUE}).")
    private String id;

    @Option(names = "--name", paramLabel = "NAME", description = "With --secret: shown to others (default: the id).")
    private String name;

    @Option(names = "--role", paramLabel = "ROLE", defaultValue = "audience",
        description = "With --secret: host, speaker, audience or observer (default ${DEFAULT-VALUE}).")
    private Role role;

    @Option(names = "--video", paramLabel = "WHAT", defaultValue = "camera", description = "Send a clip (y4m or mp4, looped), camera (painted), "
        + "screen, or none (default ${DEFAULT-VALUE}).")
    private String video;

    @Option(names = "--audio", paramLabel = "WHAT", defaultValue = "voice", description = "Send a sound (wav or mp4, looped), mic, voice "
        + "(synthetic), or none (default ${DEFAULT-VALUE}).")
    private String audio;

    @Option(names = "--size", paramLabel = "WxH", defaultValue = "640x360", description = "Size of the picture (default ${DEFAULT-VALUE}).")
    private String size;

    @Option(names = "--fps", paramLabel = "N", defaultValue = "15", description = "Pictures a second (default ${DEFAULT-VALUE}).")
    private int fps;

    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "500k", description = "Bits a second for the picture (default ${DEFAULT-VALUE}).")
    private String bitrate;

    @Option(names = "--mix", description = "Take the sound of all others mixed in one stream.")
    private boolean mix;
    @Option(names = "--simulcast", description = "Send the picture in half the size as well, for those whose network takes no more.")
    private boolean simulcast;

    @Option(names = "--speaker", description = "Play what is heard.")
    private boolean speaker;

    @Option(names = "--window", description = "Show what is seen, a window for each picture.")
    private boolean window;

    @Option(names = "--stats", paramLabel = "S", defaultValue = "0", description = "Tell every S seconds how well it goes (default: when asked).")
    private int stats;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "0", description = "Leave after so long (default: at /leave or Ctrl-C).")
    private double seconds;

    /** Picocli makes the command. */
    public JoinCommand() {
        // Options have their defaults in the annotations.
    }

    @Override
    public Integer call() {
        final JoinMedia media = media();
        final URI server = server();
        final String ticket = ticket();
        require(stats >= 0 && seconds >= 0, "--stats " + stats + ", --seconds " + seconds + ": accepted are 0 and more");
        final PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = Engine.launch(new EngineContext().maxCounters(COUNTERS))) {
            return new JoinRun(engine, media, new Terminal(out), stats, seconds).run(server, ticket, System.in) ? 0 : 1;
        }
    }

    private URI server() {
        try {
            final URI uri = URI.create(url);
            require(("ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme())) && uri.getHost() != null,
                url + ": give the server as ws://HOST:PORT");
            return uri;
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), url + ": give the server as ws://HOST:PORT", e);
        }
    }

    private String ticket() {
        require((token == null) != (secret == null), "give either --token, or --secret to sign one here");
        if (token != null) {
            return token;
        }
        try {
            final Instant now = Instant.now();
            return TokenKey.secret(secret.getBytes(StandardCharsets.UTF_8))
                .sign(new Token(room, id, name == null ? id : name, role, now.minusSeconds(60), now.plus(TOKEN_LASTS)));
        } catch (final IllegalArgumentException | SignalException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private JoinMedia media() {
        final Matcher sides = SIZE.matcher(size);
        require(sides.matches(), "--size " + size + ": give width and height in pixels, such as 640x360");
        final int width = Integer.parseInt(sides.group(1));
        final int height = Integer.parseInt(sides.group(2));
        require(width % 2 == 0 && height % 2 == 0 && Math.min(width, height) >= LEAST_SIDE && Math.max(width, height) <= MOST_SIDE,
            "--size " + size + ": sides must be even and from " + LEAST_SIDE + " to " + MOST_SIDE);
        require(!simulcast || width % 4 == 0 && height % 4 == 0 && Math.min(width, height) >= 2 * LEAST_SIDE,
            "--simulcast: halves need a size whose sides divide by 4, from " + 2 * LEAST_SIDE);
        require(fps >= 1 && fps <= 60, "--fps " + fps + ": accepted are 1 to 60");
        final Matcher bits = BITS.matcher(bitrate);
        require(bits.matches(), "--bitrate " + bitrate + ": give bits a second, such as 500k or 1.2M");
        final double unit = bits.group(2).isEmpty() ? 1 : "kK".contains(bits.group(2)) ? 1e3 : 1e6;
        final double bps = Double.parseDouble(bits.group(1)) * unit;
        require(bps >= 40_000 && bps <= 20e6, "--bitrate " + bitrate + ": accepted are 40k to 20M");
        return new JoinMedia(video, audio, width, height, fps, (int) bps, simulcast, speaker, window).mixed(mix);
    }

    private void require(final boolean holds, final String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
