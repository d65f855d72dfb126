package io.penstock.core;

import io.penstock.clock.MediaClock;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.core.metrics.TimerSlack;
import io.penstock.error.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;

/**
 * How an engine is to be launched. Fluent and mutable until {@link #conclude()} freezes it; every setting has a default that suits a server.
 *
 * <pre>{@code
 * Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.SHARED).metricsLevel(MetricsLevel.STAGE));
 * }</pre>
 */
public final class EngineContext {
    /** Sources, playout and pacing run by timers: with Linux's 50 µs each would be that late. */
    private static final long DEFAULT_TIMER_SLACK_NS = 1_000;

    private ThreadingMode threadingMode = ThreadingMode.SHARED;
    private MetricsLevel metricsLevel = MetricsLevel.GRAPH;
    private MediaClock clock = MediaClock.system();
    private int runners = Math.max(2, Runtime.getRuntime().availableProcessors());
    private int maxCounters = EngineCounters.DEFAULT_MAX_COUNTERS * 4;
    private Path countersFile;
    private ClassLoader classLoader = EngineContext.class.getClassLoader();
    private Supplier<IdleStrategy> idleStrategy;
    private ThreadFactory threadFactory = task -> {
        final Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    };
    private long timerSlackNs = DEFAULT_TIMER_SLACK_NS;
    private ErrorHandler errorHandler = error -> System.getLogger("io.penstock").log(System.Logger.Level.ERROR, "engine thread", error);
    private Duration startTimeout = Duration.ofSeconds(60);
    private Duration closeTimeout = Duration.ofSeconds(5);
    private boolean concluded;

    /** All defaults. */
    public EngineContext() {
        // Fields say what they are.
    }

    private void requireOpen() {
        if (concluded) {
            throw new ConfigurationException("engine context: the engine is launched already; make a new EngineContext for another one");
        }
    }

    /**
     * Checks everything and freezes the context; {@link Engine#launch} does this.
     *
     * @return this.
     * @throws ConfigurationException if a setting cannot work; the message says what would.
     */
    public EngineContext conclude() {
        requireOpen();
        if (runners < 1 || runners > 1024) {
            throw new ConfigurationException("engine context: runners " + runners + ", accepted 1–1024");
        }
        if (idleStrategy != null && threadingMode != ThreadingMode.DEDICATED) {
            throw new ConfigurationException("engine context: an idle strategy of your own needs ThreadingMode.DEDICATED, found " + threadingMode
                + "; elsewhere a spinning runner would keep its regions' neighbours waiting");
        }
        if (timerSlackNs < 0) {
            throw new ConfigurationException("engine context: timer slack " + timerSlackNs + " ns, accepted 0 (as the thread has it) and more");
        }
        concluded = true;
        return this;
    }

