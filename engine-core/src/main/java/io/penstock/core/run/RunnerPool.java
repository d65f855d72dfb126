package io.penstock.core.run;

import io.penstock.clock.MediaClock;
import io.penstock.core.ThreadingMode;
import io.penstock.error.ConfigurationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;

/**
 * Places regions on runners as the threading mode says. Few threads beat many: in {@link ThreadingMode#SHARED} light regions share
 * half as many runners as there are cores, so that sound never waits for a picture; heavy ones share twice as many, because a decoder that is
 * bound to the thread of a busy encoder would wait for it while another core idles.
 */
public final class RunnerPool implements AutoCloseable {
    private static final int HEAVY_SHARE = 2;

    private final ThreadingMode mode;
    private final MediaClock clock;
    private final ThreadFactory threads;
    private final ErrorHandler errors;
    private final Supplier<IdleStrategy> spinning;
    private final int closeTimeoutMs;
    private final RegionRunner invoker;
    private final List<RegionRunner> light = new ArrayList<>();
    private final List<RegionRunner> heavy = new ArrayList<>();
    private final Map<String, RegionRunner> pinned = new HashMap<>();
    private final Map<RegionAgent, RegionRunner> dedicated = new HashMap<>();
    private final int sharedRunners;

    /**
     * Makes a pool; threads start when regions need them.
     *
     * @param mode           who runs regions.
     * @param runners        measure of {@link ThreadingMode#SHARED}, at least 1: light regions share half as many threads, heavy ones twice as many.
     * @param clock          time.
     * @param threads        makes threads.
     * @param spinning       idle strategy of dedicated runners; null = park.
     * @param errors         hears what a runner throws.
     * @param closeTimeoutMs how long to wait for a thread to end.
     */
    public RunnerPool(final ThreadingMode mode, final int runners, final MediaClock clock, final ThreadFactory threads,
        final Supplier<IdleStrategy> spinning, final ErrorHandler errors, final int closeTimeoutMs) {
        this.mode = mode;
        this.clock = clock;
        this.threads = threads;
        this.spinning = spinning;
        this.errors = errors;
        this.closeTimeoutMs = closeTimeoutMs;
        sharedRunners = runners;
        invoker = new RegionRunner("penstock-invoker", clock);
    }

    /**
     * Runs one duty cycle of all regions on the calling thread; {@link ThreadingMode#INVOKER} only.
     *
     * @return work done.
     */
    public int invoke() {
        return invoker.invoke();
    }

    /**
     * Who runs regions.
     *
     * @return the mode.
     */
    public ThreadingMode mode() {
        return mode;
    }

    /** Chooses a runner for a region and starts its thread if need be. The region does not run yet. */
    synchronized RegionRunner assign(final RegionAgent region) {
        final RegionRunner chosen = choose(region);
        chosen.assigned(1);
        region.runner(chosen);
        return chosen;
    }

    private RegionRunner choose(final RegionAgent region) {
        if (mode == ThreadingMode.INVOKER) {
            return invoker;
        }
        if (region.pin() != null) {
            return pinned.computeIfAbsent(region.pin(), pin -> launch("penstock-" + pin, null));
        }
        if (mode == ThreadingMode.DEDICATED) {
            requireCoresToSpin();
            final RegionRunner own = launch(region.roleName(), spinning == null ? null : spinning.get());
            dedicated.put(region, own);
            return own;
        }
        final List<RegionRunner> side = region.isHeavy() ? heavy : light;
        final int size = region.isHeavy() ? sharedRunners * HEAVY_SHARE : Math.max(1, sharedRunners / 2);
        if (side.size() < size) {
            side.add(launch("penstock-" + (region.isHeavy() ? "heavy-" : "light-") + side.size(), null));
        }
        return side.stream().min(Comparator.comparingInt(RegionRunner::load)).orElseThrow();
    }

    private void requireCoresToSpin() {
        final int cores = Runtime.getRuntime().availableProcessors();
        if (spinning != null && dedicated.size() + 1 >= cores) {
            throw new ConfigurationException("idle strategy: " + (dedicated.size() + 1) + " spinning regions on " + cores
                + " cores would starve each other (36 ms a hop instead of microseconds); leave idleStrategy unset, so that idle regions park, or use "
                + "ThreadingMode.SHARED");
        }
    }

    private RegionRunner launch(final String name, final IdleStrategy idle) {
        final RegionRunner runner = new RegionRunner(name, clock);
        runner.launch(threads, idle, errors);
        return runner;
    }

    /** The region does not run any more: ends a thread that nobody else needs. */
    synchronized void release(final RegionAgent region) {
        final RegionRunner runner = region.runner();
        if (runner == null) {
            return;
        }
        runner.assigned(-1);
        if (dedicated.remove(region) != null) {
            runner.close(closeTimeoutMs);
        } else if (region.pin() != null && runner.load() == 0 && pinned.remove(region.pin(), runner)) {
            runner.close(closeTimeoutMs);
        }
    }

    @Override
    public synchronized void close() {
        final List<RegionRunner> all = new ArrayList<>(light);
        all.addAll(heavy);
        all.addAll(pinned.values());
        all.addAll(dedicated.values());
        all.forEach(runner -> runner.close(closeTimeoutMs));
        light.clear();
        heavy.clear();
        pinned.clear();
        dedicated.clear();
    }
}
