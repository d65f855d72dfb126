package io.penstock.benchmarks.scale;

import io.penstock.benchmarks.Medians;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Packets that the forwarder of rooms sends for each second of processor time, and how long they take, beside a bare loop over one socket. */
@Command(name = "forward-rooms", mixinStandardHelpOptions = true, description = {
    "RTP packets sent per CPU second by the forwarder of rooms over one UDP socket, and by a bare loop of receive and send, in turns.",
    "Only the threads that forward are counted. Transit is measured apart, at a rate that leaves time between packets.",
    "Receivers prove their address and then only receive: reports of theirs are not part of the cost."})
public final class ForwardRoomsCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e3;

    @Spec
    private CommandSpec spec;
    @Option(names = "--rooms", split = ",", defaultValue = "1:50,1:200,1:500,10x10",
        description = "Cases, publishers:receivers or ROOMSxPEOPLE where all send and receive (default: ${DEFAULT-VALUE}).")
    private String[] rooms;
    @Option(names = "--bytes", defaultValue = "1000", description = "Packet size, 64-1400 (default: ${DEFAULT-VALUE}).")
    private int bytes;
    @Option(names = "--rounds", defaultValue = "5", description = "Turns of each; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;
    @Option(names = "--seconds", defaultValue = "2", description = "Length of a turn (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--warmup", defaultValue = "4", description = "Seconds of warm-up for each of the two (default: ${DEFAULT-VALUE}).")
    private double warmup;
    @Option(names = "--window", defaultValue = "32", description = "Packets under way to the forwarder at most (default: ${DEFAULT-VALUE}).")
    private int window;
    @Option(names = "--rate", defaultValue = "10000",
        description = "Packets a second that leave the forwarder while transit is measured (default: ${DEFAULT-VALUE}).")
    private int rate;
    @Option(names = "--bound", defaultValue = "0", description = "Fail below this ratio; 0 = never.")
    private double bound;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    /** Creates the command. */
    public ForwardRoomsCommand() {
    }

    /** One case: the medians of its turns. */
    private record Row(String room, double barePerSecond, double enginePerSecond, double ratio, double bareNs, double engineNs, double engineBusy,
                       double bytesPerPacket, double bareP50Us, double bareP99Us, double engineP50Us, double engineP99Us, long out, long lost) { }

    /** One turn. */
    private record Turn(double perCpuSecond, double nsPerPacket, double busy, double bytesPerPacket, long out, long lost) { }

    @Override
    public Integer call() throws Exception {
        if (bytes < 64 || bytes > 1400 || rounds < 1 || window < 1 || rate < 1 || !(seconds > 0) || !(warmup >= 0)) {
            throw new ParameterException(spec.commandLine(), "wanted are 64-1400 bytes, at least one round, positive seconds, window and rate");
        }
        final List<RoomShape> shapes;
        try {
            shapes = Arrays.stream(rooms).map(RoomShape::parse).toList();
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final Circumstances circumstances = new Circumstances();
        final List<Row> rows = new ArrayList<>();
        for (final RoomShape shape : shapes) {
            out.println("forward-rooms: " + shape + " …");
            rows.add(measure(shape));
        }
        out.println();
        out.print(table(rows));
        out.println(circumstances);
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("bytes", bytes);
        result.put("rounds", rounds);
        result.put("secondsPerRound", seconds);
        result.put("packetsPerSecondForTransit", rate);
        result.put("cases", rows);
        ScaleReport.put(json, "forward-rooms", circumstances, result);
        final double worst = rows.stream().mapToDouble(Row::ratio).min().orElse(1);
        if (worst < bound) {
            out.printf(Locale.ROOT, "forward-rooms: MISSED: the lowest ratio is %.2f, wanted %.2f%n", worst, bound);
            return 1;
        }
        return 0;
    }

    private Row measure(final RoomShape shape) throws Exception {
        try (RoomLoad load = new RoomLoad(shape, bytes, window); BareRooms bare = new BareRooms(shape, load.peers());
             EngineRooms engine = new EngineRooms(shape)) {
            load.prove(engine.address());
            final RoomLoad.Streams bareStreams = new RoomLoad.Streams(shape);
            final RoomLoad.Streams engineStreams = new RoomLoad.Streams(shape);
            for (int i = 0; i < 4; i++) {
                load.run(bare.address(), bareStreams, (long) (warmup / 4 * NANOS), 0);
                load.run(engine.address(), engineStreams, (long) (warmup / 4 * NANOS), 0);
            }
            final Turn[] bareTurns = new Turn[rounds];
            final Turn[] engineTurns = new Turn[rounds];
            final double[][] transit = new double[4][rounds];
            final int paced = Math.max(1, rate / (shape.perRoom() - 1));
            for (int i = 0; i < rounds; i++) {
                bareTurns[i] = turn(load, bare, bareStreams);
                engineTurns[i] = turn(load, engine, engineStreams);
                final RoomLoad.Tally slowBare = load.run(bare.address(), bareStreams, (long) (seconds * NANOS), paced);
                final RoomLoad.Tally slowEngine = load.run(engine.address(), engineStreams, (long) (seconds * NANOS), paced);
                transit[0][i] = slowBare.transit().getValueAtPercentile(50) / MICROS;
                transit[1][i] = slowBare.transit().getValueAtPercentile(99) / MICROS;
                transit[2][i] = slowEngine.transit().getValueAtPercentile(50) / MICROS;
                transit[3][i] = slowEngine.transit().getValueAtPercentile(99) / MICROS;
            }
            return row(shape, bareTurns, engineTurns, transit);
        }
    }

    private Turn turn(final RoomLoad load, final RoomTarget target, final RoomLoad.Streams streams) throws Exception {
        final long cpuNs = target.threads().cpuNs();
        final long allocated = target.threads().allocatedBytes();
        final long startNs = System.nanoTime();
        final RoomLoad.Tally tally = load.run(target.address(), streams, (long) (seconds * NANOS), 0);
        final double usedNs = Math.max(1, target.threads().cpuNs() - cpuNs);
        final double packets = Math.max(1, tally.out());
        return new Turn(packets / (usedNs / NANOS), usedNs / packets, usedNs / (System.nanoTime() - startNs),
            (target.threads().allocatedBytes() - allocated) / packets, tally.out(), tally.lost());
    }

    private static Row row(final RoomShape shape, final Turn[] bare, final Turn[] engine, final double[][] transit) {
        final double[] ratios = new double[bare.length];
        long out = 0;
        long lost = 0;
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = engine[i].perCpuSecond / bare[i].perCpuSecond;
            out += engine[i].out;
            lost += engine[i].lost;
        }
        return new Row(shape.toString(), median(bare, Turn::perCpuSecond), median(engine, Turn::perCpuSecond), Medians.of(ratios),
            median(bare, Turn::nsPerPacket), median(engine, Turn::nsPerPacket), median(engine, Turn::busy), median(engine, Turn::bytesPerPacket),
            Medians.of(transit[0]), Medians.of(transit[1]), Medians.of(transit[2]), Medians.of(transit[3]), out, lost);
    }

    private static double median(final Turn[] turns, final ToDoubleFunction<Turn> of) {
        return Medians.of(Arrays.stream(turns).mapToDouble(of).toArray());
    }

    private static String table(final List<Row> rows) {
        final Columns table = new Columns("room", "bare pkt/CPU s", "engine pkt/CPU s", "ratio", "bare ns", "engine ns", "busy", "B/packet",
            "bare p50 us", "bare p99 us", "engine p50 us", "engine p99 us", "out", "lost");
        for (final Row row : rows) {
            table.row(row.room, number("%,.0f", row.barePerSecond), number("%,.0f", row.enginePerSecond), number("%.2f", row.ratio),
                number("%.0f", row.bareNs), number("%.0f", row.engineNs), number("%.2f", row.engineBusy), number("%.3f", row.bytesPerPacket),
                number("%.0f", row.bareP50Us), number("%.0f", row.bareP99Us), number("%.0f", row.engineP50Us), number("%.0f", row.engineP99Us),
                String.format(Locale.ROOT, "%,d", row.out), String.format(Locale.ROOT, "%,d", row.lost));
        }
        return table.toString();
    }

    private static String number(final String format, final double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
