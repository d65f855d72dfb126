package io.penstock.rtc.room;

import java.time.Duration;
import java.util.Objects;

/**
 * What a room allows. Immutable; shared by as many rooms as have the same rules.
 *
 * @param capacity         participants at most, those whose seat is kept included.
 * @param seats            participants that may have a seat at the same time; hosts need none and do not count.
 * @param seatKeptFor      how long a participant whose connection was lost stays a member, with its seat, hand and mutes.
 * @param hostless         what happens when the last host has gone.
 * @param hostlessFor      how long a room stays open without a host, with {@link Hostless#CLOSE}.
 * @param consentToRecord  whether only those who have agreed may be recorded.
 * @param historyMessages  messages kept for those who come late.
 * @param historyBytes     bytes of text (UTF-8) kept for those who come late.
 * @param messageBytes     bytes of text (UTF-8) of one message at most.
 * @param messages         how fast one participant may send messages.
 * @param commands         how fast one participant may ask for anything else.
 * @param bans             ids that may be banned at the same time.
 */
public record RoomConfig(int capacity, int seats, Duration seatKeptFor, Hostless hostless, Duration hostlessFor, boolean consentToRecord,
                         int historyMessages, int historyBytes, int messageBytes, Rate messages, Rate commands, int bans) {

    /** What happens to a room that had a host and has none any more. One whose seat is kept is still there. */
    public enum Hostless {
        /** It goes on; what only a host may do, only the server can do until a host comes. */
        CONTINUE,
        /** Who has been here longest of the connected speakers becomes host, those with a seat first. */
        PROMOTE,
        /** It ends after a time, unless a host comes. */
        CLOSE
    }

    /**
     * How fast something may come from one participant: a bucket of tokens (RFC 2697 knows it as committed rate and burst).
     *
     * @param perSecond in the long run; 1 to 1,000,000.
     * @param burst     at once after a pause; 1 to 1,000,000.
     */
    public record Rate(int perSecond, int burst) {
        /**
         * Checks both.
         *
         * @param perSecond see the record
         * @param burst see the record
         */
        public Rate {
            between("perSecond", perSecond, 1, 1_000_000);
            between("burst", burst, 1, 1_000_000);
        }
    }

    /**
     * Checks the bounds.
     *
     * @param capacity see the record
     * @param seats see the record
     * @param seatKeptFor see the record
     * @param hostless see the record
     * @param hostlessFor see the record
     * @param consentToRecord see the record
     * @param historyMessages see the record
     * @param historyBytes see the record
     * @param messageBytes see the record
     * @param messages see the record
     * @param commands see the record
     * @param bans see the record
     */
    public RoomConfig {
        between("capacity", capacity, 1, 100_000);
        between("seats", seats, 0, 100_000);
        between("historyMessages", historyMessages, 0, 100_000);
        between("historyBytes", historyBytes, 0, 64 << 20);
        between("messageBytes", messageBytes, 1, 1 << 20);
        between("bans", bans, 0, 100_000);
        notNegative("seatKeptFor", seatKeptFor);
        notNegative("hostlessFor", hostlessFor);
        Objects.requireNonNull(hostless, "hostless");
        Objects.requireNonNull(messages, "messages");
        Objects.requireNonNull(commands, "commands");
    }

    /**
     * 1000 participants, 16 seats kept for 30 s, going on without a host, a history of 100 messages and 64 KiB, messages of 8 KiB,
     * 5 of them a second (20 at once), 20 other commands a second (100 at once), 1000 bans.
     *
     * @return the rules to start from.
     */
    public static RoomConfig standard() {
        return new RoomConfig(1000, 16, Duration.ofSeconds(30), Hostless.CONTINUE, Duration.ofSeconds(60), true,
            100, 64 << 10, 8 << 10, new Rate(5, 20), new Rate(20, 100), 1000);
    }

    /**
     * Another number of participants and seats.
     *
     * @param participants at most.
     * @param seated       of them with a seat.
     * @return the rules, changed.
     */
    public RoomConfig room(int participants, int seated) {
        return new RoomConfig(participants, seated, seatKeptFor, hostless, hostlessFor, consentToRecord, historyMessages, historyBytes,
            messageBytes, messages, commands, bans);
    }

    /**
     * Keeps the seat of a participant whose connection was lost for another time.
     *
     * @param time how long; zero = not at all.
     * @return the rules, changed.
     */
    public RoomConfig keepSeats(Duration time) {
        return new RoomConfig(capacity, seats, time, hostless, hostlessFor, consentToRecord, historyMessages, historyBytes, messageBytes,
            messages, commands, bans);
    }

    /**
     * Does something else when the last host has gone.
     *
     * @param policy what.
     * @param time   after which it is done, with {@link Hostless#CLOSE}.
     * @return the rules, changed.
     */
    public RoomConfig withoutHost(Hostless policy, Duration time) {
        return new RoomConfig(capacity, seats, seatKeptFor, policy, time, consentToRecord, historyMessages, historyBytes, messageBytes,
            messages, commands, bans);
    }

    /**
     * Records only those who have agreed, or everybody.
     *
     * @param needed whether consent is needed.
     * @return the rules, changed.
     */
    public RoomConfig recordOnlyWithConsent(boolean needed) {
        return new RoomConfig(capacity, seats, seatKeptFor, hostless, hostlessFor, needed, historyMessages, historyBytes, messageBytes,
            messages, commands, bans);
    }

    /**
     * Keeps another history.
     *
     * @param count messages at most.
     * @param bytes of text (UTF-8) at most.
     * @return the rules, changed.
     */
    public RoomConfig history(int count, int bytes) {
        return new RoomConfig(capacity, seats, seatKeptFor, hostless, hostlessFor, consentToRecord, count, bytes, messageBytes,
            messages, commands, bans);
    }

    /**
     * Limits what one participant sends.
     *
     * @param bytes       of text (UTF-8) of one message at most.
     * @param messageRate messages.
     * @param commandRate everything else.
     * @return the rules, changed.
     */
    public RoomConfig limits(int bytes, Rate messageRate, Rate commandRate) {
        return new RoomConfig(capacity, seats, seatKeptFor, hostless, hostlessFor, consentToRecord, historyMessages, historyBytes, bytes,
            messageRate, commandRate, bans);
    }

    private static void between(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " is " + value + "; " + min + " to " + max + " is possible");
        }
    }

    private static void notNegative(String what, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(what + " is " + value + "; none to 365 days is possible");
        }
    }
}
