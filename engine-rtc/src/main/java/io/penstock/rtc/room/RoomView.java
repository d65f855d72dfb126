package io.penstock.rtc.room;

import io.penstock.format.MediaKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What can be read of a room. A view is live and belongs to the thread that drives the room (or the mirror); what it returns of members
 * and messages is immutable, and the collections are views that must not be kept: {@link #snapshot()} can.
 */
public interface RoomView {
    /**
     * The room's name.
     *
     * @return as it was opened.
     */
    String name();

    /**
     * Number of the last change.
     *
     * @return 0 before the first.
     */
    long sequence();

    /**
     * The most participants.
     *
     * @return count.
     */
    int capacity();

    /**
     * How many participants besides hosts may have the floor at the same time.
     *
     * @return count.
     */
    int seats();

    /**
     * How many have a seat.
     *
     * @return count; those whose seat is kept included.
     */
    int seatsTaken();

    /**
     * How many hosts are members.
     *
     * @return count; those whose place is kept included.
     */
    int hosts();

    /**
     * Everybody who is a member.
     *
     * @return in the order in which they came; unmodifiable.
     */
    Collection<Member> members();

    /**
     * A participant.
     *
     * @param id whose.
     * @return as it is now; null = nobody of that id is a member.
     */
    Member member(String id);

    /**
     * Those who may not come back.
     *
     * @return ids, in the order in which they were banned; unmodifiable.
     */
    Set<String> banned();

    /**
     * Whether nobody new is let in.
     *
     * @return whether.
     */
    boolean locked();

    /**
     * Whether the room is recorded.
     *
     * @return whether.
     */
    boolean recording();

    /**
     * Whether the room has ended.
     *
     * @return whether.
     */
    boolean closed();

    /**
     * The last messages.
     *
     * @return oldest first; unmodifiable.
     */
    Collection<RoomEvent.Message> history();

    /**
     * Whether the sound of a participant may be forwarded now.
     *
     * @param id whose.
     * @return true only for a connected member with the floor that nobody has muted.
     */
    default boolean mayBeHeard(String id) {
        return maySend(id, MediaKind.AUDIO);
    }

    /**
     * Whether the pictures of a participant may be forwarded now.
     *
     * @param id whose.
     * @return true only for a connected member with the floor that nobody has muted.
     */
    default boolean mayBeSeen(String id) {
        return maySend(id, MediaKind.VIDEO);
    }

    /**
     * Whether media of a participant may be forwarded now.
     *
     * @param id   whose.
     * @param kind sound or pictures.
     * @return whether.
     */
    default boolean maySend(String id, MediaKind kind) {
        Member member = member(id);
        return member != null && member.maySend(kind);
    }

    /**
     * Those who would like to speak.
     *
     * @return who raised the hand first comes first; a list of its own.
     */
    default List<Member> hands() {
        return members().stream().filter(Member::handRaised).sorted(Comparator.comparingLong(Member::handNumber)).toList();
    }

    /**
     * Everything, to keep or to send.
     *
     * @return a copy.
     */
    default RoomSnapshot snapshot() {
        return new RoomSnapshot(name(), sequence(), capacity(), seats(), locked(), recording(), closed(), List.copyOf(members()),
            List.copyOf(banned()), List.copyOf(history()));
    }
}
