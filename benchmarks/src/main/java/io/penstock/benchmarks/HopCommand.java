package io.penstock.benchmarks;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a frame waits on its way to another thread when frames come at a pace, as they do in a call. */
@Command(name = "hop", mixinStandardHelpOptions = true, description = {
    "Latency of paced frames, from the time each was meant to be sent to its arrival at the sink, so that a late sender hides nothing:",
    "seven fused stages in a graph, an edge of the engine, and Agrona's ring; the receiving thread parks or spins.",
    "The cases take turns; each figure is the median of the rounds."})
final class HopCommand implements Callable<Integer> {
    private static final double PARKED_US = 15;
    private static final double PARKED_SHARE = 0.10;
    private static final double SPINNING_US = 3;
    private static final double EDGE_RATIO = 1.2;

    @Spec
    private CommandSpec spec;

    @Option(names = "--rate", defaultValue = "1000", description = "Frames a second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "3", description = "Length of a round of one case (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--check", description = "Exit with 1 if p50 misses 15 µs at 10 %% of a core parked, 3 µs spinning, or 1.2 times the ring.")
    private boolean check;

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || rate > 100_000 || seconds < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rate 1–100000, --seconds and --rounds at least 1");
        }
        final PrintWriter out = spec.commandLine().getOut();
        final PacedCase[] cases = {
            new PacedGraph("7 fused stages, parked", false), new PacedGraph("7 fused stages, spinning", true),
            new PacedQueue("edge, parked", "edge", false), new PacedQueue("Agrona ring, parked", "ring", false),
            new PacedQueue("edge, spinning", "edge", true), new PacedQueue("Agrona ring, spinning", "ring", true),
        };
        final List<List<PacedCase.Result>> results = new ArrayList<>();
        for (final PacedCase each : cases) {
            results.add(new ArrayList<>());
            // Warmed up by twice as many frames as a round has: the compiler must be done before the first figure counts.
            each.run(20_000, Math.max(1, seconds));
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < cases.length; i++) {
                results.get(i).add(cases[i].run(rate, seconds));
            }
            out.println("round " + (round + 1) + " of " + rounds);
        }
        out.printf(Locale.ROOT, "%n%d frames/s, %s, load average %.1f%n%-28s %9s %9s %9s %12s%n", rate, System.getProperty("java.runtime.version"),
            java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), "", "p50 µs", "p99 µs", "max µs",
            "% of a core");
        final PacedCase.Result[] medians = new PacedCase.Result[cases.length];
        for (int i = 0; i < cases.length; i++) {
            medians[i] = PacedCase.Result.median(results.get(i));
            out.printf(Locale.ROOT, "%-28s %9.2f %9.2f %9.1f %12.1f%n", cases[i].name(), medians[i].p50Us(), medians[i].p99Us(), medians[i].maxUs(),
                medians[i].coreShare() * 100);
        }
        final boolean met = medians[0].p50Us() <= PARKED_US && medians[0].coreShare() <= PARKED_SHARE && medians[1].p50Us() <= SPINNING_US
            && medians[2].p50Us() <= EDGE_RATIO * medians[3].p50Us() && medians[4].p50Us() <= EDGE_RATIO * medians[5].p50Us();
        out.printf(Locale.ROOT, "edge : ring   parked %.2f   spinning %.2f%n", medians[2].p50Us() / medians[3].p50Us(),
            medians[4].p50Us() / medians[5].p50Us());
        return check && !met ? 1 : 0;
    }
}
