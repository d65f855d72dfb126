package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Holds calls of which all sides in this process are given: starts them, lets time pass, lets what is under way arrive. */
final class MeasuredTalk {
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int TELL_EVERY_S = 5;
    private final CallSetup setup;
    private final MediaClock clock;
    private final List<Side> sides;
    private final List<Way> ways;
    private final AllocationMeter allocations;
    private final CpuMeter cpu = new CpuMeter();
    private long halfBytes;
    private long halfFrames;
    private long endNs;
    private CallFigures.Load load;

    /**
     * Prepares.
     *
     * @param setup       what to hold.
     * @param clock       of the engine.
     * @param sides       all sides that are here.
     * @param ways        all ways that are sent or received here.
     * @param allocations of the engine's threads.
     */
    MeasuredTalk(final CallSetup setup, final MediaClock clock, final List<Side> sides, final List<Way> ways, final AllocationMeter allocations) {
        this.setup = setup;
        this.clock = clock;
        this.sides = sides;
        this.ways = ways;
        this.allocations = allocations;
    }

    /**
     * Holds them.
     *
     * @param meet    waits for ends in other processes: before the first packet is sent, and after the last.
     * @param linger  how long packets may be under way.
     * @param out     told how far it is.
     * @throws EngineException if a graph failed.
     */
    void hold(final Runnable meet, final Duration linger, final PrintWriter out) {
        final long gcMs = ReportBuilder.gcMs();
        sides.forEach(Side::startReceiving);
        meet.run();
        startSending(clock, sides, SECOND_NS / setup.fps());
        final long startNs = clock.nanoTime();
        cpu.start(startNs);
        for (int second = 1; second <= setup.seconds(); second++) {
            waitUntil(clock, startNs + second * SECOND_NS);
            failIfFailed();
            if (second == setup.seconds() / 2) {
                halfBytes = allocations.engineBytes();
                halfFrames = frames();
            }
            if (second % TELL_EVERY_S == 0) {
                out.printf(Locale.ROOT, "    %d of %d s%n", second, setup.seconds());
                out.flush();
            }
        }
        final CpuMeter.Load used = cpu.sinceStart(clock.nanoTime());
        final long bytes = allocations.engineBytes();
        load = new CallFigures.Load(used.process() == null ? 0 : used.process() * Runtime.getRuntime().availableProcessors(), used.busy(),
            used.stolen(), bytes < 0 || setup.seconds() < 2 ? null : Series.round((bytes - halfBytes) / (double) Math.max(1, frames() - halfFrames)),
            ReportBuilder.gcMs() - gcMs);
        sides.forEach(side -> side.endSending(DRAIN));
        meet.run();
        waitUntil(clock, clock.nanoTime() + linger.toNanos());
        endNs = clock.nanoTime();
        failIfFailed();
        sides.forEach(side -> side.endReceiving(DRAIN));
    }

    /** Spreads the cameras over a frame interval: ends of real calls do not take their pictures all at one instant. */
    static void startSending(final MediaClock clock, final List<Side> sides, final long intervalNs) {
        final long startNs = clock.nanoTime();
        for (int i = 0; i < sides.size(); i++) {
            // Who is late starts at once: where there are many, starting them takes longer than an interval and spreads them by itself.
            waitUntil(clock, startNs + intervalNs * i / sides.size());
            sides.get(i).startSending();
        }
    }

    static void waitUntil(final MediaClock clock, final long timeNs) {
        for (long leftNs = timeNs - clock.nanoTime(); leftNs > 0; leftNs = timeNs - clock.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    private void failIfFailed() {
        for (final Side side : sides) {
            if (side.failure() != null) {
                throw new EngineException(EngineException.Category.STAGE, "end " + side.name() + " failed: " + side.failure().getMessage(),
                    side.failure());
            }
        }
    }

    private long frames() {
        return ways.stream().mapToLong(Way::frames).sum();
    }

    /** When the receivers stopped. */
    long endNs() {
        return endNs;
    }

    CallFigures.Load load() {
        return load;
    }
}
