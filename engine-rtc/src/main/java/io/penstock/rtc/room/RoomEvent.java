package io.penstock.rtc.room;

import io.penstock.format.MediaKind;

/**
 * What has happened in a room: every change, in order, with a number that grows by one ({@link Refused} and {@link Accepted} go to one
 * participant only and carry the number of the change before).
 */
public sealed interface RoomEvent {
    /**
     * Number of the change.
     *
     * @return 1 for the first of a room.
     */
    long sequence();

    /**
     * When.
     *
     * @return time of the clock that the room is driven by, nanoseconds.
     */
    long atNs();

    /** Why somebody is no longer here. */
    enum Departure {
        /** It went. */
        LEFT,
        /** Its connection was lost and did not come back in time. */
        TIMED_OUT,
        /** It was put out. */
        KICKED
    }

    /** Why something asked for was not done. */
    enum Refusal {
        /** Nobody of that id is here. */
        NOT_HERE,
        /** The role does not allow it. */
        NOT_ALLOWED,
        /** As many as the room takes are here. */
        FULL,
        /** The room lets nobody new in. */
        LOCKED,
        /** May not come back. */
        BANNED,
        /** No seat is free. */
        NO_SEAT,
        /** It is so already. */
        NO_CHANGE,
        /** Too many messages, or too long a one. */
        LIMIT,
        /** The room has ended. */
        CLOSED,
        /** Something is missing in it, or is nothing that can be: an empty id, half a character, muting what is neither sound nor pictures. */
        MALFORMED
    }

    /**
     * Somebody came in.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       who.
     * @param name     shown to others.
     * @param role     as what.
     */
    record Joined(long sequence, long atNs, String id, String name, Role role) implements RoomEvent { }

    /**
     * A connection was lost; the participant is still a member.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       whose.
     */
    record Away(long sequence, long atNs, String id) implements RoomEvent { }

    /**
     * Somebody came back in time, with its seat, hand and mutes as they were.
     *
     * @param sequence   number.
     * @param atNs       when.
     * @param id         who.
     * @param connection the new connection.
     */
    record Returned(long sequence, long atNs, String id, long connection) implements RoomEvent { }

    /**
     * Somebody is no longer here: its seat is free, its hand down, its mutes are forgotten.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       who.
     * @param why      how it came.
     * @param by       who did it; empty = itself or the server.
     * @param reason   words; may be empty.
     */
    record Left(long sequence, long atNs, String id, Departure why, String by, String reason) implements RoomEvent { }

    /**
     * A hand went up or down.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       whose.
     * @param raised   up or down.
     */
    record Hand(long sequence, long atNs, String id, boolean raised) implements RoomEvent { }

    /**
     * Somebody got or lost a seat.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       who.
     * @param seated   got or lost.
     * @param by       who did it; empty = the server.
     */
    record Seat(long sequence, long atNs, String id, boolean seated, String by) implements RoomEvent { }

    /**
     * A seat went from one to another, in one step.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param from     who had it.
     * @param to       who has it.
     * @param by       who did it.
     */
    record SeatMoved(long sequence, long atNs, String from, String to, String by) implements RoomEvent { }

    /**
     * Somebody was muted, or can be heard or seen again.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       who.
     * @param kind     sound or pictures.
     * @param bySelf   whether it is muted by itself now.
     * @param byHost   whether it is muted by a host now.
     */
    record Muted(long sequence, long atNs, String id, MediaKind kind, boolean bySelf, boolean byHost) implements RoomEvent { }

    /**
     * Somebody has another role.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       who.
     * @param role     which.
     * @param by       who did it.
     */
    record RoleChanged(long sequence, long atNs, String id, Role role, String by) implements RoomEvent { }

    /**
     * Somebody was banned, or may come back.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       who.
     * @param banned   whether.
     * @param by       who did it.
     */
    record Banned(long sequence, long atNs, String id, boolean banned, String by) implements RoomEvent { }

    /**
     * The room was locked or opened.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param locked   whether.
     * @param by       who did it.
     */
    record Locked(long sequence, long atNs, boolean locked, String by) implements RoomEvent { }

    /**
     * Somebody agreed to be recorded, or took that back.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param id       who.
     * @param given    whether.
     */
    record Consented(long sequence, long atNs, String id, boolean given) implements RoomEvent { }

    /**
     * The recording started or stopped.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param on       whether.
     * @param by       who did it.
     */
    record Recording(long sequence, long atNs, boolean on, String by) implements RoomEvent { }

    /**
     * A message to all.
     *
     * @param sequence  number.
     * @param atNs      when.
     * @param id        who sent it.
     * @param clientKey what the sender calls it.
     * @param topic     {@code chat}, or what the application agreed on.
     * @param body      text, or JSON as text.
     */
    record Message(long sequence, long atNs, String id, String clientKey, String topic, String body) implements RoomEvent { }

    /**
     * The room has ended: the last of its changes, by which everybody has left.
     *
     * @param sequence number.
     * @param atNs     when.
     * @param by       who did it.
     * @param reason   words.
     */
    record Closed(long sequence, long atNs, String by, String reason) implements RoomEvent { }

    /**
     * To the one who asked: done, by the change of this number.
     *
     * @param sequence number of the last change; of the message, if it was sent before.
     * @param atNs     when.
     * @param to       who asked.
     */
    record Accepted(long sequence, long atNs, String to) implements RoomEvent { }

    /**
     * To the one who asked: not done.
     *
     * @param sequence number of the change before.
     * @param atNs     when.
     * @param to       who asked.
     * @param why      the rule.
     * @param words    what was found and what is accepted.
     */
    record Refused(long sequence, long atNs, String to, Refusal why, String words) implements RoomEvent { }
}
