package io.penstock.rtc.room;

/** What a participant is in a room. */
public enum Role {
    /** Leads the room: may always speak, gives and takes the floor, mutes, removes, locks, records. */
    HOST,
    /** May take a free seat by itself, and so speak. */
    SPEAKER,
    /** Listens; speaks once the floor is granted. */
    AUDIENCE,
    /** Listens without being heard, seen, or asked: cannot raise a hand or be given the floor until its role is changed. */
    OBSERVER
}
