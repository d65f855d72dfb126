package io.penstock.rtc.room;

import io.penstock.rtc.room.RoomConfig.Rate;

/** What the room knows of a member beside what it tells: its connection, how much it may still send, what it called its last messages. */
final class Presence {
    /** Messages whose keys are remembered: more than a client leaves unacknowledged. */
    private static final int KEYS = 32;
    private static final long SECOND_NS = 1_000_000_000L;

    /** Number of the connection; meaningless while away. */
    long connection;
    /** When it stops to be a member, while it is away. */
    long awayUntilNs;
    private long messagesPaidNs = Long.MIN_VALUE;
    private long commandsPaidNs = Long.MIN_VALUE;
    private String[] keys;
    private long[] numbers;
    private int nextKey;

    Presence(long connection) {
        this.connection = connection;
    }

    boolean mayTalk(Rate rate, long nowNs) {
        long paidNs = pay(messagesPaidNs, rate, nowNs);
        messagesPaidNs = Math.max(messagesPaidNs, paidNs);
        return paidNs != Long.MIN_VALUE;
    }

    boolean mayAsk(Rate rate, long nowNs) {
        long paidNs = pay(commandsPaidNs, rate, nowNs);
        commandsPaidNs = Math.max(commandsPaidNs, paidNs);
        return paidNs != Long.MIN_VALUE;
    }

    /**
     * A bucket of tokens as one number, the time until which everything is paid for (the generic cell rate algorithm, ITU-T I.371).
     *
     * @return the new time; {@code Long.MIN_VALUE} = too fast.
     */
    private static long pay(long paidNs, Rate rate, long nowNs) {
        long stepNs = SECOND_NS / rate.perSecond();
        long fromNs = Math.max(paidNs, nowNs);
        return fromNs - nowNs > (rate.burst() - 1) * stepNs ? Long.MIN_VALUE : fromNs + stepNs;
    }

    void said(String key, long number) {
        if (keys == null) {
            keys = new String[KEYS];
            numbers = new long[KEYS];
        }
        keys[nextKey] = key;
        numbers[nextKey] = number;
        nextKey = (nextKey + 1) % KEYS;
    }

    /** Number of the message of this key; 0 = none is remembered. */
    long saidAs(String key) {
        for (int i = 0; keys != null && i < KEYS; i++) {
            if (key.equals(keys[i])) {
                return numbers[i];
            }
        }
        return 0;
    }
}
