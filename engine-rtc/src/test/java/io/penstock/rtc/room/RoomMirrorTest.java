package io.penstock.rtc.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.rtc.room.RoomCommand.Leave;
import io.penstock.rtc.room.RoomCommand.TakeSeat;
import org.junit.jupiter.api.Test;

/** A room followed from afar. */
class RoomMirrorTest {
    private final RoomTable table = RoomTable.withSeats(2).joins("judge", Role.HOST).joins(Role.SPEAKER, "ann", "bob").does(new TakeSeat("ann"))
        .says("ann", "k", "hello");

    private static RoomMirror from(RoomSnapshot start) {
        return new RoomMirror(start, 100, 256 << 10);
    }

    @Test
    void allEventsRebuildTheRoom() {
        RoomMirror mirror = from(RoomTable.withSeats(2).view().snapshot());
        table.all.forEach(event -> assertTrue(mirror.apply(event)));
        assertEquals(table.view().snapshot(), mirror.view().snapshot());
    }

    @Test
    void aSnapshotAndWhatComesAfterRebuildIt() {
        RoomMirror mirror = from(table.view().snapshot());
        table.says("bob", "k", "hi").does(new Leave("ann"));
        table.all.forEach(event -> assertTrue(mirror.apply(event), "those that are known already change nothing"));
        assertEquals(table.view().snapshot(), mirror.view().snapshot());
        assertEquals(0, mirror.view().seatsTaken());
        assertEquals(1, mirror.view().hosts());
    }

    @Test
    void aMissingEventIsNoticedAndNothingGuessed() {
        RoomMirror mirror = from(table.view().snapshot());
        table.says("bob", "k", "hi").says("bob", "k2", "you");
        assertFalse(mirror.apply(table.last.get(0)));
        assertEquals(5, mirror.view().sequence());
        mirror.restart(table.view().snapshot());
        assertTrue(mirror.apply(table.last.get(0)));
        assertEquals(table.view().snapshot(), mirror.view().snapshot());
    }

    @Test
    void answersChangeNothing() {
        RoomMirror mirror = from(table.view().snapshot());
        assertTrue(mirror.apply(new RoomEvent.Accepted(99, 0, "ann")));
        assertTrue(mirror.apply(new RoomEvent.Refused(99, 0, "ann", RoomEvent.Refusal.LIMIT, "")));
        assertEquals(table.view().snapshot(), mirror.view().snapshot());
    }

    @Test
    void nobodyChangesTheRoomThroughItsView() {
        assertThrows(UnsupportedOperationException.class, () -> table.view().members().clear());
        assertThrows(UnsupportedOperationException.class, () -> table.view().history().clear());
    }
}
