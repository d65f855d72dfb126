package io.penstock.benchmarks.e2e;

import io.penstock.clock.MediaClock;
import io.penstock.core.EngineContext;
import io.penstock.core.metrics.TimerSlack;
import io.penstock.examples.call.CpuMeter;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured on.
 *
 * @param facts by name, in the order in which they are shown.
 */
record Machine(Map<String, String> facts) {
    /** This one, now. */
    static Machine here() {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString());
        final int cores = Runtime.getRuntime().availableProcessors();
        facts.put("processor", CpuMeter.model() + ", " + cores + (cores == 1 ? " core" : " cores"));
        facts.put("system", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        facts.put("Java", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version"));
        final TimerSlack slack = TimerSlack.measure(MediaClock.system(), new EngineContext().timerSlackNs());
        facts.put("timer slack", slack.describe().replaceFirst("^timer slack ", ""));
        return new Machine(facts);
    }
}
