package io.penstock.examples.call;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How busy the machine is, from {@code /proc/stat} where there is one, and how much of that is this process. One thread. */
public final class CpuMeter {
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;
    private final Path stat;
    private final com.sun.management.OperatingSystemMXBean system;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private long[] start;
    private long[] last;
    private long startCpuNs;
    private long startNs;

    /**
     * Shares of time since a moment; null where the system does not tell.
     *
     * @param busy    everything that ran, steal included.
     * @param stolen  taken by other machines on the same host.
     * @param process this process.
     */
    public record Load(Double busy, Double stolen, Double process) {
    }

    /** Looks at this machine; {@link #start} before anything else. */
    public CpuMeter() {
        this(Path.of("/proc/stat"));
    }

    CpuMeter(final Path stat) {
        this.stat = stat;
        system = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean extended ? extended : null;
    }

    /**
     * Begins.
     *
     * @param nowNs time.
     */
    public void start(final long nowNs) {
        start = read();
        last = start;
        startNs = nowNs;
        startCpuNs = system == null ? 0 : system.getProcessCpuTime();
    }

    /** Busy share since the last call of this. */
    Double sinceLast() {
        final long[] now = read();
        final Double busy = busy(last, now);
        last = now;
        return busy;
    }

    /**
     * Shares since the beginning.
     *
     * @param nowNs time, later than that of the beginning.
     * @return the shares.
     */
    public Load sinceStart(final long nowNs) {
        final long[] now = read();
        final Double process = system == null || nowNs <= startNs ? null
            : Series.round((system.getProcessCpuTime() - startCpuNs) / (double) (nowNs - startNs) / cores);
        return new Load(busy(start, now), share(start, now, STEAL), process);
    }

    private static Double busy(final long[] from, final long[] to) {
        if (from == null || to == null) {
            return null;
        }
        final long total = total(from, to);
        final long idle = to[IDLE] - from[IDLE] + to[IO_WAIT] - from[IO_WAIT];
        return total <= 0 ? null : Series.round(Math.max(0, 1 - idle / (double) total));
    }

    private static Double share(final long[] from, final long[] to, final int field) {
        if (from == null || to == null) {
            return null;
        }
        final long total = total(from, to);
        return total <= 0 ? null : Series.round((to[field] - from[field]) / (double) total);
    }

    private static long total(final long[] from, final long[] to) {
        long sum = 0;
        for (int i = 0; i <= STEAL; i++) {
            sum += to[i] - from[i];
        }
        return sum;
    }

    /** First line: {@code cpu user nice system idle iowait irq softirq steal …} in ticks, see proc(5). */
    private long[] read() {
        try {
            final List<String> lines = Files.readAllLines(stat);
            final String[] words = lines.isEmpty() ? new String[0] : lines.get(0).trim().split("\\s+");
            if (words.length < STEAL + 2 || !words[0].equals("cpu")) {
                return null;
            }
            final long[] ticks = new long[STEAL + 1];
            for (int i = 0; i <= STEAL; i++) {
                ticks[i] = Long.parseLong(words[i + 1]);
            }
            return ticks;
        } catch (final IOException | NumberFormatException e) {
            return null;
        }
    }

    /**
     * Name of the processor.
     *
     * @return the architecture where the system does not tell.
     */
    public static String model() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim()).findFirst().orElse(System.getProperty("os.arch"));
        } catch (final IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
