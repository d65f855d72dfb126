package io.penstock.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import io.penstock.core.metrics.CounterType;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.graph.GraphState;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the counters of another process while it runs. Reading costs that process nothing: the file is memory that both have mapped. */
@Command(name = "stat", mixinStandardHelpOptions = true, description = "Shows the live counters of another process, every second.",
    footer = {"", "The other process says where: new EngineContext().countersFile(Path.of(\"/dev/shm/penstock\"))"})
final class EngineStat implements Callable<Integer> {
    private static final String CLEAR_SCREEN = "\033[H\033[2J";

    @Parameters(paramLabel = "FILE", description = "The counters file.")
    private Path file;
    @Option(names = "--once", description = "Shows the counters once and ends.")
    private boolean once;
    @Option(names = "--interval", paramLabel = "S", defaultValue = "1",
        description = "Seconds between two looks (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--filter", paramLabel = "TEXT", defaultValue = "", description = "Only counters whose graph or label contains this.")
    private String filter;
    @Option(names = "--all", description = "Also counters that are 0.")
    private boolean all;
    @Spec
    private CommandSpec spec;

    private final Map<String, Long> before = new HashMap<>();
    private long lastLookNs;

    private record Row(CounterType type, long value) {
    }

    @Override
    public Integer call() throws InterruptedException {
        final PrintWriter out = spec.commandLine().getOut();
        final boolean terminal = System.console() != null;
        try (EngineCounters counters = EngineCounters.readOnly(file)) {
            show(counters, out);
            while (!once && counters.isLive()) {
                Thread.sleep(Math.max(100, Math.round(seconds * 1000)));
                out.print(terminal ? CLEAR_SCREEN : "\n");
                show(counters, out);
            }
            if (!counters.isLive()) {
                out.println("the process has ended; these are its last values");
            }
        }
        out.flush();
        return 0;
    }

    private void show(final EngineCounters counters, final PrintWriter out) {
        final Map<String, TreeMap<String, Row>> owners = new TreeMap<>();
        counters.forEach((id, type, label, value) -> {
            final String owner = counters.owner(id).isEmpty() ? "engine" : counters.owner(id);
            if ((all || value != 0) && (owner.contains(filter) || label.contains(filter))) {
                owners.computeIfAbsent(owner, any -> new TreeMap<>()).put(name(type, label), new Row(type, value));
            }
        });
        out.printf(Locale.ROOT, "process %d, up %s, %s%n", counters.pid(), age(counters.startEpochNs()), counters.isLive() ? "running"
            : "ended");
        final long nowNs = System.nanoTime();
        final double passed = (nowNs - lastLookNs) / 1e9;
        lastLookNs = nowNs;
        owners.forEach((owner, rows) -> {
            out.println();
            out.printf(Locale.ROOT, "%-56s %14s %12s%n", owner, "", before.isEmpty() ? "" : "a second");
            rows.forEach((label, row) -> {
                final Long last = before.put(owner + '\n' + label, row.value());
                final String rate = row.type().isGauge() || last == null ? "" : rate(row.type(), (row.value() - last) / passed);
                out.printf(Locale.ROOT, "  %-54s %14s %12s%n", label, value(row), rate);
            });
        });
        out.flush();
    }

    /** Counters that a stage named itself say so in their label, the others in their type. */
    private static String name(final CounterType type, final String label) {
        final String what = type.name().substring(type.name().indexOf('_') + 1).replaceAll("_NS$", "").toLowerCase(Locale.ROOT).replace('_',
            ' ');
        if (type == CounterType.EDGE_DROPPED) {
            return label.replace(": ", ": dropped, ");
        }
        return label.replaceAll(", ns$", "") + (label.contains(": ") || type == CounterType.UNKNOWN ? "" : ": " + what);
    }

    private static String rate(final CounterType type, final double perSecond) {
        return type.unit() == CounterType.Unit.NANOSECONDS ? String.format(Locale.ROOT, "%.1f %%", perSecond / 1e7)
            : String.format(Locale.ROOT, "%,.1f", perSecond);
    }

    private static String value(final Row row) {
        return switch (row.type().unit()) {
            case NANOSECONDS -> String.format(Locale.ROOT, "%,.1f ms", row.value() / 1e6);
            case STATE -> row.value() >= 0 && row.value() < GraphState.values().length
                ? GraphState.values()[(int) row.value()].name().toLowerCase(Locale.ROOT) : Long.toString(row.value());
            default -> String.format(Locale.ROOT, "%,d", row.value());
        };
    }

    private static String age(final long sinceEpochNs) {
        final Duration age = Duration.between(Instant.ofEpochSecond(0, sinceEpochNs), Instant.now());
        return String.format(Locale.ROOT, "%d:%02d:%02d", age.toHours(), age.toMinutesPart(), age.toSecondsPart());
    }
}
