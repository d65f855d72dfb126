package io.penstock.rtc.room;

/**
 * A room followed from afar: rebuilds what the room is from a snapshot and the events after it, or from all events. One thread at a time.
 */
public final class RoomMirror {
    private final int historyMessages;
    private final int historyBytes;
    private RoomState state;

    /**
     * Follows a room from a snapshot on.
     *
     * @param start           the room at some moment.
     * @param historyMessages messages to keep at most.
     * @param historyBytes    bytes of text (UTF-8) to keep at most.
     */
    public RoomMirror(RoomSnapshot start, int historyMessages, int historyBytes) {
        this.historyMessages = historyMessages;
        this.historyBytes = historyBytes;
        state = new RoomState(start, historyMessages, historyBytes);
    }

    /**
     * The room as far as it is known.
     *
     * @return a live view; another one after {@link #restart}.
     */
    public RoomView view() {
        return state;
    }

    /**
     * Starts anew, after a connection was lost.
     *
     * @param snapshot the room as it is now.
     */
    public void restart(RoomSnapshot snapshot) {
        state = new RoomState(snapshot, historyMessages, historyBytes);
    }

    /**
     * Takes the next event. One that is known already changes nothing, and neither does an answer.
     *
     * @param event next in order.
     * @return whether it is the next one or known; false = one before it is missing, nothing was changed, and a snapshot is needed.
     */
    public boolean apply(RoomEvent event) {
        if (event instanceof RoomEvent.Accepted || event instanceof RoomEvent.Refused || event.sequence() <= state.sequence()) {
            return true;
        }
        if (event.sequence() != state.sequence() + 1) {
            return false;
        }
        state.apply(event);
        return true;
    }
}
