package io.penstock.core.edge;

import io.penstock.stage.Counter;
import java.util.function.Function;

/** Counters of one edge; the producer writes {@link #in}, {@link #highWater} and its own drop reasons, the consumer the rest. */
public final class EdgeStatistics {
    final Counter in;
    final Counter out;
    final Counter highWater;
    private final Counter[] dropped;

    /**
     * Makes the counters.
     *
     * @param in        counts frames offered.
     * @param out       counts frames delivered.
     * @param highWater holds the most frames ever queued.
     * @param dropped   makes the counter of a reason.
     */
    public EdgeStatistics(final Counter in, final Counter out, final Counter highWater, final Function<DropReason, Counter> dropped) {
        this.in = in;
        this.out = out;
        this.highWater = highWater;
        this.dropped = new Counter[DropReason.values().length];
        for (final DropReason reason : DropReason.values()) {
            this.dropped[reason.ordinal()] = dropped.apply(reason);
        }
    }

    void drop(final DropReason reason) {
        dropped[reason.ordinal()].increment();
    }

    void depth(final int frames) {
        if (frames > highWater.value()) {
            highWater.set(frames);
        }
    }

    /**
     * Frames offered. Any thread.
     *
     * @return the count.
     */
    public long in() {
        return in.value();
    }

    /**
     * Frames delivered. Any thread.
     *
     * @return the count.
     */
    public long out() {
        return out.value();
    }

    /**
     * Most frames ever queued. Any thread.
     *
     * @return the count.
     */
    public long highWater() {
        return highWater.value();
    }

    /**
     * Frames dropped for a reason. Any thread.
     *
     * @param reason the reason.
     * @return the count.
     */
    public long dropped(final DropReason reason) {
        return dropped[reason.ordinal()].value();
    }
}
