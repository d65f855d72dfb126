package io.penstock.benchmarks.scale;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a server of rooms does when very many come at once, how soon the media obeys it, and what idle rooms cost. */
@Command(name = "room-load", mixinStandardHelpOptions = true, description = {
    "A server of rooms over real sockets: a thousand come into one room at once and want to hear who speaks; the floor goes from one to another,",
    "and some are sent away; ten thousand rooms in which nothing happens.",
    "The clients share the machine with the server: what they use is in the figures."})
public final class RoomLoadCommand implements Callable<Integer> {
    private static final double MILLIS = 1e6;

    @Spec
    private CommandSpec spec;
    @Option(names = "--participants", defaultValue = "1000", description = "Who come into one room (default: ${DEFAULT-VALUE}).")
    private int participants;
    @Option(names = "--within", paramLabel = "MS", defaultValue = "1000", description = "In so many milliseconds (default: ${DEFAULT-VALUE}).")
    private int withinMs;
    @Option(names = "--rounds", defaultValue = "3", description = "Turns; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;
    @Option(names = "--warmup", defaultValue = "3", description = "Turns before that (default: ${DEFAULT-VALUE}).")
    private int warmup;
    @Option(names = "--changes", defaultValue = "300", description = "Hand-overs, and half as many kicks; 0 = none (default: ${DEFAULT-VALUE}).")
    private int changes;
    @Option(names = "--listeners", defaultValue = "50", description = "Who hear those whose floor changes (default: ${DEFAULT-VALUE}).")
    private int listeners;
    @Option(names = "--idle", defaultValue = "10000", description = "Idle rooms, of two members; 0 = none (default: ${DEFAULT-VALUE}).")
    private int idle;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    /** Creates the command. */
    public RoomLoadCommand() {
    }

    @Override
    public Integer call() throws Exception {
        if (participants < 0 || participants > 4000 || withinMs < 1 || rounds < 1 || warmup < 0 || changes < 0 || listeners < 1 || listeners > 500
            || idle < 0 || idle > 10_000) {
            throw new ParameterException(spec.commandLine(),
                "wanted are 0-4000 participants, a time, rounds, 0 or more changes, 1-500 listeners and 0-10000 idle rooms");
        }
        final PrintWriter out = spec.commandLine().getOut();
        final Circumstances circumstances = new Circumstances();
        final Map<String, Object> result = new LinkedHashMap<>();
        if (idle > 0) {
            idle(out, result);
        }
        if (participants > 0) {
            joins(out, result);
        }
        if (changes > 0) {
            floor(out, result);
        }
        out.println(circumstances);
        ScaleReport.put(json, "room-load", circumstances, result);
        return 0;
    }

    private void idle(final PrintWriter out, final Map<String, Object> result) throws Exception {
        out.println("room-load: " + idle + " rooms of two members …");
        out.flush();
        try (BenchServer server = new BenchServer(1000, 16)) {
            final long bytes = IdleRooms.bytes(server, idle, 2);
            out.printf(Locale.ROOT, "%d idle rooms of two members with their media: %.1f MB of heap, %d bytes a room%n%n", idle, bytes / 1e6,
                bytes / idle);
            result.put("idle", Map.of("rooms", idle, "bytes", bytes));
        }
    }

    private void joins(final PrintWriter out, final Map<String, Object> result) throws Exception {
        final Columns table = new Columns("turn", "joined p50 ms", "p99", "max", "sound after p50", "p99", "max", "connected to sound p99", "max",
            "all in after ms", "CPU s signalling", "rooms", "media", "clients");
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = -warmup; i < rounds; i++) {
            out.println("room-load: " + participants + " come into one room within " + withinMs + " ms" + (i < 0 ? " (warming up) …" : " …"));
            out.flush();
            try (BenchServer server = new BenchServer(participants + 10, 16)) {
                final JoinStorm.Result storm = JoinStorm.run(server, "storm", participants, withinMs * 1_000_000L);
                if (i < 0) {
                    continue;
                }
                final Map<String, Double> cpu = storm.cpuSeconds();
                table.row(String.valueOf(i + 1), ms(storm.joined(), 50), ms(storm.joined(), 99), ms(storm.joined(), 100), ms(storm.sound(), 50),
                    ms(storm.sound(), 99), ms(storm.sound(), 100), ms(storm.both(), 99), ms(storm.both(), 100),
                    String.format(Locale.ROOT, "%.0f", storm.spreadNs() / MILLIS), cpu(cpu, "signalling"), cpu(cpu, "rooms"), cpu(cpu, "media"),
                    cpu(cpu, "clients"));
                rows.add(Map.of("joinedMs", percentiles(storm.joined()), "soundAfterMs", percentiles(storm.sound()), "connectedToSoundMs",
                    percentiles(storm.both()), "allInAfterMs", storm.spreadNs() / MILLIS, "cpuSeconds", cpu));
            }
        }
        out.println();
        out.println(table);
        result.put("joins", Map.of("participants", participants, "withinMs", withinMs, "turns", rows));
    }

    private void floor(final PrintWriter out, final Map<String, Object> result) throws Exception {
        out.println("room-load: the floor changes " + changes + " times, " + listeners + " listen; " + changes / 2 + " are sent away …");
        out.flush();
        final FloorChanges.Result handOvers;
        final FloorChanges.Result kicks;
        try (BenchServer server = new BenchServer(1000, 1)) {
            final FloorChanges floor = new FloorChanges(server);
            handOvers = floor.handOvers(listeners, changes);
            kicks = floor.kicks(Math.max(1, changes / 2));
        }
        final Columns table = new Columns("from the command of the host", "p50 ms", "p99", "max", "packets late");
        table.row("hand-over: last packet of the former", ms(handOvers.stopped(), 50), ms(handOvers.stopped(), 99), ms(handOvers.stopped(), 100),
            String.valueOf(handOvers.late()));
        table.row("hand-over: first packet of the next", ms(handOvers.started(), 50), ms(handOvers.started(), 99), ms(handOvers.started(), 100), "");
        table.row("kick: last packet", ms(kicks.stopped(), 50), ms(kicks.stopped(), 99), ms(kicks.stopped(), 100), String.valueOf(kicks.late()));
        out.println();
        out.println(table);
        result.put("floor", Map.of("listeners", listeners, "handOvers", changes, "stoppedMs", percentiles(handOvers.stopped()), "startedMs",
            percentiles(handOvers.started()), "late", handOvers.late(), "kickStoppedMs", percentiles(kicks.stopped()), "kickLate", kicks.late()));
    }

    private static Map<String, Double> percentiles(final Histogram ns) {
        return Map.of("p50", ns.getValueAtPercentile(50) / MILLIS, "p99", ns.getValueAtPercentile(99) / MILLIS, "max", ns.getMaxValue() / MILLIS);
    }

    private static String ms(final Histogram ns, final double percentile) {
        return String.format(Locale.ROOT, "%.1f", ns.getValueAtPercentile(percentile) / MILLIS);
    }

    private static String cpu(final Map<String, Double> seconds, final String kind) {
        return String.format(Locale.ROOT, "%.2f", seconds.getOrDefault(kind, 0.0));
    }
}
