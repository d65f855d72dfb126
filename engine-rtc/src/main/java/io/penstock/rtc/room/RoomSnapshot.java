package io.penstock.rtc.room;

import java.util.List;

/**
 * A room at one moment: what somebody who comes late is told first. Immutable.
 *
 * @param name      the room's name.
 * @param sequence  number of the last change that is in it.
 * @param capacity  the most participants.
 * @param seats     how many participants besides hosts may have the floor at the same time.
 * @param locked    whether nobody new is let in.
 * @param recording whether it is recorded.
 * @param closed    whether it has ended.
 * @param members   everybody who is a member, in the order in which they came.
 * @param banned    those who may not come back.
 * @param history   the last messages, oldest first.
 */
public record RoomSnapshot(String name, long sequence, int capacity, int seats, boolean locked, boolean recording, boolean closed,
                           List<Member> members, List<String> banned, List<RoomEvent.Message> history) {
    /**
     * Copies the lists.
     *
     * @param name see the record
     * @param sequence see the record
     * @param capacity see the record
     * @param seats see the record
     * @param locked see the record
     * @param recording see the record
     * @param closed see the record
     * @param members see the record
     * @param banned see the record
     * @param history see the record
     */
    public RoomSnapshot {
        members = List.copyOf(members);
        banned = List.copyOf(banned);
        history = List.copyOf(history);
    }
}
