package io.penstock.core.metrics;

import io.penstock.graph.LatencyReport;

import java.io.IOException;
import java.nio.file.Path;

/** Started as a process of its own, without JVM flags: writes counters, says so, and waits until its input is closed. */
final class CountersProcess {
    private CountersProcess() {
    }

    public static void main(final String[] args) throws IOException {
        final EngineCounters counters = EngineCounters.mapped(Path.of(args[0]), 16);
        final EngineCounter frames = counters.allocate(CounterType.STAGE_IN, "call-a", "opus: frames in");
        final EngineCounter deepest = counters.allocate(CounterType.EDGE_DEPTH_HIGH_WATER, "call-a", "opus→rtp: high water");
        for (int i = 0; i < 1000; i++) {
            frames.increment();
            deepest.setMax(i % 7);
        }
        final LatencyRecorder latency = LatencyRecorder.coarse(LatencyReport.Kind.STAGE, "opus");
        latency.record(1000);
        System.out.println("ready " + latency.snapshot().count());
        while (System.in.read() >= 0) {
            frames.increment();
            System.out.println("added");
        }
        if (args.length > 1) {
            counters.close();
        }
    }
}
