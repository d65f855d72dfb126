package io.penstock.rtc.mix;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks when its owner says that their time has come, each at exactly that time by {@link #clock()}: what a library does on a thread of its
 * own becomes deterministic. One thread.
 */
final class VirtualTurns extends AbstractExecutorService implements ScheduledExecutorService {
    private static final long NANOS = 1_000_000_000L;

    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final Clock clock = new TurnClock();
    private long nowNs;
    private long number;

    private final class Turn extends FutureTask<Void> implements RunnableScheduledFuture<Void> {
        private final long dueNs;
        private final long order = number++;

        Turn(final Runnable task, final long dueNs) {
            super(task, null);
            this.dueNs = dueNs;
        }

        /** Nobody asks for the outcome of a task: what goes wrong goes to whoever lets time pass. */
        @Override
        protected void setException(final Throwable error) {
            super.setException(error);
            throw new IllegalStateException("a task failed", error);
        }

        @Override
        public boolean isPeriodic() {
            return false;
        }

        @Override
        public long getDelay(final TimeUnit unit) {
            return unit.convert(dueNs - nowNs, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(final Delayed other) {
            final Turn turn = (Turn) other;
            return dueNs == turn.dueNs ? Long.compare(order, turn.order) : Long.compare(dueNs, turn.dueNs);
        }

        @Override
        public boolean equals(final Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(order);
        }
    }

    private final class TurnClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(final ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(Math.floorDiv(nowNs, NANOS), Math.floorMod(nowNs, NANOS));
        }
    }

    /** Time as tasks see it. */
    Clock clock() {
        return clock;
    }

    /** Runs what is due until then; when to come again, {@link Long#MAX_VALUE} if nothing waits. */
    long runUntil(final long timeNs) {
        while (!turns.isEmpty() && turns.peek().dueNs <= timeNs) {
            final Turn next = turns.poll();
            nowNs = Math.max(nowNs, next.dueNs);
            next.run();
        }
        nowNs = Math.max(nowNs, timeNs);
        return turns.isEmpty() ? Long.MAX_VALUE : turns.peek().dueNs;
    }

    @Override
    public ScheduledFuture<?> schedule(final Runnable command, final long delay, final TimeUnit unit) {
        final Turn turn = new Turn(command, nowNs + Math.max(0, unit.toNanos(delay)));
        turns.add(turn);
        return turn;
    }

    @Override
    public void execute(final Runnable command) {
        schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(final Callable<V> callable, final long delay, final TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(final Runnable command, final long initial, final long period, final TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(final Runnable command, final long initial, final long delay, final TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        turns.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        turns.clear();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(final long timeout, final TimeUnit unit) {
        return true;
    }
}
