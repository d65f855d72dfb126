package io.penstock.rtc.room;

import static io.penstock.rtc.room.RoomEvent.Refusal.LIMIT;
import static io.penstock.rtc.room.RoomEvent.Refusal.MALFORMED;
import static io.penstock.rtc.room.RoomEvent.Refusal.NOT_ALLOWED;
import static io.penstock.rtc.room.RoomEvent.Refusal.NOT_HERE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.rtc.room.RoomCommand.Leave;
import io.penstock.rtc.room.RoomCommand.Say;
import io.penstock.rtc.room.RoomConfig.Rate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages to all. */
class MessagesTest {
    private final RoomTable table = new RoomTable(RoomConfig.standard().history(3, 20).limits(10, new Rate(2, 4), new Rate(1, 1)))
        .joins("judge", Role.HOST).joins("ann", Role.AUDIENCE).joins("eve", Role.OBSERVER);

    private List<String> history() {
        return table.view().history().stream().map(RoomEvent.Message::body).toList();
    }

    @Test
    void aMessageHasItsPlaceAmongAllChanges() {
        table.says("ann", "k1", "hello");
        assertEquals(List.of(new RoomEvent.Message(4, 0, "ann", "k1", "chat", "hello")), table.last);
    }

    @Test
    void theLastMessagesAreKeptForThoseWhoComeLateNoMoreThanTheirNumberAndBytes() {
        table.says("ann", "1", "a").says("judge", "1", "b").says("ann", "2", "c").says("judge", "2", "d");
        assertEquals(List.of("b", "c", "d"), history());
        table.says("ann", "3", "0123456789").says("judge", "3", "01234567");
        assertEquals(List.of("d", "0123456789", "01234567"), history());
        table.says(RoomTable.SERVER, "1", "xyz");
        assertEquals(List.of("01234567", "xyz"), history());
    }

    @Test
    void aMessageSentAgainIsAcknowledgedByItsFirstNumberAndNotRepeated() {
        table.says("ann", "k", "one").says("judge", "k", "mine");
        assertEquals(4, table.ask(new Say("ann", "k", "chat", "one")).sequence());
        assertEquals("", table.told());
        assertEquals(5, table.ask(new Say("judge", "k", "chat", "mine")).sequence());
        table.loses("ann").joins("ann", Role.AUDIENCE);
        assertEquals(4, table.ask(new Say("ann", "k", "chat", "one")).sequence());
    }

    @Test
    void itIsNotRepeatedEvenWhenItsSenderLeftOrOthersHaveTalkedSince() {
        table.says("ann", "k", "one").does(new Leave("ann")).joins("ann", Role.AUDIENCE);
        assertEquals(4, table.ask(new Say("ann", "k", "chat", "one")).sequence());
        for (int i = 0; i < 10; i++) {
            table.after(Duration.ofSeconds(1)).says("judge", "j" + i, "x");
        }
        RoomTable other = RoomTable.withSeats(1).joins("ann", Role.SPEAKER).says("ann", "k", "one");
        for (int i = 0; i < 200; i++) {
            other.says(RoomTable.SERVER, "s" + i, "x");
        }
        assertEquals(2, other.ask(new Say("ann", "k", "chat", "one")).sequence());
    }

    @Test
    void tooManyAreRefusedUntilTimeHasPassed() {
        for (int i = 0; i < 4; i++) {
            table.says("ann", "k" + i, "x");
        }
        table.isRefused(LIMIT, new Say("ann", "k4", "chat", "x")).says("judge", "k", "x").says("ann", "k0", "again");
        table.after(Duration.ofMillis(500)).says("ann", "k4", "x").isRefused(LIMIT, new Say("ann", "k5", "chat", "x"));
        for (int i = 0; i < 100; i++) {
            table.says(RoomTable.SERVER, "s" + i, "x");
        }
    }

    @Test
    void bytesAreCountedAsTheyTravel() {
        table.says("ann", "1", "0123456789").says("judge", "2", "ééééé").says("judge", "3", "€€€a")
            .says("judge", "4", "\ud83d\ude00\ud83d\ude00ab")
            .isRefused(LIMIT, new Say("ann", "5", "chat", "0123456789a")).isRefused(LIMIT, new Say("ann", "5", "chat", "éééééa"))
            .isRefused(LIMIT, new Say("ann", "5", "chat", "\ud83d\ude00\ud83d\ude00\ud83d\ude00")).isRefused(LIMIT, new Say("ann", "5", "chat", ""))
            .isRefused(LIMIT, new Say("ann", "5", "chat", null)).isRefused(LIMIT, new Say("ann", "5", "chat", "x".repeat(10 << 20)));
    }

    @Test
    void whatIsNoTextIsRefused() {
        table.isRefused(MALFORMED, new Say("ann", "5", "chat", "a\ud83d")).isRefused(MALFORMED, new Say("ann", "5", "chat", "\ude00a"))
            .isRefused(MALFORMED, new Say("ann", null, "chat", "a")).isRefused(MALFORMED, new Say("ann", "", "chat", "a"))
            .isRefused(MALFORMED, new Say("ann", "k".repeat(129), "chat", "a")).isRefused(MALFORMED, new Say("ann", "5", null, "a"))
            .isRefused(MALFORMED, new Say("ann", "5", "t".repeat(65), "a"));
    }

    @Test
    void observersStrangersAndThoseAwayAreNotHeard() {
        table.isRefused(NOT_ALLOWED, new Say("eve", "1", "chat", "a")).isRefused(NOT_HERE, new Say("nobody", "1", "chat", "a"))
            .loses("ann").isRefused(NOT_HERE, new Say("ann", "1", "chat", "a"));
    }
}
