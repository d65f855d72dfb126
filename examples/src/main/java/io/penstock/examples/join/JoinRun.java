package io.penstock.examples.join;

import io.penstock.core.Engine;
import io.penstock.format.MediaKind;
import io.penstock.rtc.client.MediaStatistics;
import io.penstock.rtc.client.RoomMedia;
import io.penstock.rtc.client.RoomParticipant;
import io.penstock.rtc.client.TrackStatistics;
import io.penstock.rtc.room.RoomSnapshot;
import io.penstock.rtc.statistics.StreamMeter;
import io.penstock.rtc.statistics.StreamQuality;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A stay in a room, from coming in to leaving. */
final class JoinRun {
    private static final int LOOK_MS = 100;
    private static final int LINES = 100;

    private final Engine engine;
    private final JoinMedia media;
    private final Terminal terminal;
    private final long statsNs;
    private final long untilNs;
    private final Map<Integer, StreamMeter> meters = new HashMap<>();

    JoinRun(final Engine engine, final JoinMedia media, final Terminal terminal, final int statsSeconds, final double seconds) {
        this.engine = engine;
        this.media = media;
        this.terminal = terminal;
        statsNs = statsSeconds * 1_000_000_000L;
        untilNs = seconds == 0 ? Long.MAX_VALUE : engine.clock().nanoTime() + (long) (seconds * 1e9);
    }

    /** Stays until it is over. Returns whether it was in the room until it left, or the room closed. */
    boolean run(final URI server, final String token, final InputStream typed) {
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>(LINES);
        final Thread reader = new Thread(() -> read(typed, lines), "terminal");
        reader.setDaemon(true);
        final RoomParticipant participant = RoomParticipant.connect(engine, server, token, media.settings().listener(terminal)
            .failures(failure -> terminal.line("! media: " + failure.getMessage())));
        final Thread atExit = new Thread(participant::close, "leave");
        Runtime.getRuntime().addShutdownHook(atExit);
        reader.start();
        try (participant) {
            stay(participant, lines);
            stats(participant);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (final IllegalStateException exiting) {
            return true; // Ctrl-C: the hook runs already
        }
        return !terminal.wasRefused();
    }

    private static void read(final InputStream typed, final BlockingQueue<String> lines) {
        try {
            final BufferedReader reader = new BufferedReader(new InputStreamReader(typed, Charset.defaultCharset()));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.put(line);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stay(final RoomParticipant participant, final BlockingQueue<String> lines) {
        long statsDueNs = statsNs == 0 ? Long.MAX_VALUE : engine.clock().nanoTime() + statsNs;
        while (!terminal.hasEnded() && engine.clock().nanoTime() < untilNs) {
            try {
                final String line = lines.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                if (line != null && !typed(participant, line)) {
                    return;
                }
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (engine.clock().nanoTime() >= statsDueNs) {
                statsDueNs += statsNs;
                stats(participant);
            }
        }
    }

    /** Returns whether to stay. */
    private boolean typed(final RoomParticipant participant, final String line) {
        final Typed typed = Typed.read(line, participant.id() == null ? "" : participant.id());
        switch (typed.kind()) {
            case SAY -> participant.client().say("chat", typed.text()).whenComplete((answer, failure) -> complain(failure));
            case ASK -> participant.client().ask(typed.command()).whenComplete((answer, failure) -> complain(failure));
            case WHO -> who(participant.client().room());
            case STATS -> stats(participant);
            case HELP -> terminal.line(Typed.HELP);
            case WRONG -> terminal.line("! " + typed.text());
            case LEAVE -> {
                return false;
            }
            default -> {
                // An empty line.
            }
        }
        return true;
    }

    private void complain(final Throwable failure) {
        if (failure != null) {
            terminal.line("! " + (failure.getCause() == null ? failure : failure.getCause()).getMessage());
        }
    }

    private void who(final RoomSnapshot room) {
        terminal.line(room == null ? "! not in the room yet" : Terminal.roster(room));
    }

    private void stats(final RoomParticipant participant) {
        final RoomMedia now = participant.media();
        if (now == null) {
            return;
        }
        final MediaStatistics stats = now.statistics();
        terminal.line(String.format(Locale.ROOT, "-- round trip %s, up %d kbit/s of %d, %.1f %% lost",
            stats.rttNs() == 0 ? "unknown" : Math.round(stats.rttNs() / 1e6) + " ms", stats.network().sentBps() / 1000,
            stats.network().targetBps() / 1000, stats.network().lossPermille() / 10.0));
        for (final TrackStatistics track : stats.received()) {
            final StreamQuality quality = meters.computeIfAbsent(track.track(), number -> new StreamMeter(number, track.kind()))
                .sample(track.counts(), Map.of(), engine.clock().nanoTime());
            terminal.line(line(track, quality));
        }
    }

    private static String owner(final TrackStatistics track) {
        return track.owner().isEmpty() ? "everybody's" : track.owner();
    }

    private static String line(final TrackStatistics track, final StreamQuality quality) {
        final boolean sound = track.kind() == MediaKind.AUDIO;
        return String.format(Locale.ROOT, "   %s %s: %s, %s, %s lost, held %s, end to end %s, %s", owner(track), sound ? "sound" : "pictures",
            unknownOr(quality.bitrateBps() / 1000, "%.0f kbit/s"), unknownOr(quality.framesPerSecond(), sound ? "%.0f packets/s" : "%.1f fps"),
            unknownOr(quality.lossPercent(), "%.1f %%"), unknownOr(quality.jitterBufferMs(), "%.0f ms"),
            unknownOr(quality.endToEndMs(), "%.0f ms"), sound ? track.concealed() + " packets made up" : track.stalls().size() + " stalls");
    }

    private static String unknownOr(final double value, final String format) {
        return value < 0 ? "?" : String.format(Locale.ROOT, format, value);
    }
}
