package io.penstock.rtc.room;

import java.time.Duration;
import java.util.Objects;

/**
 * How many rooms there may be, and what drives them.
 *
 * @param threads  that drive rooms, each room always the same one; 0 = none, {@link Rooms#invoke()} is called instead.
 * @param rooms    open at the same time, at most.
 * @param mailbox  commands that may wait for one thread.
 * @param emptyFor how long a room stays open with nobody in it.
 */
public record RoomsConfig(int threads, int rooms, int mailbox, Duration emptyFor) {
    /**
     * Checks the bounds.
     *
     * @param threads see the record
     * @param rooms see the record
     * @param mailbox see the record
     * @param emptyFor see the record
     */
    public RoomsConfig {
        if (threads < 0 || threads > 64 || rooms < 1 || mailbox < 1) {
            throw new IllegalArgumentException(threads + " threads, " + rooms + " rooms and a mailbox of " + mailbox
                + "; 0 to 64 threads, a room and a place in the mailbox at least are possible");
        }
        if (Objects.requireNonNull(emptyFor, "emptyFor").isNegative() || emptyFor.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("empty rooms stay open for " + emptyFor + "; none to 365 days is possible");
        }
    }

    /**
     * One thread (a room needs microseconds for a command), 10,000 rooms, 65,536 waiting commands, five minutes with nobody.
     *
     * @return what to start from.
     */
    public static RoomsConfig standard() {
        return new RoomsConfig(1, 10_000, 1 << 16, Duration.ofMinutes(5));
    }

    /**
     * Driven by the caller, for tests in virtual time.
     *
     * @return the same without threads.
     */
    public RoomsConfig invoked() {
        return new RoomsConfig(0, rooms, mailbox, emptyFor);
    }
}