    /**
     * Who runs regions.
     *
     * @param mode default {@link ThreadingMode#SHARED}.
     * @return this.
     */
    public EngineContext threadingMode(final ThreadingMode mode) {
        requireOpen();
        threadingMode = Objects.requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Who runs regions.
     *
     * @return the mode.
     */
    public ThreadingMode threadingMode() {
        return threadingMode;
    }

    /**
     * How much is measured.
     *
     * @param level default {@link MetricsLevel#GRAPH}.
     * @return this.
     */
    public EngineContext metricsLevel(final MetricsLevel level) {
        requireOpen();
        metricsLevel = Objects.requireNonNull(level, "level");
        return this;
    }

    /**
     * How much is measured.
     *
     * @return the level.
     */
    public MetricsLevel metricsLevel() {
        return metricsLevel;
    }

    /**
     * The engine's time.
     *
     * @param mediaClock default {@link MediaClock#system()}.
     * @return this.
     */
    public EngineContext clock(final MediaClock mediaClock) {
        requireOpen();
        clock = Objects.requireNonNull(mediaClock, "clock");
        return this;
    }

    /**
     * The engine's time.
     *
     * @return the clock.
     */
    public MediaClock clock() {
        return clock;
    }

    /**
     * How many threads {@link ThreadingMode#SHARED} may keep busy: light regions share half as many, heavy ones up to twice as many.
     *
     * @param threads default the number of cores, at least 2.
     * @return this.
     */
    public EngineContext runners(final int threads) {
        requireOpen();
        runners = threads;
        return this;
    }

    /**
     * How many threads {@link ThreadingMode#SHARED} may keep busy.
     *
     * @return the count.
     */
    public int runners() {
        return runners;
    }

    /**
     * A file that other processes read the counters from, as the {@code EngineStat} example does.
     *
     * @param file made or overwritten; null (default) keeps counters in memory.
     * @return this.
     */
    public EngineContext countersFile(final Path file) {
        requireOpen();
        countersFile = file;
        return this;
    }

    /**
     * File of the counters.
     *
     * @return the file; null = in memory.
     */
    public Path countersFile() {
        return countersFile;
    }

    /**
     * Room for counters.
     *
     * @param count most counters at a time.
     * @return this.
     */
    public EngineContext maxCounters(final int count) {
        requireOpen();
        maxCounters = count;
        return this;
    }

    /**
     * Room for counters.
     *
     * @return most counters at a time.
     */
    public int maxCounters() {
        return maxCounters;
    }

    /**
     * Where plug-ins are looked for.
     *
     * @param loader default the engine's own.
     * @return this.
     */
    public EngineContext classLoader(final ClassLoader loader) {
        requireOpen();
        classLoader = loader;
        return this;
    }

    /**
     * Where plug-ins are looked for.
     *
     * @return the class loader.
     */
    public ClassLoader classLoader() {
        return classLoader;
    }

    /**
     * What dedicated runners do when idle, instead of parking: Agrona's busy spin or back-off. Refused when spinning regions would outnumber cores.
     *
     * @param strategy makes one a runner; null (default) = park.
     * @return this.
     */
    public EngineContext idleStrategy(final Supplier<IdleStrategy> strategy) {
        requireOpen();
        idleStrategy = strategy;
        return this;
    }

    /**
     * What dedicated runners do when idle.
     *
     * @return makes a strategy; null = park.
     */
    public Supplier<IdleStrategy> idleStrategy() {
        return idleStrategy;
    }

    /**
     * Makes the engine's threads.
     *
     * @param threads default daemon threads.
     * @return this.
     */
    public EngineContext threadFactory(final ThreadFactory threads) {
        requireOpen();
        threadFactory = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /**
     * Makes the engine's threads.
     *
     * @return the factory.
     */
    public ThreadFactory threadFactory() {
        return threadFactory;
    }

    /**
     * How late the system may fire the timers of the threads that run regions, whoever makes them; see {@link TimerSlack}. Has no effect where
     * the system does not let a thread choose, nor in {@link ThreadingMode#INVOKER}, where threads are the host's.
     *
     * @param ns nanoseconds, default 1000; 0 leaves threads as they are.
     * @return this.
     */
    public EngineContext timerSlackNs(final long ns) {
        requireOpen();
        timerSlackNs = ns;
        return this;
    }

    /**
     * How late the system may fire the timers of the threads that run regions.
     *
     * @return nanoseconds; 0 = as the thread has it.
     */
    public long timerSlackNs() {
        return timerSlackNs;
    }

    /**
     * Hears what the engine's own threads throw, which should be nothing.
     *
     * @param handler default logs by {@link System.Logger}.
     * @return this.
     */
    public EngineContext errorHandler(final ErrorHandler handler) {
        requireOpen();
        errorHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Hears what the engine's own threads throw.
     *
     * @return the handler.
     */
    public ErrorHandler errorHandler() {
        return errorHandler;
    }

    /**
     * How long the stages of a region may take to start.
     *
     * @param timeout default 60 s.
     * @return this.
     */
    public EngineContext startTimeout(final Duration timeout) {
        requireOpen();
        startTimeout = timeout;
        return this;
    }

    /**
     * How long the stages of a region may take to start.
     *
     * @return the timeout.
     */
    public Duration startTimeout() {
        return startTimeout;
    }

    /**
     * How long a stage may take to return when its graph stops.
     *
     * @param timeout default 5 s.
     * @return this.
     */
    public EngineContext closeTimeout(final Duration timeout) {
        requireOpen();
        closeTimeout = timeout;
        return this;
    }

    /**
     * How long a stage may take to return when its graph stops.
     *
     * @return the timeout.
     */
    public Duration closeTimeout() {
        return closeTimeout;
    }
}
