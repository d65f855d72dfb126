package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.NullSink;
import io.penstock.core.stages.AppSource;
import io.penstock.format.AudioFormat;
import io.penstock.graph.Graph;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Bytes of an idle graph and of a call, by regression over their number, so that what an engine holds once does not count. */
@Command(name = "memory", mixinStandardHelpOptions = true, description = {
    "Memory of one more idle graph (a source, a queue, a sink), of one more call that is built, and of one more call that runs.",
    "Heap after full collections, direct buffers by the JVM's account, pools by the engine's own. The slope of a line over 0 to N."})
public final class MemoryCommand implements Callable<Integer> {
    private static final int COUNTERS_EACH = 300;
    private static final double KIB = 1024;

    @Spec
    private CommandSpec spec;
    @Option(names = "--counts", split = ",", defaultValue = "0,2,4,8,16", description = "Numbers of graphs or calls (default: ${DEFAULT-VALUE}).")
    private int[] counts;
    @Option(names = "--seconds", defaultValue = "2", description = "How long calls run before a look (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    /** Creates the command. */
    public MemoryCommand() {
    }

    /** Something of which there can be many. */
    private interface Many {
        AutoCloseable one(Engine engine, int number);
    }

    /** What one more of them takes, in bytes; explained = share of the heap's variance that the line explains; left = bytes held after close. */
    private record Row(String what, double heap, double direct, double pools, double counters, double threads, double explained, long heapLeft,
                       long directLeft) {
    }

    @Override
    public Integer call() throws Exception {
        final PrintWriter out = spec.commandLine().getOut();
        final Circumstances circumstances = new Circumstances();
        final List<Row> rows = new ArrayList<>();
        rows.add(measure(out, "idle graph, started", 0, MemoryCommand::idle));
        rows.add(measure(out, "call, built", 0, (engine, i) -> call(engine, i)));
        rows.add(measure(out, "call, active", seconds, (engine, i) -> call(engine, i).start()));
        out.println();
        final Columns table = new Columns("one more", "heap KiB", "direct KiB", "of these pools KiB", "counters", "threads", "R²", "heap left KiB",
            "direct left KiB");
        for (final Row row : rows) {
            table.row(row.what, kib(row.heap), kib(row.direct), kib(row.pools), String.format(Locale.ROOT, "%.0f", row.counters),
                String.format(Locale.ROOT, "%.2f", row.threads), String.format(Locale.ROOT, "%.3f", row.explained), kib(row.heapLeft),
                kib(row.directLeft));
        }
        out.print(table);
        out.println("left = what remains of all of them after they are closed, against before they were built");
        out.println(circumstances);
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("counts", counts);
        result.put("bytesOfOneMore", rows);
        ScaleReport.put(json, "memory", circumstances, result);
        return 0;
    }

    private static String kib(final double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / KIB);
    }

    private static AutoCloseable idle(final Engine engine, final int number) {
        final Graph graph = engine.graph("idle-" + number).source("app", AppSource.of(AudioFormat.mono(48_000, Duration.ofMillis(20)), 8))
            .async(io.penstock.graph.Edges.dropOldest(Duration.ofMillis(40))).to("sink", new NullSink()).build();
        return graph.start();
    }

    private static PassThroughCall call(final Engine engine, final int number) {
        return PassThroughCall.build(engine, "call-" + number, new Random(number), PassThroughCall.HOLD_MS, CallsCommand::through);
    }

    private Row measure(final PrintWriter out, final String what, final double waitSeconds, final Many many) throws Exception {
        int most = 0;
        for (final int count : counts) {
            most = Math.max(most, count);
        }
        final Footprint[] seen = new Footprint[counts.length];
        final double[] x = new double[counts.length];
        final List<AutoCloseable> open = new ArrayList<>();
        try (Engine engine = Engine.launch(new EngineContext().maxCounters(Math.max(2048, most * COUNTERS_EACH)))) {
            // Classes, threads and caches of the first ones are not what one more takes.
            for (int i = 0; i < 2; i++) {
                open.add(many.one(engine, most + i));
            }
            Thread.sleep((long) (waitSeconds * 1000));
            closeAll(open);
            final Footprint before = Footprint.of(engine);
            for (int i = 0; i < counts.length; i++) {
                while (open.size() < counts[i]) {
                    open.add(many.one(engine, open.size()));
                }
                Thread.sleep((long) (waitSeconds * 1000));
                seen[i] = Footprint.of(engine);
                x[i] = counts[i];
                out.printf(Locale.ROOT, "memory: %s × %d: heap %.1f MiB, direct %.1f MiB, %d threads%n", what, counts[i],
                    seen[i].heapBytes() / KIB / KIB, seen[i].directBytes() / KIB / KIB, seen[i].threads());
            }
            closeAll(open);
            final Footprint after = Footprint.of(engine);
            final LinearFit heap = fit(x, seen, Footprint::heapBytes);
            return new Row(what, heap.slope(), fit(x, seen, Footprint::directBytes).slope(), fit(x, seen, Footprint::slabBytes).slope(),
                fit(x, seen, Footprint::counters).slope(), fit(x, seen, Footprint::threads).slope(), heap.determination(),
                after.heapBytes() - before.heapBytes(), after.directBytes() - before.directBytes());
        }
    }

    private static void closeAll(final List<AutoCloseable> open) throws Exception {
        for (final AutoCloseable one : open) {
            one.close();
        }
        open.clear();
    }

    private static LinearFit fit(final double[] x, final Footprint[] seen, final ToLongFunction<Footprint> of) {
        final double[] y = new double[seen.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = of.applyAsLong(seen[i]);
        }
        return LinearFit.of(x, y);
    }
}
