package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.format.FormatSpec;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many calls one machine carries in one engine before frames come late or are lost. */
@Command(name = "calls", mixinStandardHelpOptions = true, description = {
    "Searches for the greatest number of concurrent calls with codecs that only copy: both ends of each call in this process, sound each 20 ms",
    "and 15 pictures a second (500 kbit/s) both ways over UDP. Carried means: no frame lost, and p99 of the lateness within the bound.",
    "Lateness = from the time a frame was due at its source to its sink, less what the jitter buffer meant to hold it."})
public final class CallsCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;
    private static final int COUNTERS_PER_CALL = 300;
    private static final Pattern LOSSES = Pattern.compile("dropped|lost|late|error|abandon|overflow|resync|freeze|incomplete|delayed");

    @Spec
    private CommandSpec spec;
    @Option(names = "--p99", defaultValue = "20", description = "Bound of the lateness in ms (default: ${DEFAULT-VALUE}).")
    private double boundMs;
    @Option(names = "--seconds", defaultValue = "10", description = "Length of a trial (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--warmup", defaultValue = "3", description = "Seconds before each trial counts (default: ${DEFAULT-VALUE}).")
    private double warmup;
    @Option(names = "--first", defaultValue = "16", description = "First count to try (default: ${DEFAULT-VALUE}).")
    private int first;
    @Option(names = "--most", defaultValue = "1024", description = "Greatest count to try (default: ${DEFAULT-VALUE}).")
    private int most;
    @Option(names = "--grain", defaultValue = "0.05", description = "How exact, as a share of the answer (default: ${DEFAULT-VALUE}).")
    private double grain;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    /** Creates the command. */
    public CallsCommand() {
    }

    /** What one trial showed. Cores and CPU are of this process; lost and made up are frames. */
    private record Trial(int calls, double p50Ms, double p99Ms, double maxMs, long frames, long lost, long madeUp, double coresUsed,
                         double bytesPerFrame, Map<String, Long> drops, boolean carried) {
    }

    @Override
    public Integer call() throws Exception {
        final PrintWriter out = spec.commandLine().getOut();
        final Circumstances circumstances = new Circumstances();
        final List<Trial> trials = new ArrayList<>();
        out.println("calls: warming up …");
        trial(Math.min(first, most));
        final int found = GreatestCount.search(first, most, grain, count -> {
            final Trial trial = trial(count);
            trials.add(trial);
            out.printf(Locale.ROOT, "calls: %d: p99 %.2f ms, lost %d%s, %.2f cores: %s%n", count, trial.p99Ms, trial.lost,
                trial.drops.isEmpty() ? "" : " " + trial.drops, trial.coresUsed, trial.carried ? "carried" : "too many");
            return trial.carried;
        });
        out.println();
        out.print(table(trials));
        final int cores = Runtime.getRuntime().availableProcessors();
        final Trial best = trials.stream().filter(trial -> trial.carried && trial.calls == found).findFirst().orElse(null);
        final double perCoreUsed = best == null ? 0 : found / best.coresUsed;
        out.printf(Locale.ROOT, "%d calls on %d cores = %.0f a core (both ends of each); %.0f for each core in use%n", found, cores,
            found / (double) cores, perCoreUsed);
        out.println(circumstances);
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("boundMs", boundMs);
        result.put("secondsPerTrial", seconds);
        result.put("calls", found);
        result.put("callsPerCore", found / (double) cores);
        result.put("callsPerCoreInUse", perCoreUsed);
        result.put("trials", trials);
        ScaleReport.put(json, "calls", circumstances, result);
        return found > 0 ? 0 : 1;
    }

    static InPlace through() {
        return Stages.inPlace(StageSpec.same("network", FormatSpec.any()).build(), frame -> Verdict.FORWARD);
    }

    private Trial trial(final int calls) throws Exception {
        final Random random = new Random(calls);
        final ThreadSet threads = new ThreadSet();
        final List<PassThroughCall> all = new ArrayList<>();
        try (Engine engine = Engine.launch(new EngineContext().threadFactory(threads).maxCounters(Math.max(2048, calls * COUNTERS_PER_CALL)))) {
            for (int i = 0; i < calls; i++) {
                all.add(PassThroughCall.build(engine, "call-" + i, random, PassThroughCall.HOLD_MS, CallsCommand::through));
            }
            all.forEach(PassThroughCall::start);
            sleep(warmup);
            final long madeUpBefore = madeUp(all);
            final long framesBefore = all.stream().mapToLong(PassThroughCall::received).sum();
            final long cpuBefore = threads.cpuNs();
            final long allocatedBefore = threads.allocatedBytes();
            final long startNs = System.nanoTime();
            final long fromNs = engine.clock().nanoTime();
            all.forEach(call -> call.sinks().forEach(sink -> sink.record(fromNs, fromNs + (long) (seconds * NANOS))));
            sleep(seconds);
            final double usedCores = (threads.cpuNs() - cpuBefore) / (double) (System.nanoTime() - startNs);
            final double allocated = threads.allocatedBytes() - allocatedBefore;
            final long madeUp = madeUp(all) - madeUpBefore;
            final long frames = all.stream().mapToLong(PassThroughCall::received).sum() - framesBefore;
            // What was due last may still be held; sending goes on meanwhile, so that nothing changes for it.
            sleep(0.5);
            final Map<String, Long> drops = new TreeMap<>();
            all.forEach(call -> call.graphs().forEach(graph -> graph.snapshot().stages().forEach(stage -> stage.counters().forEach((name, count) -> {
                if (count != 0 && LOSSES.matcher(name).find()) {
                    drops.merge(stage.name() + ' ' + name, count, Long::sum);
                }
            }))));
            all.forEach(PassThroughCall::close);
            final Histogram lateness = lateness(all);
            final long lost = all.stream().flatMap(call -> call.sinks().stream()).mapToLong(LatenessSink::lost).sum();
            final double p99Ms = lateness.getValueAtPercentile(99) / 1e6;
            final boolean carried = lost == 0 && p99Ms <= boundMs && lateness.getTotalCount() > 0;
            return new Trial(calls, lateness.getValueAtPercentile(50) / 1e6, p99Ms, lateness.getMaxValue() / 1e6, frames, lost, madeUp, usedCores,
                allocated / Math.max(1, frames), drops, carried);
        }
    }

    private static Histogram lateness(final List<PassThroughCall> calls) {
        final Histogram sum = new Histogram(3);
        calls.forEach(call -> call.sinks().forEach(sink -> sum.add(sink.lateness())));
        return sum;
    }

    private static long madeUp(final List<PassThroughCall> calls) {
        return calls.stream().flatMap(call -> call.sinks().stream()).mapToLong(LatenessSink::madeUp).sum();
    }

    private static void sleep(final double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * NANOS / 1e6));
    }

    private static String table(final List<Trial> trials) {
        final Columns table = new Columns("calls", "p50 ms", "p99 ms", "max ms", "frames", "lost", "made up", "cores used", "B/frame", "carried");
        for (final Trial trial : trials) {
            table.row(Integer.toString(trial.calls), String.format(Locale.ROOT, "%.2f", trial.p50Ms), String.format(Locale.ROOT, "%.2f", trial.p99Ms),
                String.format(Locale.ROOT, "%.1f", trial.maxMs), Long.toString(trial.frames), Long.toString(trial.lost), Long.toString(trial.madeUp),
                String.format(Locale.ROOT, "%.2f", trial.coresUsed), String.format(Locale.ROOT, "%.2f", trial.bytesPerFrame),
                trial.carried ? "yes" : "no");
        }
        return table.toString();
    }
}
