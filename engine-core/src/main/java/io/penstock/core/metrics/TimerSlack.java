package io.penstock.core.metrics;

import io.penstock.clock.MediaClock;
import io.penstock.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * How late a thread that waits for a time is woken. Linux lets every thread's timers fire up to 50 µs late, so that it can wake several at
 * once ({@code PR_SET_TIMERSLACK} in prctl(2)); {@code parkNanos(1_000)} then takes some 58 µs, and whatever runs by a timer is as late. A
 * thread that another one wakes (unpark) is not affected.
 *
 * <p>The slack belongs to a thread and is inherited by the threads and processes it starts. A process can be started with less, or a thread
 * lowers its own through {@code /proc}, which needs no privilege and no native code. The threads of an engine do so, to
 * {@code EngineContext.timerSlackNs}; a host does the same for threads of its own.
 *
 * <p>Nothing here is for the hot path: files are read and written, and {@link #measure} waits. Elsewhere than on Linux the slack is
 * {@link #UNKNOWN} and cannot be changed; what a wait really takes can be measured everywhere.
 *
 * @param slackNs nanoseconds by which the system may delay this thread's timers; {@link #UNKNOWN} where it does not tell.
 * @param lateNs  nanoseconds by which waits of this thread really end late, the median.
 */
public record TimerSlack(long slackNs, long lateNs) {
    /** What {@link #slackNs} is where the system does not tell. */
    public static final long UNKNOWN = -1;
    /** Slack of a Linux process that nobody changed. */
    public static final long LINUX_DEFAULT_NS = 50_000;

    private static final Path PROC = Path.of("/proc");
    private static final long ASKED_NS = 1_000;
    private static final int WAITS = 41;

    /**
     * Reads the slack of the calling thread and measures what it does. Takes about 4 ms.
     *
     * @param clock the clock to measure by.
     * @return both.
     */
    public static TimerSlack measure(final MediaClock clock) {
        final long[] late = new long[WAITS];
        for (int i = 0; i < WAITS; i++) {
            final long startNs = clock.nanoTime();
            LockSupport.parkNanos(ASKED_NS);
            late[i] = Math.max(0, clock.nanoTime() - startNs - ASKED_NS);
        }
        Arrays.sort(late);
        return new TimerSlack(ofThisThreadNs(), late[WAITS / 2]);
    }

    /**
     * The same on a thread that has changed its slack first, as the threads of an engine do.
     *
     * @param clock   the clock to measure by.
     * @param slackNs nanoseconds, such as {@code EngineContext.timerSlackNs}; 0 leaves the thread as it is.
     * @return both.
     */
    public static TimerSlack measure(final MediaClock clock, final long slackNs) {
        final FutureTask<TimerSlack> task = new FutureTask<>(() -> measure(clock));
        (slackNs == 0 ? new Thread(task) : threads(slackNs).newThread(task)).start();
        try {
            return task.get();
        } catch (final ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TimerSlack(UNKNOWN, 0);
        }
    }

    /**
     * The slack of the calling thread, as the system tells it.
     *
     * @return nanoseconds; {@link #UNKNOWN} where the system does not tell.
     */
    public static long ofThisThreadNs() {
        return readNs(PROC);
    }

    /**
     * Changes the slack of the calling thread, and of the threads that it starts from now on.
     *
     * @param slackNs nanoseconds, at least 1; 1000 makes waits as exact as they get. A thread of a real-time class has none anyway.
     * @return false if the system has no such thing or forbids it: then nothing has changed.
     * @throws ConfigurationException if the slack is below 1.
     */
    public static boolean lowerTo(final long slackNs) {
        return writeNs(PROC, check(slackNs));
    }

    /**
     * Makes daemon threads that change their own slack before they do anything else; where that is not possible they run all the same.
     *
     * @param slackNs nanoseconds, at least 1.
     * @return the factory.
     * @throws ConfigurationException if the slack is below 1.
     */
    public static ThreadFactory threads(final long slackNs) {
        return threads(slackNs, task -> {
            final Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * The same for threads that another factory makes.
     *
     * @param slackNs nanoseconds, at least 1.
     * @param makers  makes the threads.
     * @return the factory.
     * @throws ConfigurationException if the slack is below 1.
     */
    public static ThreadFactory threads(final long slackNs, final ThreadFactory makers) {
        check(slackNs);
        Objects.requireNonNull(makers, "makers");
        return task -> makers.newThread(() -> {
            writeNs(PROC, slackNs);
            task.run();
        });
    }

    /**
     * One line for a report.
     *
     * @return such as {@code timer slack 50 µs, waits end 57 µs late}.
     */
    public String describe() {
        return "timer slack " + (slackNs == UNKNOWN ? "unknown" : micros(slackNs)) + ", waits end " + micros(lateNs) + " late";
    }

    private static String micros(final long ns) {
        return String.format(Locale.ROOT, ns < 10_000 ? "%.1f µs" : "%.0f µs", ns / 1e3);
    }

    private static long check(final long slackNs) {
        if (slackNs < 1) {
            throw new ConfigurationException("timer slack: found " + slackNs + " ns, accepted is 1 and more (1000 makes waits as exact as they get)");
        }
        return slackNs;
    }

    static long readNs(final Path proc) {
        try {
            return Long.parseLong(Files.readString(file(proc)).trim());
        } catch (final IOException | RuntimeException e) {
            return UNKNOWN;
        }
    }

    static boolean writeNs(final Path proc, final long slackNs) {
        try {
            Files.writeString(file(proc), Long.toString(slackNs), StandardOpenOption.WRITE);
            return true;
        } catch (final IOException | RuntimeException e) {
            return false;
        }
    }

    /**
     * {@code /proc/self} is the thread that started the process, which only privileged threads may ask about. A thread may always ask about
     * itself; its number is the last name of what {@code thread-self} points to, {@code 4093/task/4107}.
     */
    private static Path file(final Path proc) throws IOException {
        return proc.resolve(Files.readSymbolicLink(proc.resolve("thread-self")).getFileName()).resolve("timerslack_ns");
    }
}
