package io.penstock.rtc.moderate;

import io.penstock.clock.MediaClock;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes evidence away from the forwarder's thread, one piece at a time for each tap. */
final class EvidenceMaker {
    private static final Logger LOG = System.getLogger(EvidenceMaker.class.getName());
    private static final long NANOS = 1_000_000_000L;

    private final Executor worker;
    private final Consumer<Evidence> to;
    private final MediaClock clock;
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();

    EvidenceMaker(final Executor worker, final Consumer<Evidence> to, final MediaClock clock) {
        this.worker = Objects.requireNonNull(worker, "worker");
        this.to = Objects.requireNonNull(to, "to");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    boolean isWorking() {
        return working.get();
    }

    Instant at(final long timeNs) {
        final long epochNs = clock.epochNs(timeNs);
        return Instant.ofEpochSecond(Math.floorDiv(epochNs, NANOS), Math.floorMod(epochNs, NANOS));
    }

    void countBusy() {
        busy.incrementAndGet();
    }

    /** Has a piece made; false if the one before is not finished, or the worker takes no more. */
    boolean make(final Supplier<Evidence> how, final List<CompletableFuture<Evidence>> asked) {
        if (!working.compareAndSet(false, true)) {
            return false;
        }
        try {
            worker.execute(() -> run(how, asked));
            return true;
        } catch (final RejectedExecutionException e) {
            working.set(false);
            asked.forEach(one -> one.completeExceptionally(e));
            return false;
        }
    }

    private void run(final Supplier<Evidence> how, final List<CompletableFuture<Evidence>> asked) {
        final Evidence made;
        try {
            made = how.get();
        } catch (final RuntimeException e) {
            failures.incrementAndGet();
            working.set(false);
            LOG.log(Level.DEBUG, "no evidence", e);
            asked.forEach(one -> one.completeExceptionally(e));
            return;
        }
        taken.incrementAndGet();
        working.set(false);
        asked.forEach(one -> one.complete(made));
        to.accept(made);
    }

    TapStatistics statistics(final long incomplete, final long requests) {
        return new TapStatistics(taken.get(), failures.get(), incomplete, busy.get(), requests);
    }
}
