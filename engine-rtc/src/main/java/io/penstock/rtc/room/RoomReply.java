package io.penstock.rtc.room;

/** Is told what came of one command, on the thread of the room, after the changes and before any later command. */
@FunctionalInterface
public interface RoomReply {
    /**
     * The answer.
     *
     * @param room   where, to be read during the call (the snapshot for one who joins, for example); null = there is no such room.
     * @param answer {@link RoomEvent.Accepted} or {@link RoomEvent.Refused}.
     */
    void answered(Room room, RoomEvent answer);
}
