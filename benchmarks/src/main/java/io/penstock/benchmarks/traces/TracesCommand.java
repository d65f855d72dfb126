package io.penstock.benchmarks.traces;

import io.penstock.core.jitter.JitterConfig;
import io.penstock.error.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the trace bench. */
@Command(name = "traces", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"What the jitter buffers make of bad links: seeded traces, replayed in virtual time.", "",
        "Without options all traces run, of a minute each, which takes about a minute. The same options always give the same figures.", ""},
    footer = {"", "Examples:", "  traces --list", "  traces --only lte-hand-over,outage-1s --seconds 30",
        "  traces --out before && … && traces --compare before/traces.json", "  traces --record && traces --replay traces-out/wifi.trace"})
public final class TracesCommand implements Callable<Integer> {
    private static final int MAX_SECONDS = 3600;
    private static final int MAX_COUNT = 99;
    /** So much longer than the delay may grow, something is waited for. */
    private static final int MORE_MS = 500;

    @Spec
    private CommandSpec spec;

    @Option(names = "--list", description = "List the traces and end.")
    private boolean list;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "Run only these.")
    private List<String> names = List.of();

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "Length of a trace (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Which packets are lost and late (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1",
        description = "Run each with so many seeds, and tell the medians (default ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--sound", paramLabel = "MS-MS", defaultValue = "10-1200",
        description = "Least and greatest delay of the audio jitter buffer (default ${DEFAULT-VALUE}); one number = fixed.")
    private String sound;

    @Option(names = "--pictures", paramLabel = "MS-MS", defaultValue = "10-1000",
        description = "Least and greatest delay of the video jitter buffer (default ${DEFAULT-VALUE}); one number = fixed.")
    private String pictures;

    @Option(names = "--threads", paramLabel = "N",
        description = "Traces at a time (default: one for each processor). The figures do not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "traces-out",
        description = "Where traces.json, traces.html and traces.md go (default ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--compare", paramLabel = "FILE", description = "A traces.json of before: marks changes; exit code 1 if anything became worse.")
    private Path compare;

    @Option(names = "--tolerance", paramLabel = "P", defaultValue = "10",
        description = "By how many percent a figure may become worse (default ${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(names = "--record", description = "Write the traces too, as text: NAME.trace.")
    private boolean record;

    @Option(names = "--replay", paramLabel = "FILE", split = ",",
        description = "Replay recorded traces instead of making some: what --record wrote, or captures (pcap) of RTP where it arrived.")
    private List<Path> recorded = List.of();

    /** Picocli makes the command. */
    public TracesCommand() {
        // Options have their defaults in the annotations.
    }

    @Override
    public Integer call() throws IOException {
        final PrintWriter console = spec.commandLine().getOut();
        if (list) {
            TraceScenarios.all().forEach(scenario -> console.printf("%-22s %s%n", scenario.name(), scenario.described()));
            console.flush();
            return 0;
        }
        require(seconds >= 2 && seconds <= MAX_SECONDS, "--seconds " + seconds + ": accepted are 2 to " + MAX_SECONDS);
        require(seeds >= 1 && seeds <= MAX_COUNT, "--seeds " + seeds + ": accepted are 1 to " + MAX_COUNT);
        require(threads >= 1 && threads <= MAX_COUNT, "--threads " + threads + ": accepted are 1 to " + MAX_COUNT);
        require(tolerance >= 0, "--tolerance " + tolerance + ": accepted is 0 or more");
        final JitterConfig ear = config(JitterConfig.audio(), "--sound", sound);
        final JitterConfig eye = config(JitterConfig.video(), "--pictures", pictures).maxPackets(4096);
        final TraceJson.Before before = compare == null ? null : readBefore();
        Files.createDirectories(out);
        final List<TraceResult> results = recorded.isEmpty() ? make(console, ear, eye) : replay(console, ear, eye);
        final TraceComparison comparison = before == null ? new TraceComparison() : new TraceComparison(before.results(), results, tolerance);
        console.println();
        final TraceTable table = new TraceTable(results, comparison);
        table.print(console);
        final String settings = settings();
        Files.writeString(out.resolve("traces.md"), table.markdown(settings));
        TraceJson.write(settings, results, out.resolve("traces.json"));
        TracePage.of(settings, results, comparison).write(out.resolve("traces.html"));
        if (before != null) {
            console.println();
            comparison.lines().forEach(console::println);
            console.println(comparison.summary(tolerance) + (before.settings().equals(settings) ? "" : ". Settings differ: " + before.settings()));
        }
        console.println("Written to " + out.toAbsolutePath().normalize() + ": traces.html, traces.json, traces.md" + (record ? ", *.trace" : ""));
        console.flush();
        return comparison.worse() > 0 ? 1 : 0;
    }

    private String settings() {
        return "sound " + sound + " ms, pictures " + pictures + " ms, " + (recorded.isEmpty() ? seconds + " s, seed " + seed
            + (seeds == 1 ? "" : "–" + (seed + seeds - 1)) : "recorded");
    }

    private TraceJson.Before readBefore() {
        try {
            return TraceJson.read(compare);
        } catch (final IOException e) {
            throw new ParameterException(spec.commandLine(), "--compare " + compare + ": " + e.getMessage(), e);
        }
    }

    private List<TraceResult> make(final PrintWriter console, final JitterConfig ear, final JitterConfig eye) throws IOException {
        final List<TraceScenario> chosen = new ArrayList<>();
        for (final String name : names) {
            chosen.add(TraceScenarios.all().stream().filter(scenario -> scenario.name().equals(name)).findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "--only " + name + ": there is none; --list lists them")));
        }
        final List<TraceScenario> all = names.isEmpty() ? TraceScenarios.all() : chosen;
        return run(console, all.stream().<Callable<TraceResult>>map(scenario -> () -> result(scenario, ear, eye)).toList());
    }

    private TraceResult result(final TraceScenario scenario, final JitterConfig ear, final JitterConfig eye) throws IOException {
        final Voice voice = Voice.of(scenario.pauses());
        final List<TraceResult> runs = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            final LinkTrace trace = TraceMaker.make(scenario, voice, seconds, seed + i);
            if (record) {
                Files.writeString(out.resolve(trace.name() + (seeds == 1 ? "" : "-" + (seed + i)) + ".trace"), TraceText.write(trace));
            }
            runs.add(TraceReplay.run(trace, voice, ear, eye));
        }
        return TraceResult.median(runs);
    }

    /** Runs each on one of the threads, and tells of them in order. */
    private List<TraceResult> run(final PrintWriter console, final List<Callable<TraceResult>> tasks) throws IOException {
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            final List<Future<TraceResult>> running = tasks.stream().map(pool::submit).toList();
            final List<TraceResult> results = new ArrayList<>();
            for (final Future<TraceResult> one : running) {
                results.add(one.get());
                progress(console, results, tasks.size());
            }
            return results;
        } catch (final ExecutionException e) {
            throw new IOException("a trace could not be replayed: " + e.getCause(), e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private List<TraceResult> replay(final PrintWriter console, final JitterConfig ear, final JitterConfig eye) throws IOException {
        final List<LinkTrace> traces = new ArrayList<>();
        for (final Path file : recorded) {
            try {
                final String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "").replaceAll("[^\\w.+-]", "-");
                traces.add(PcapFile.isCapture(file) ? CapturedTrace.of(name, PcapFile.read(file)) : TraceText.read(Files.readString(file)));
            } catch (final IOException | IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--replay " + file + (e instanceof IOException ? " cannot be read: " : ": ")
                    + e.getMessage(), e);
            }
        }
        final Voice voice = Voice.of(false);
        if (record) {
            for (final LinkTrace trace : traces) {
                Files.writeString(out.resolve(trace.name() + ".trace"), TraceText.write(trace));
            }
        }
        return run(console, traces.stream().<Callable<TraceResult>>map(trace -> () -> TraceReplay.run(trace, voice, ear, eye)).toList());
    }

    private static void progress(final PrintWriter console, final List<TraceResult> results, final int all) {
        final TraceResult result = results.get(results.size() - 1);
        console.printf(Locale.ROOT, "%2d of %d  %-22s %s%n", results.size(), all, result.name(), result.described());
        console.flush();
    }

    private JitterConfig config(final JitterConfig from, final String option, final String text) {
        require(text.matches("\\d{1,5}(-\\d{1,5})?"), option + ' ' + text + ": accepted are milliseconds, or two numbers of them, as in 10-1000");
        final String[] bounds = text.split("-");
        final int least = Integer.parseInt(bounds[0]);
        final int most = bounds.length == 1 ? least : Integer.parseInt(bounds[1]);
        try {
            final JitterConfig config = from.targetDelayMs(least).maxDelayMs(most + MORE_MS);
            return bounds.length == 1 ? config : config.adaptiveUpToMs(most);
        } catch (final ConfigurationException e) {
            throw new ParameterException(spec.commandLine(), option + ' ' + text + ": " + e.getMessage(), e);
        }
    }

    private void require(final boolean holds, final String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
