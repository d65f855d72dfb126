package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.ThreadingMode;
import io.penstock.error.EngineException;
import io.penstock.examples.report.CallReport;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Holds a call of the ends that are in this process: starts them, lets the clock run, lets what is under way arrive, and sums up. */
final class Conversation {
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final double BUSY = 0.8;
    private static final double STOLEN = 0.1;
    private static final long SECOND_NS = 1_000_000_000L;
    private final CallOptions options;
    private final MediaClock clock;
    private final List<Side> sides;
    private final Way a2b;
    private final Way b2a;
    private final CallClock time;
    private final List<NetworkTrace> traces;
    private final List<String> notes = new ArrayList<>();
    private final List<CallReport.Treatment> treatments = new ArrayList<>();
    private final String date = OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private final long gcMs = ReportBuilder.gcMs();

    Conversation(final CallOptions options, final Engine engine, final List<Side> sides, final Way a2b, final Way b2a,
                 final List<NetworkTrace> traces, final AllocationMeter allocations, final PrintWriter out) {
        this.traces = traces;
        this.options = options;
        this.sides = sides;
        this.a2b = a2b;
        this.b2a = b2a;
        clock = engine.clock();
        time = new CallClock(clock, sides, a2b, b2a, allocations, traces, options.network().settleSeconds(), out);
    }

    /**
     * Holds the call to its end.
     *
     * @param ended whether it is over before its time.
     * @param meet  waits for ends in other processes: before the first packet is sent, and after the last.
     * @throws EngineException if a graph failed.
     */
    void hold(final BooleanSupplier ended, final Runnable meet) {
        sides.forEach(Side::startReceiving);
        meet.run();
        MeasuredTalk.startSending(clock, sides, SECOND_NS / options.fps());
        time.run(options.seconds(), () -> ended.getAsBoolean() || sides.stream().anyMatch(side -> side.failure() != null));
        for (final Side side : sides) {
            if (side.failure() != null) {
                throw new EngineException(EngineException.Category.STAGE, "end " + side.name() + " failed: " + side.failure().getMessage(),
                    side.failure());
            }
        }
        end(meet);
        notes.addAll(time.notes());
        judge(time.load());
        if (options.mode() == ThreadingMode.INVOKER) {
            notes.add("one thread does everything here: what it allocates includes what the writers of files do");
        }
    }

    /** Lets what is under way arrive before the receivers end. */
    private void end(final Runnable meet) {
        for (final Side side : sides) {
            if (!side.endSending(DRAIN)) {
                notes.add("end " + side.name() + ": the sending graph did not drain within " + DRAIN.toSeconds() + " s");
            }
        }
        meet.run();
        final CallEndpoint.Media media = options.media(a2b.picture(), a2b.sound());
        final long untilNs = clock.nanoTime() + (media.videoWaitMs() + media.audioDelayMs() + options.network().rttMs()) * 1_000_000L;
        while (clock.nanoTime() < untilNs) {
            LockSupport.parkNanos(untilNs - clock.nanoTime());
        }
        for (final Side side : sides) {
            if (!side.endReceiving(DRAIN)) {
                notes.add("end " + side.name() + ": the receiving graph did not drain within " + DRAIN.toSeconds() + " s");
            }
        }
    }

    private void judge(final CpuMeter.Load load) {
        if (load.busy() == null) {
            notes.add("CPU load and steal are unknown: there is no /proc/stat here");
        } else if (load.busy() > BUSY) {
            notes.add(String.format(Locale.ROOT, "the machine was %.0f %% busy (this process: %.0f %%): latencies say more about it than about the "
                + "engine", 100 * load.busy(), 100 * (load.process() == null ? 0 : load.process())));
        }
        if (load.stolen() != null && load.stolen() > STOLEN) {
            notes.add(String.format(Locale.ROOT, "%.0f %% of the processor was stolen by other machines on the same host", 100 * load.stolen()));
        }
    }

    void note(final String text) {
        notes.add(text);
    }

    /** Takes down what an end's sound and picture went through before they were sent, after the call. */
    void treated(final String end, final Side side, final Handsfree handsfree) {
        if (options.treatment().isOfSound() || options.treatment().isOfPicture()) {
            treatments.add(ReportBuilder.treatment(end, side, handsfree, time.lasted()));
        }
    }

    double seconds() {
        return time.lasted();
    }

    boolean isImpaired() {
        return options.isImpaired();
    }

    /**
     * Sums up.
     *
     * @param title    one line.
     * @param role     {@code both}, {@code listen} or {@code connect}.
     * @param warmUpMs time of warming up.
     * @param pictures both ways.
     * @param sounds   both ways.
     * @param files    what was written, by what it is.
     * @return the report.
     */
    CallReport report(final String title, final String role, final double warmUpMs, final CallReport.VideoPair pictures,
                      final CallReport.AudioPair sounds, final Map<String, String> files) {
        final List<Graph> graphs = sides.stream().flatMap(side -> side.graphs().stream()).toList();
        final List<GraphSnapshot> snapshots = graphs.stream().map(Graph::snapshot).toList();
        return new CallReport(title, date, time.lasted(), role, options.shown(), warmUpMs, pictures, sounds,
            ReportBuilder.engine(snapshots, time.engineBytesPerFrame(), time.codecBytesPerFrame()),
            ReportBuilder.machine(time.load(), ReportBuilder.gcMs() - gcMs), time.timeline(), graphs.stream().map(ReportBuilder::graph).toList(),
            files, notes, treatments, null, traces.stream().map(NetworkTrace::report).toList());
    }
}
