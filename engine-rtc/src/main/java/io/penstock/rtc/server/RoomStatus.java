package io.penstock.rtc.server;

import java.util.List;

/**
 * A room at a moment. Immutable.
 *
 * @param id        of the room.
 * @param openForMs for how long it has been open, milliseconds.
 * @param locked    whether nobody new is let in.
 * @param recording whether it is recorded.
 * @param seats     how many may have a seat besides hosts.
 * @param capacity  how many may be in it.
 * @param speaker   id of who is heard now; null = nobody.
 * @param members   who is in it, in the order in which they are to be shown.
 * @param recent    what happened last, one line each, the newest last; a few dozen at most.
 */
public record RoomStatus(String id, long openForMs, boolean locked, boolean recording, int seats, int capacity, String speaker,
                         List<MemberStatus> members, List<String> recent) {
    /**
     * Copies the lists.
     *
     * @param id        see the record
     * @param openForMs see the record
     * @param locked    see the record
     * @param recording see the record
     * @param seats     see the record
     * @param capacity  see the record
     * @param speaker   see the record
     * @param members   see the record
     * @param recent    see the record
     */
    public RoomStatus {
        members = List.copyOf(members);
        recent = List.copyOf(recent);
    }
}
