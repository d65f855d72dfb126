package io.penstock.benchmarks.scale;

import io.penstock.clock.MediaClock;
import io.penstock.core.EngineContext;
import io.penstock.core.metrics.TimerSlack;
import io.penstock.examples.call.CpuMeter;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where and when something was measured, and how much of the machine others had meanwhile, from {@code /proc} where there is one. */
final class Circumstances {
    private final String date = ZonedDateTime.now().truncatedTo(ChronoUnit.SECONDS).toOffsetDateTime().toString();
    private final CpuMeter meter = new CpuMeter();

    /** Begins to look at the machine. */
    Circumstances() {
        meter.start(MediaClock.system().nanoTime());
    }

    /**
     * What a report says about the run so far.
     *
     * @return machine, cores, kernel, JDK, collector, timer slack, date, share of processor time stolen and busy (−1 = unknown).
     */
    Map<String, Object> toMap() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("date", date);
        map.put("machine", CpuMeter.model());
        map.put("cores", Runtime.getRuntime().availableProcessors());
        map.put("os", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        map.put("jdk", System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ')');
        map.put("collector", collector());
        map.put("timerSlackNs", TimerSlack.measure(MediaClock.system(), new EngineContext().timerSlackNs()).slackNs());
        final CpuMeter.Load load = load();
        map.put("steal", known(load.stolen()));
        map.put("busy", known(load.busy()));
        return map;
    }

    @Override
    public String toString() {
        final Map<String, Object> map = toMap();
        return String.format(Locale.ROOT, "%s, %s cores, %s, JDK %s, %s, timer slack %s ns, %s; steal %.3f, machine busy %.2f",
            map.get("machine"), map.get("cores"), map.get("os"), map.get("jdk"), map.get("collector"), map.get("timerSlackNs"), date,
            map.get("steal"), map.get("busy"));
    }

    static String collector() {
        return java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().stream().map(bean -> bean.getName().split(" ")[0]).distinct()
            .reduce((a, b) -> a.equals(b) ? a : a + '+' + b).orElse("no collector");
    }

    private CpuMeter.Load load() {
        return meter.sinceStart(MediaClock.system().nanoTime());
    }

    private static double known(final Double share) {
        return share == null ? -1 : share;
    }
}
