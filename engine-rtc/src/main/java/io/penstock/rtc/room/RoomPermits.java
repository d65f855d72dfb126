package io.penstock.rtc.room;

import io.penstock.format.MediaKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tells whoever forwards media whose sound and pictures may pass, from a room's changes: only what has become different, and always first
 * who may no longer be heard or seen, then who may. One for each room, on the room's thread, given every change of the room from its first.
 *
 * <p>It knows no rule: what {@link RoomView#maySend} says after a change is what it has told. A participant of whom nothing was told may
 * send nothing.
 */
public final class RoomPermits {
    private static final int SOUND = 1;
    private static final int PICTURES = 2;

    private final Sink sink;
    /** What each may send, of those who may send anything. */
    private final Map<String, Integer> told = new HashMap<>(4);

    /** Forwards media, or does not. */
    @FunctionalInterface
    public interface Sink {
        /**
         * A right has changed.
         *
         * @param id      whose.
         * @param kind    sound or pictures.
         * @param allowed whether it may be forwarded from now on.
         */
        void permit(String id, MediaKind kind, boolean allowed);
    }

    /**
     * For a room in which nobody may send anything yet.
     *
     * @param sink is told.
     */
    public RoomPermits(Sink sink) {
        this.sink = Objects.requireNonNull(sink, "sink");
    }

    /**
     * Tells what a change has changed.
     *
     * @param room  as it is with the change.
     * @param event the change; an answer changes nothing.
     */
    public void after(RoomView room, RoomEvent event) {
        if (event instanceof RoomEvent.Joined e) {
            look(room, e.id());
        } else if (event instanceof RoomEvent.Away e) {
            look(room, e.id());
        } else if (event instanceof RoomEvent.Returned e) {
            look(room, e.id());
        } else if (event instanceof RoomEvent.Left e) {
            look(room, e.id());
        } else if (event instanceof RoomEvent.Seat e) {
            look(room, e.id());
        } else if (event instanceof RoomEvent.SeatMoved e) {
            look(room, e.from());
            look(room, e.to());
        } else if (event instanceof RoomEvent.Muted e) {
            look(room, e.id());
        } else if (event instanceof RoomEvent.RoleChanged e) {
            look(room, e.id());
        } else if (event instanceof RoomEvent.Closed) {
            told.forEach((id, rights) -> tell(id, rights, 0));
            told.clear();
        }
    }

    private void look(RoomView room, String id) {
        int before = told.getOrDefault(id, 0);
        int now = (room.mayBeHeard(id) ? SOUND : 0) | (room.mayBeSeen(id) ? PICTURES : 0);
        if (now == 0) {
            told.remove(id);
        } else if (now != before) {
            told.put(id, now);
        }
        tell(id, before, now);
    }

    private void tell(String id, int before, int now) {
        if (((before ^ now) & SOUND) != 0) {
            sink.permit(id, MediaKind.AUDIO, (now & SOUND) != 0);
        }
        if (((before ^ now) & PICTURES) != 0) {
            sink.permit(id, MediaKind.VIDEO, (now & PICTURES) != 0);
        }
    }
}
