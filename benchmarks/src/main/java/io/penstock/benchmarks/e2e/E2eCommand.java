package io.penstock.benchmarks.e2e;

import io.penstock.core.ThreadingMode;
import io.penstock.examples.call.CallCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options of the end-to-end benchmark. */
@Command(name = "e2e", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = {"Latency of calls from capture to rendering, read from a stamp in the picture and marks in the sound, from the time at which each "
        + "picture was due, what nobody saw included.", "",
        "Each scenario runs in processes of its own. Without options all of them run, which takes about 12 minutes.", ""},
    footer = {"", "Examples:", "  e2e --list", "  e2e --scenario pass-through,h264 --repeat 3", "  e2e --codec h264 --processes 2 --rtt 100 --loss 2",
        "  e2e --headline"})
public final class E2eCommand implements Callable<Integer> {
    private static final int HEADLINE_REPEATS = 3;
    private static final double HEADLINE_LIMIT_MS = 500;

    @Spec
    private CommandSpec spec;

    @Option(names = "--list", description = "List the scenarios and end.")
    private boolean list;

    @Option(names = "--scenario", paramLabel = "NAME", split = ",", description = "Run only these.")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "Three scenarios of five seconds: a check that everything runs, in a minute.")
    private boolean quick;

    @Option(names = "--headline", description = "Two processes, H.264 and Opus both ways at 360x640 and 15 a second, RTT 200 ms, jitter 30 ms, 5 %% "
        + "loss, 3 times 5 minutes; exit code 1 unless 99 of 100 pictures and marks in the sound came within 500 ms in each run.")
    private boolean headline;

    @Option(names = "--seconds", paramLabel = "N", description = "Length of a call (default 20; headline 300; quick 5).")
    private Integer seconds;

    @Option(names = "--repeat", paramLabel = "N", description = "Run the whole choice N times in turn (default 1; headline 3).")
    private Integer repeat;

    @Option(names = "--codec", paramLabel = "CODEC", converter = CodecName.class, description = "pass-through or h264 (with Opus).")
    private CallCodec codec;

    @Option(names = "--processes", paramLabel = "N", description = "1: both ends in one process; 2: an end each.")
    private Integer processes;

    @Option(names = "--calls", paramLabel = "N", description = "Calls at once in one engine.")
    private Integer calls;

    @Option(names = "--mode", paramLabel = "MODE", description = "Threads: invoker, shared or dedicated.")
    private ThreadingMode mode;

    @Option(names = "--gc", paramLabel = "GC", description = "Garbage collector: g1 or zgc.")
    private String gc;

    @Option(names = "--rtt", paramLabel = "MS", description = "Round-trip time that the network adds.")
    private Integer rtt;

    @Option(names = "--jitter", paramLabel = "MS", description = "Jitter that the network adds, each way.")
    private Integer jitter;

    @Option(names = "--loss", paramLabel = "P", description = "Packets lost, each way, percent.")
    private Double loss;

    @Option(names = "--seed", paramLabel = "N", description = "Makes cameras, voices and losses (default 1; each repeat takes the next).")
    private Long seed;

    @Option(names = "--limit", paramLabel = "MS", description = "Exit code 1 if a p99 is greater (default: no limit; headline 500).")
    private Double limit;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "e2e-out", description = "Where e2e.json and e2e.html go (default ${DEFAULT-VALUE}).")
    private Path out;

    /** Picocli makes the command. */
    public E2eCommand() {
        // Options have their defaults in the annotations.
    }

    /** Reads the name of a codec. */
    static final class CodecName implements ITypeConverter<CallCodec> {
        @Override
        public CallCodec convert(final String text) {
            try {
                return CallCodec.of(text);
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is none of pass-through, h264");
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final PrintWriter console = spec.commandLine().getOut();
        if (list) {
            final List<Scenario> all = new ArrayList<>(Scenario.all());
            all.add(Scenario.headline());
            all.forEach(scenario -> console.printf("%-28s %s%n", scenario.name(), scenario.described()));
            console.flush();
            return 0;
        }
        final List<Scenario> chosen = chosen();
        final int times = repeat != null ? repeat : headline ? HEADLINE_REPEATS : 1;
        require(times >= 1, "--repeat " + times + ": accepted is 1 or more");
        Files.createDirectories(out);
        final Machine machine = Machine.here();
        machine.facts().forEach((name, value) -> console.printf("%-14s %s%n", name, value));
        final List<Result> results = chosen.stream().map(Result::new).toList();
        for (int run = 1; run <= times; run++) {
            for (final Result result : results) {
                final Scenario scenario = result.scenario().seed(result.scenario().setup().seed() + run - 1);
                console.printf("%s%s: %s%n", scenario.name(), times > 1 ? ", run " + run + " of " + times : "", scenario.described());
                console.flush();
                result.runs().add(ScenarioRun.run(scenario));
            }
        }
        console.println();
        new ResultTable(results).print(console);
        final double bound = limit != null ? limit : headline ? HEADLINE_LIMIT_MS : 0;
        final List<String> verdicts = bound > 0 ? results.stream().map(result -> verdict(result, bound)).toList() : List.of();
        verdicts.forEach(console::println);
        ResultJson.write(machine, results, out.resolve("e2e.json"));
        ResultPage.of(machine, results, verdicts).write(out.resolve("e2e.html"));
        console.println("Written to " + out.toAbsolutePath().normalize() + ": e2e.html, e2e.json");
        console.flush();
        return bound > 0 && results.stream().anyMatch(result -> !isWithin(result, bound)) ? 1 : 0;
    }

    private static boolean isWithin(final Result result, final double bound) {
        return result.isComplete() && result.worstP99Ms() <= bound;
    }

    private static String verdict(final Result result, final double bound) {
        return String.format(Locale.ROOT, "%s: p99 of the worst run %.0f ms, limit %.0f ms: %s", result.scenario().name(), result.worstP99Ms(), bound,
            isWithin(result, bound) ? "kept" : result.isComplete() ? "MISSED" : "MISSED, nothing was seen or heard");
    }

    private List<Scenario> chosen() {
        final boolean varied = codec != null || processes != null || calls != null || mode != null || gc != null || rtt != null || jitter != null
            || loss != null;
        final List<Scenario> base;
        if (!names.isEmpty()) {
            base = new ArrayList<>();
            for (final String name : names) {
                base.add(Scenario.all().stream().filter(scenario -> scenario.name().equals(name)).findFirst()
                    .orElseThrow(() -> new ParameterException(spec.commandLine(), "--scenario " + name + ": there is none; --list lists them")));
            }
        } else if (headline) {
            base = List.of(Scenario.headline());
        } else if (quick) {
            base = Scenario.quick();
        } else {
            base = varied ? List.of(Scenario.custom()) : Scenario.all();
        }
        return base.stream().map(this::varied).toList();
    }

    private Scenario varied(final Scenario from) {
        Scenario scenario = from.seconds(seconds != null ? seconds : from.setup().seconds());
        scenario = codec != null ? scenario.codec(codec) : scenario;
        scenario = processes != null ? scenario.processes(processes) : scenario;
        scenario = calls != null ? scenario.calls(calls) : scenario;
        scenario = mode != null ? scenario.mode(mode) : scenario;
        scenario = gc != null ? scenario.gc(gc.toLowerCase(Locale.ROOT)) : scenario;
        scenario = seed != null ? scenario.seed(seed) : scenario;
        scenario = scenario.network(rtt != null ? rtt : scenario.setup().rttMs(), jitter != null ? jitter : scenario.setup().jitterMs(),
            loss != null ? loss : scenario.setup().lossPercent());
        require(scenario.setup().rttMs() >= 0 && scenario.setup().rttMs() <= 2_000, "--rtt: accepted are 0 to 2000 (milliseconds)");
        require(scenario.setup().jitterMs() >= 0 && scenario.setup().jitterMs() <= 500, "--jitter: accepted are 0 to 500 (milliseconds)");
        require(scenario.setup().lossPercent() >= 0 && scenario.setup().lossPercent() <= 100, "--loss: accepted are 0 to 100 (percent)");
        require(scenario.gc().equals(Scenario.G1) || scenario.gc().equals(Scenario.ZGC), "--gc " + gc + ": accepted are g1 and zgc");
        require(scenario.processes() == 1 || scenario.processes() == 2 && scenario.setup().calls() == 1,
            "--processes: accepted are 1, and 2 for a single call");
        return scenario;
    }

    private void require(final boolean holds, final String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
