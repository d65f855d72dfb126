package io.penstock.rtc.room;

import io.penstock.format.MediaKind;

/**
 * What somebody asks of a room. {@code by} is the participant who asks; the room decides whether it may.
 */
public sealed interface RoomCommand {
    /**
     * Who asks.
     *
     * @return a participant's id; empty = the server itself, which may do everything.
     */
    String by();

    /**
     * Comes in, or comes back: the same id within the time that a seat is kept continues where it was, and ends the connection it had.
     *
     * @param by         id, from the token.
     * @param name       shown to others.
     * @param role       from the token.
     * @param connection number of the connection, unique within the server.
     */
    record Join(String by, String name, Role role, long connection) implements RoomCommand { }

    /**
     * Goes.
     *
     * @param by who.
     */
    record Leave(String by) implements RoomCommand { }

    /**
     * The connection was lost; the seat is kept for a while.
     *
     * @param by         whose.
     * @param connection which; one that has been replaced means nothing.
     */
    record ConnectionLost(String by, long connection) implements RoomCommand { }

    /**
     * Would like to speak, or no longer.
     *
     * @param by     who.
     * @param raised up or down.
     */
    record RaiseHand(String by, boolean raised) implements RoomCommand { }

    /**
     * Takes a free seat: speakers and hosts.
     *
     * @param by who.
     */
    record TakeSeat(String by) implements RoomCommand { }

    /**
     * Gives a participant a seat, and so the floor.
     *
     * @param by     a host.
     * @param target who shall speak.
     */
    record Grant(String by, String target) implements RoomCommand { }

    /**
     * Takes the floor from a participant, or gives one's own back.
     *
     * @param by     a host, or the target.
     * @param target whose.
     */
    record Revoke(String by, String target) implements RoomCommand { }

    /**
     * Moves a seat from one participant to another, in one step.
     *
     * @param by   a host, or who has the seat.
     * @param from who has it.
     * @param to   who shall have it.
     */
    record HandOver(String by, String from, String to) implements RoomCommand { }

    /**
     * Mutes, or lets be heard or seen again. What a host has muted only a host can let be heard again.
     *
     * @param by     the target, or a host.
     * @param target whom.
     * @param kind   sound or pictures.
     * @param muted  whether.
     */
    record Mute(String by, String target, MediaKind kind, boolean muted) implements RoomCommand { }

    /**
     * Gives a participant another role.
     *
     * @param by     a host.
     * @param target whom.
     * @param role   which.
     */
    record ChangeRole(String by, String target, Role role) implements RoomCommand { }

    /**
     * Puts a participant out.
     *
     * @param by     a host.
     * @param target whom.
     * @param reason why; told to all.
     * @param ban    whether it may not come back.
     */
    record Kick(String by, String target, String reason, boolean ban) implements RoomCommand { }

    /**
     * Lets one who was banned come back.
     *
     * @param by     a host.
     * @param target whom.
     */
    record Unban(String by, String target) implements RoomCommand { }

    /**
     * Lets nobody new in, or again.
     *
     * @param by     a host.
     * @param locked whether.
     */
    record Lock(String by, boolean locked) implements RoomCommand { }

    /**
     * Agrees to be recorded, or takes that back.
     *
     * @param by    who.
     * @param given whether.
     */
    record Consent(String by, boolean given) implements RoomCommand { }

    /**
     * Starts or stops the recording.
     *
     * @param by a host.
     * @param on whether.
     */
    record Record(String by, boolean on) implements RoomCommand { }

    /**
     * Sends a message to all.
     *
     * @param by        who.
     * @param clientKey what the sender calls it, for its acknowledgement; sent again with the same key it is not repeated.
     * @param topic     {@code chat}, or what the application agreed on.
     * @param body      text, or JSON as text.
     */
    record Say(String by, String clientKey, String topic, String body) implements RoomCommand { }

    /**
     * Ends the room for all.
     *
     * @param by     a host.
     * @param reason why.
     */
    record Close(String by, String reason) implements RoomCommand { }
}
