package io.penstock.benchmarks.scale;

import io.penstock.clock.MediaClock;
import io.penstock.core.EngineContext;
import io.penstock.core.metrics.TimerSlack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where and when something was measured, and how much of the machine others had meanwhile, from {@code /proc} where there is one. */
final class Circumstances {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;

    private final String date = ZonedDateTime.now().truncatedTo(ChronoUnit.SECONDS).toOffsetDateTime().toString();
    private final long[] ticks = ticks();

    /** Begins to look at the machine. */
    Circumstances() {
    }

    /**
     * What a report says about the run so far.
     *
     * @return machine, cores, kernel, JDK, collector, timer slack, date, share of processor time stolen and busy (−1 = unknown).
     */
    Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("date", date);
        map.put("machine", processor());
        map.put("cores", Runtime.getRuntime().availableProcessors());
        map.put("os", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        map.put("jdk", System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ')');
        map.put("collector", collector());
        map.put("timerSlackNs", TimerSlack.measure(MediaClock.system(), new EngineContext().timerSlackNs()).slackNs());
        map.put("steal", share(STEAL));
        map.put("busy", busy());
        return map;
    }

    @Override
    public String toString() {
        final Map<String, Object> map = toMap();
        return String.format(Locale.ROOT, "%s, %s cores, %s, JDK %s, %s, timer slack %s ns, %s; steal %.3f, machine busy %.2f",
            map.get("machine"), map.get("cores"), map.get("os"), map.get("jdk"), map.get("collector"), map.get("timerSlackNs"), date,
            share(STEAL), busy());
    }

    static String collector() {
        return java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().stream().map(bean -> bean.getName().split(" ")[0]).distinct()
            .reduce((a, b) -> a.equals(b) ? a : a + '+' + b).orElse("no collector");
    }

    private double busy() {
        final long[] now = ticks();
        final long total = total(now) - total(ticks);
        return total <= 0 ? -1 : round(1 - (now[IDLE] - ticks[IDLE] + now[IO_WAIT] - ticks[IO_WAIT]) / (double) total);
    }

    private double share(final int field) {
        final long[] now = ticks();
        final long total = total(now) - total(ticks);
        return total <= 0 ? -1 : round((now[field] - ticks[field]) / (double) total);
    }

    private static double round(final double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static long total(final long[] ticks) {
        long sum = 0;
        for (final long tick : ticks) {
            sum += tick;
        }
        return sum;
    }

    /** {@code cpu user nice system idle iowait irq softirq steal}, see proc(5); zeros where there is none. */
    private static long[] ticks() {
        final long[] ticks = new long[STEAL + 1];
        try {
            final String[] words = Files.readAllLines(STAT).get(0).trim().split("\\s+");
            for (int i = 0; i < ticks.length; i++) {
                ticks[i] = Long.parseLong(words[i + 1]);
            }
        } catch (final IOException | RuntimeException e) {
            return new long[STEAL + 1];
        }
        return ticks;
    }

    private static String processor() {
        try {
            final List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
            return lines.stream().filter(line -> line.startsWith("model name")).map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst().orElse(System.getProperty("os.arch"));
        } catch (final IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
