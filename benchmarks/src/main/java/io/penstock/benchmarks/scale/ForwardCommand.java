package io.penstock.benchmarks.scale;

import io.penstock.benchmarks.Medians;
import io.penstock.core.MetricsLevel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Packets forwarded for each second of processor time, by a graph and by a bare loop, in turns. */
@Command(name = "forward", mixinStandardHelpOptions = true, description = {
    "RTP packets forwarded per CPU second by a graph (UdpSource, fan-out, UdpSinks) and by a bare DatagramChannel loop.",
    "Both run in turns in one process; only the threads that forward are counted. Ratio 1.00 = the engine costs nothing."})
public final class ForwardCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;

    @Spec
    private CommandSpec spec;
    @Option(names = "--bytes", split = ",", defaultValue = "1200,160", description = "Packet sizes (default: ${DEFAULT-VALUE}).")
    private int[] sizes;
    @Option(names = "--targets", split = ",", defaultValue = "1,4,16", description = "Numbers of sinks (default: ${DEFAULT-VALUE}).")
    private int[] fanOuts;
    @Option(names = "--rounds", defaultValue = "5", description = "Turns of each; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;
    @Option(names = "--seconds", defaultValue = "2", description = "Length of a turn (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--warmup", defaultValue = "4", description = "Seconds of warm-up for each of the two (default: ${DEFAULT-VALUE}).")
    private double warmup;
    @Option(names = "--rate", defaultValue = "0",
        description = "Packets a second; 0 = as many as the forwarder takes. A slow rate shows what waking up costs (default: ${DEFAULT-VALUE}).")
    private int rate;
    @Option(names = "--metrics", defaultValue = "GRAPH", description = "Metrics level of the engine (default: ${DEFAULT-VALUE}).")
    private MetricsLevel metrics;
    @Option(names = "--bound", defaultValue = "0", description = "Fail below this ratio; 0 = never.")
    private double bound;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    /** Creates the command. */
    public ForwardCommand() {
    }

    /** One case: the medians of its turns. */
    private record Row(int bytes, int targets, double barePerSecond, double graphPerSecond, double ratio, double bareNs, double graphNs,
                       double bareBusy, double graphBusy, double graphBytesPerPacket, long sent, long lost) {
    }

    /** One turn. */
    private record Turn(double perCpuSecond, double nsPerPacket, double busy, double bytesPerPacket, long sent, long lost) {
    }

    @Override
    public Integer call() throws Exception {
        final PrintWriter out = spec.commandLine().getOut();
        final Circumstances circumstances = new Circumstances();
        final List<Row> rows = new ArrayList<>();
        for (final int bytes : sizes) {
            for (final int targets : fanOuts) {
                out.printf(Locale.ROOT, "forward: %d bytes to %d …%n", bytes, targets);
                rows.add(measure(bytes, targets));
            }
        }
        out.println();
        out.print(table(rows));
        out.println(circumstances);
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("rounds", rounds);
        result.put("secondsPerRound", seconds);
        result.put("metrics", metrics);
        result.put("packetsPerSecond", rate);
        result.put("cases", rows);
        ScaleReport.put(json, "forward", circumstances, result);
        final double worst = rows.stream().mapToDouble(Row::ratio).min().orElse(1);
        if (worst < bound) {
            out.printf(Locale.ROOT, "forward: MISSED: the lowest ratio is %.2f, wanted %.2f%n", worst, bound);
            return 1;
        }
        return 0;
    }

    private Row measure(final int bytes, final int targets) throws Exception {
        try (PacketLoad load = new PacketLoad(bytes, targets); BareForwarder bare = new BareForwarder(load.targets());
             GraphForwarder graph = new GraphForwarder(load.targets(), metrics)) {
            // In short turns, so that the compiler sees of the load what the measurement shows it: two forwarders behind one call.
            for (int i = 0; i < 4; i++) {
                load.run(bare.address(), (long) (warmup / 4 * NANOS), rate);
                load.run(graph.address(), (long) (warmup / 4 * NANOS), rate);
            }
            final Turn[] bareTurns = new Turn[rounds];
            final Turn[] graphTurns = new Turn[rounds];
            for (int i = 0; i < rounds; i++) {
                bareTurns[i] = turn(load, bare);
                graphTurns[i] = turn(load, graph);
            }
            return row(bytes, targets, bareTurns, graphTurns);
        }
    }

    private Turn turn(final PacketLoad load, final Forwarder forwarder) throws Exception {
        final long cpuNs = forwarder.threads().cpuNs();
        final long allocated = forwarder.threads().allocatedBytes();
        final long startNs = System.nanoTime();
        final PacketLoad.Tally tally = load.run(forwarder.address(), (long) (seconds * NANOS), rate);
        final double usedNs = Math.max(1, forwarder.threads().cpuNs() - cpuNs);
        return new Turn(tally.received() / (usedNs / NANOS), usedNs / Math.max(1, tally.received()), usedNs / (System.nanoTime() - startNs),
            (forwarder.threads().allocatedBytes() - allocated) / (double) Math.max(1, tally.received()), tally.sent(), tally.lost());
    }

    private static Row row(final int bytes, final int targets, final Turn[] bare, final Turn[] graph) {
        final double[] ratios = new double[bare.length];
        long sent = 0;
        long lost = 0;
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = graph[i].perCpuSecond / bare[i].perCpuSecond;
            sent += bare[i].sent + graph[i].sent;
            lost += bare[i].lost + graph[i].lost;
        }
        return new Row(bytes, targets, median(bare, Turn::perCpuSecond), median(graph, Turn::perCpuSecond), Medians.of(ratios),
            median(bare, Turn::nsPerPacket), median(graph, Turn::nsPerPacket), median(bare, Turn::busy), median(graph, Turn::busy),
            median(graph, Turn::bytesPerPacket), sent, lost);
    }

    private static double median(final Turn[] turns, final java.util.function.ToDoubleFunction<Turn> of) {
        return Medians.of(java.util.Arrays.stream(turns).mapToDouble(of).toArray());
    }

    private static String table(final List<Row> rows) {
        final Columns table = new Columns("packet", "targets", "bare pkt/CPU s", "graph pkt/CPU s", "ratio", "bare ns", "graph ns", "bare busy",
            "graph busy", "B/packet", "sent", "lost");
        for (final Row row : rows) {
            table.row(row.bytes + " B", Integer.toString(row.targets), number("%,.0f", row.barePerSecond), number("%,.0f", row.graphPerSecond),
                number("%.2f", row.ratio), number("%.0f", row.bareNs), number("%.0f", row.graphNs), number("%.2f", row.bareBusy),
                number("%.2f", row.graphBusy), number("%.3f", row.graphBytesPerPacket), number("%,.0f", row.sent), number("%,.0f", row.lost));
        }
        return table.toString();
    }

    private static String number(final String format, final double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
