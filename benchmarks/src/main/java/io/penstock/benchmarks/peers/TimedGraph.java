package io.penstock.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Graph;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/** A graph whose source is due a thousand times a second and whose sink notes how late it was. */
final class TimedGraph {
    private static final long PERIOD_NS = 1_000_000;
    private static final long LONGEST_NS = 10_000_000_000L;
    private static final AudioFormat FORMAT = AudioFormat.mono(48_000, Timebase.ms(10));
    private static final int FRAME_BYTES = 960;

    private TimedGraph() {
    }

    /**
     * How late frames were at the sink, after the time their source meant.
     *
     * @param p50Ns median, nanoseconds.
     * @param p99Ns 99th percentile, nanoseconds.
     * @param cores processor time of the whole process by time.
     */
    record Lateness(long p50Ns, long p99Ns, double cores) {
    }

    /**
     * Runs it.
     *
     * @param seconds how long.
     * @param slackNs timer slack of the engine's threads; 0 leaves it as it is.
     */
    static Lateness run(final int seconds, final long slackNs) throws InterruptedException {
        final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        final EngineContext context = new EngineContext().threadingMode(ThreadingMode.DEDICATED).timerSlackNs(slackNs);
        final Note note = new Note();
        final long startCpuNs = system.getProcessCpuTime();
        final long startNs = System.nanoTime();
        try (Engine engine = Engine.launch(context);
             Graph graph = engine.graph("timed").source("source", new Metronome()).to("sink", note).build()) {
            graph.start();
            Thread.sleep(seconds * 1000L);
            graph.stop();
        }
        final double cores = (system.getProcessCpuTime() - startCpuNs) / (double) (System.nanoTime() - startNs);
        return new Lateness(note.late.getValueAtPercentile(50), note.late.getValueAtPercentile(99), cores);
    }

    private static final class Metronome implements Source {
        private final StageSpec spec = StageSpec.source("metronome", FormatSpec.of(FORMAT)).maxOutputBytes(FRAME_BYTES).wakesItself().build();
        private StageContext context;
        private long nextNs;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
            nextNs = stageContext.clock().nanoTime() + PERIOD_NS;
        }

        @Override
        public int poll(final Output out, final int limit) {
            int work = 0;
            if (context.clock().nanoTime() >= nextNs) {
                final MutableFrame frame = out.claim(FRAME_BYTES);
                if (frame != null) {
                    out.commit(frame.ptsNs(nextNs).captureNs(nextNs));
                    work = 1;
                }
                nextNs += PERIOD_NS;
            }
            context.wakeAtNs(nextNs);
            return work;
        }
    }

    private static final class Note implements Sink {
        private final StageSpec spec = StageSpec.sink("note", FormatSpec.of(FORMAT)).build();
        private final Histogram late = new Histogram(LONGEST_NS, 3);
        private MediaClock clock;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            clock = context.clock();
        }

        @Override
        public void onFrame(final Frame frame) {
            late.recordValue(Math.max(0, Math.min(LONGEST_NS, clock.nanoTime() - frame.captureNs())));
        }
    }
}
