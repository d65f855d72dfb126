package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.examples.report.CallReport.Second;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The time of the call: once a second it looks at everything, shows it, and lowers the frame rate where the machine is too slow. */
final class CallClock {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int QUARTERS = 4;
    private final MediaClock clock;
    private final List<Side> sides;
    private final Way a2b;
    private final Way b2a;
    private final AllocationMeter allocations;
    private final CpuMeter cpu = new CpuMeter();
    private final ProgressLine line;
    private final List<NetworkTrace> traces;
    private final int settleSeconds;
    private final List<Second> seconds = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long startNs;
    private long halfEngineBytes = -1;
    private long halfCodecBytes;
    private long halfFrames;
    private Double engineBytesPerFrame;
    private Double codecBytesPerFrame;
    private CpuMeter.Load load;
    private double lasted;

    CallClock(final MediaClock clock, final List<Side> sides, final Way a2b, final Way b2a, final AllocationMeter allocations,
              final List<NetworkTrace> traces, final int settleSeconds, final PrintWriter out) {
        this.settleSeconds = settleSeconds;
        this.traces = traces;
        this.clock = clock;
        this.sides = sides;
        this.a2b = a2b;
        this.b2a = b2a;
        this.allocations = allocations;
        line = new ProgressLine(out);
    }

    /**
     * Runs the call's clock.
     *
     * @param length seconds.
     * @param ended  whether to end before.
     */
    void run(final int length, final BooleanSupplier ended) {
        startNs = clock.nanoTime();
        cpu.start(startNs);
        a2b.start(startNs);
        b2a.start(startNs);
        if (settleSeconds > 0) {
            a2b.settled(startNs + settleSeconds * SECOND_NS);
            b2a.settled(startNs + settleSeconds * SECOND_NS);
        }
        for (int second = 1; second <= length && !ended.getAsBoolean(); second++) {
            for (int quarter = 1; quarter < QUARTERS; quarter++) {
                waitUntil(startNs + (second - 1) * SECOND_NS + quarter * SECOND_NS / QUARTERS);
                sample();
                if (second == (length + 1) / 2 && quarter == QUARTERS / 2) {
                    half();
                }
            }
            waitUntil(startNs + second * SECOND_NS);
            sample();
            tick(second);
        }
        line.end();
        lasted = (clock.nanoTime() - startNs) / 1e9;
        load = cpu.sinceStart(clock.nanoTime());
        if (halfEngineBytes >= 0) {
            final double frames = Math.max(1, frames() - halfFrames);
            engineBytesPerFrame = Series.round((allocations.engineBytes() - halfEngineBytes) / frames);
            codecBytesPerFrame = Series.round((codecBytes() - halfCodecBytes) / frames);
        }
    }

    private void sample() {
        final double seconds = (clock.nanoTime() - startNs) / 1e9;
        traces.forEach(trace -> trace.sample(Series.round(seconds)));
    }

    private void half() {
        halfEngineBytes = allocations.engineBytes();
        halfCodecBytes = codecBytes();
        halfFrames = frames();
    }

    private void waitUntil(final long timeNs) {
        for (long leftNs = timeNs - clock.nanoTime(); leftNs > 0; leftNs = timeNs - clock.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    private void tick(final int second) {
        final long nowNs = clock.nanoTime();
        final Second figures = new Second(second, cpu.sinceLast(), a2b.video().tick(nowNs), b2a.video().tick(nowNs), a2b.audio().tick(nowNs),
            b2a.audio().tick(nowNs));
        seconds.add(figures);
        line.show(figures);
        for (final Side side : sides) {
            final FrameRateGovernor.Change change = side.govern();
            if (change != null) {
                final String note = String.format(Locale.ROOT, "%s: end %s sends %d frames a second from second %d on",
                    change.lowered() ? "this machine is too slow for more" : "there is room for more again",
                    side.name().toUpperCase(Locale.ROOT), change.fps(), second);
                line.say(note);
                notes.add(note);
            }
        }
    }

    private long codecBytes() {
        return a2b.codecBytes() + b2a.codecBytes();
    }

    private long frames() {
        return a2b.frames() + b2a.frames();
    }

    List<Second> timeline() {
        return seconds;
    }

    List<String> notes() {
        return notes;
    }

    CpuMeter.Load load() {
        return load;
    }

    /** Seconds that the call lasted. */
    double lasted() {
        return Series.round(lasted);
    }

    /** Bytes that the engine itself allocated a frame in the second half; null where the machine does not tell. */
    Double engineBytesPerFrame() {
        return engineBytesPerFrame;
    }

    /** Bytes that codec calls allocated a frame in the second half. */
    Double codecBytesPerFrame() {
        return codecBytesPerFrame;
    }
}
