package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Calls that come and go for hours, and a look each minute whether anything grows. */
@Command(name = "soak", mixinStandardHelpOptions = true, description = {
    "Calls with codecs that only copy join and leave at random, branches are attached and detached, packets are lost. At each look the same",
    "number of calls runs and nothing is attached: heap after a collection, direct memory, threads, counters and pool use must stay flat.",
    "Flat = the least slope that the looks after the first quarter support (two standard errors below the fitted line) adds less than is allowed",
    "over the run: 2 MiB or 5 % of heap, 256 KiB of direct memory, 4 open files, 1 thread, 8 counters."})
public final class SoakCommand implements Callable<Integer> {
    private static final double MIB = 1024 * 1024.0;
    private static final double HEAP_BYTES_ALLOWED = 2 * MIB;
    private static final double HEAP_SHARE_ALLOWED = 0.05;
    private static final double DIRECT_BYTES_ALLOWED = 256 * 1024.0;
    private static final double THREADS_ALLOWED = 1;
    private static final double FILES_ALLOWED = 4;
    private static final double COUNTERS_ALLOWED = 8;
    private static final int LOOKS_AT_LEAST = 8;
    private static final int MAX_COUNTERS = 16_384;

    @Spec
    private CommandSpec spec;
    @Option(names = "--minutes", defaultValue = "${sys:soak.minutes:-60}", description = "How long (default: -Dsoak.minutes, or 60).")
    private double minutes;
    @Option(names = "--calls", defaultValue = "8", description = "Calls that run at each look (default: ${DEFAULT-VALUE}).")
    private int calls;
    @Option(names = "--loss", defaultValue = "0.02", description = "Share of packets lost (default: ${DEFAULT-VALUE}).")
    private double loss;
    @Option(names = "--step-ms", defaultValue = "250", description = "Time between joins, leaves, attachments (default: ${DEFAULT-VALUE}).")
    private long stepMs;
    @Option(names = "--seed", defaultValue = "1", description = "Seed of chance (default: ${DEFAULT-VALUE}).")
    private long seed;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    /** Creates the command. */
    public SoakCommand() {
    }

    /** What was seen after so many minutes. */
    private record Look(double minute, Footprint footprint) {
    }

    /** Whether something stayed flat over the run. */
    private record Verdict(String what, double first, double last, double perHour, double allowedOverRun, boolean flat) {
    }

    @Override
    public Integer call() throws Exception {
        final PrintWriter out = spec.commandLine().getOut();
        final Circumstances circumstances = new Circumstances();
        final List<Look> looks = new ArrayList<>();
        final long lookEveryNs = (long) Math.min(60e9, minutes * 60e9 / LOOKS_AT_LEAST);
        out.printf(Locale.ROOT, "soak: %.1f minutes, %d calls at each look, a look every %.0f s, seed %d%n", minutes, calls, lookEveryNs / 1e9, seed);
        final SoakWorld.Totals totals;
        try (Engine engine = Engine.launch(new EngineContext().maxCounters(MAX_COUNTERS));
             SoakWorld world = new SoakWorld(engine, calls, loss, seed)) {
            final long startNs = System.nanoTime();
            final long endNs = startNs + (long) (minutes * 60e9);
            long lookNs = startNs + lookEveryNs;
            while (System.nanoTime() < endNs) {
                world.step();
                Thread.sleep(stepMs);
                if (System.nanoTime() >= lookNs) {
                    lookNs += lookEveryNs;
                    world.settle();
                    final Look look = new Look((System.nanoTime() - startNs) / 60e9, Footprint.of(engine));
                    looks.add(look);
                    progress(out, look, world.totals());
                }
            }
            world.settle();
            looks.add(new Look((System.nanoTime() - startNs) / 60e9, Footprint.of(engine)));
            totals = world.totals();
        }
        return report(out, circumstances, looks, totals);
    }

    private static void progress(final PrintWriter out, final Look look, final SoakWorld.Totals totals) {
        final Footprint now = look.footprint;
        out.printf(Locale.ROOT, "soak: %.1f min: heap %.2f MiB, direct %.2f MiB, %d threads, %d counters, %d slots in use; %d joined, %d attached%n",
            look.minute, now.heapBytes() / MIB, now.directBytes() / MIB, now.threads(), now.counters(), now.slotsInUse(), totals.joined(),
            totals.attached());
    }

    private int report(final PrintWriter out, final Circumstances circumstances, final List<Look> looks, final SoakWorld.Totals totals)
        throws Exception {
        final List<Look> judged = looks.subList(looks.size() / 4, looks.size());
        final double heapAllowed = Math.max(HEAP_BYTES_ALLOWED, HEAP_SHARE_ALLOWED * judged.get(0).footprint.heapBytes());
        final List<Verdict> verdicts = List.of(judge("heap bytes", judged, Footprint::heapBytes, heapAllowed),
            judge("direct bytes", judged, Footprint::directBytes, DIRECT_BYTES_ALLOWED),
            judge("open files", judged, Footprint::openFiles, FILES_ALLOWED),
            judge("threads", judged, Footprint::threads, THREADS_ALLOWED), judge("counters", judged, Footprint::counters, COUNTERS_ALLOWED),
            // What is held at a look differs with what is under way just then; a leak of slots rises without end.
            judge("slots in use", judged, Footprint::slotsInUse, Math.max(16, 8.0 * calls)));
        final boolean flat = verdicts.stream().allMatch(Verdict::flat) && totals.failed() == 0;
        final Columns table = new Columns("what", "first", "last", "an hour", "allowed", "flat");
        for (final Verdict verdict : verdicts) {
            table.row(verdict.what, number(verdict.first), number(verdict.last), number(verdict.perHour), number(verdict.allowedOverRun),
                verdict.flat ? "yes" : "NO");
        }
        out.println();
        out.print(table);
        out.println(totals);
        out.println(circumstances);
        out.println(flat ? "soak: flat" : "soak: FAILED");
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("minutes", minutes);
        result.put("calls", calls);
        result.put("seed", seed);
        result.put("totals", totals);
        result.put("verdicts", verdicts);
        result.put("looks", looks);
        ScaleReport.put(json, "soak", circumstances, result);
        return flat ? 0 : 1;
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static Verdict judge(final String what, final List<Look> looks, final ToLongFunction<Footprint> of, final double allowed) {
        final double[] x = looks.stream().mapToDouble(Look::minute).toArray();
        final double[] y = looks.stream().mapToDouble(look -> of.applyAsLong(look.footprint)).toArray();
        final LinearFit fit = LinearFit.of(x, y);
        return new Verdict(what, y[0], y[y.length - 1], fit.slope() * 60, allowed, fit.isFlat(x[x.length - 1] - x[0], allowed));
    }
}
