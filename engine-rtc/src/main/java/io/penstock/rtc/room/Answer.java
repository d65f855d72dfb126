package io.penstock.rtc.room;

import io.penstock.rtc.room.RoomEvent.Refusal;

/**
 * What came of a command.
 *
 * @param why      why it was not done; null = done.
 * @param words    what was found and what is accepted.
 * @param sequence the change that did it; 0 = the last one.
 */
record Answer(Refusal why, String words, long sequence) {
    static final Answer DONE = new Answer(null, "", 0);

    static Answer doneBy(long sequence) {
        return new Answer(null, "", sequence);
    }

    static Answer no(Refusal why, String words) {
        return new Answer(why, words, 0);
    }

    static Answer notHere(String id) {
        return no(Refusal.NOT_HERE, RoomText.shown(id) + " is not in the room");
    }
}
