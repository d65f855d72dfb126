package io.penstock.rtc.room;

/**
 * Is told what happens in rooms, on the thread of the room: in order within a room, and before anybody's answer. Must be quick, for many
 * rooms share a thread, and may not call the room; what it throws is counted and goes to {@link #failed}.
 */
@FunctionalInterface
public interface RoomListener {
    /**
     * A change. The room has it already.
     *
     * @param room  where; to be read during the call.
     * @param event what; never an answer.
     */
    void told(Room room, RoomEvent event);

    /**
     * The thread of a room has done what waited for it, for now, something of this room among it: what was collected until here can be passed
     * on in one.
     *
     * @param room  name of the room, which may have ended.
     * @param nowNs time of the clock.
     * @return when to be asked again, although nothing else happens; {@code Long.MAX_VALUE} = not before something does.
     */
    default long settled(String room, long nowNs) {
        return Long.MAX_VALUE;
    }

    /**
     * A listener, an answer's receiver or a reader has thrown. The room goes on.
     *
     * @param room  name of the room.
     * @param error what was thrown.
     */
    default void failed(String room, Throwable error) { }
}
