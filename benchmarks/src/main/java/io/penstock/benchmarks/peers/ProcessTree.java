package io.penstock.benchmarks.peers;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that was started here, with all it started itself. */
final class ProcessTree implements AutoCloseable {
    private static final long PATIENCE_MS = 2_000;

    private final Process root;
    /** Of processes that have ended too, as far as they were seen. */
    private final Map<Long, Duration> used = new HashMap<>();

    ProcessTree(final Process root) {
        this.root = root;
    }

    Process root() {
        return root;
    }

    /** Processor time used so far, seconds: of what runs, and of what was running when this was asked before. */
    double cpuSeconds() {
        all().forEach(process -> process.info().totalCpuDuration().ifPresent(time -> used.put(process.pid(), time)));
        return used.values().stream().mapToLong(Duration::toMillis).sum() / 1e3;
    }

    /** Ends it all: asks first, then insists. */
    @Override
    public void close() {
        final ProcessHandle[] family = all().toArray(ProcessHandle[]::new);
        for (final ProcessHandle process : family) {
            process.destroy();
        }
        try {
            root.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (final ProcessHandle process : family) {
            process.destroyForcibly();
        }
        try {
            root.waitFor();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(root.toHandle()), root.descendants());
    }
}
