package io.penstock.rtc.room;

import static io.penstock.rtc.room.RoomEvent.Refusal.BANNED;
import static io.penstock.rtc.room.RoomEvent.Refusal.CLOSED;
import static io.penstock.rtc.room.RoomEvent.Refusal.FULL;
import static io.penstock.rtc.room.RoomEvent.Refusal.LIMIT;
import static io.penstock.rtc.room.RoomEvent.Refusal.LOCKED;
import static io.penstock.rtc.room.RoomEvent.Refusal.MALFORMED;
import static io.penstock.rtc.room.RoomEvent.Refusal.NOT_ALLOWED;
import static io.penstock.rtc.room.RoomEvent.Refusal.NOT_HERE;
import static io.penstock.rtc.room.RoomEvent.Refusal.NO_CHANGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.rtc.room.RoomCommand.Close;
import io.penstock.rtc.room.RoomCommand.ConnectionLost;
import io.penstock.rtc.room.RoomCommand.Consent;
import io.penstock.rtc.room.RoomCommand.Join;
import io.penstock.rtc.room.RoomCommand.Kick;
import io.penstock.rtc.room.RoomCommand.Leave;
import io.penstock.rtc.room.RoomCommand.Lock;
import io.penstock.rtc.room.RoomCommand.RaiseHand;
import io.penstock.rtc.room.RoomCommand.Record;
import io.penstock.rtc.room.RoomCommand.TakeSeat;
import io.penstock.rtc.room.RoomCommand.Unban;
import io.penstock.rtc.room.RoomConfig.Hostless;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who is in a room: coming, going, coming back, being put out, and the room's end. */
class RoomTest {
    private static final Duration ALMOST = Duration.ofMillis(29_999);
    private static final Duration KEPT = Duration.ofSeconds(30);

    private static RoomTable court() {
        return RoomTable.withSeats(2).joins("judge", Role.HOST).joins(Role.SPEAKER, "ann", "bob");
    }

    @Test
    void changesAreNumberedFromOneWithoutGapsAndAnswersCarryTheLastNumber() {
        RoomTable table = court().does(new TakeSeat("ann"));
        assertEquals(java.util.List.of(1L, 2L, 3L, 4L), table.all.stream().map(RoomEvent::sequence).toList());
        assertEquals(4, table.view().sequence());
        assertEquals(4, table.ask(new TakeSeat("ann")).sequence());
        assertEquals(5, table.ask(new Leave("ann")).sequence());
    }

    @Test
    void whoComesBackInTimeKeepsSeatHandAndMutes() {
        RoomTable table = court().does(new TakeSeat("ann")).mutes("judge", "bob", true).does(new RaiseHand("bob", true)).loses("ann").loses("bob");
        assertFalse(table.heard("ann"), "nothing of it is forwarded while it is away");
        assertTrue(table.view().member("ann").seated());
        assertEquals(1, table.view().seatsTaken());
        assertEquals(-1, table.room.connection("ann"));
        table.after(ALMOST).joins("ann", Role.AUDIENCE).joins("bob", Role.SPEAKER);
        assertEquals("Returned", table.told());
        assertTrue(table.heard("ann"));
        assertEquals(Role.SPEAKER, table.view().member("ann").role(), "the room's word counts, not the new token's");
        assertTrue(table.view().member("bob").handRaised());
        assertTrue(table.view().member("bob").sound().byHost());
        table.after(Duration.ofHours(1)).tick();
        assertEquals("", table.told());
    }

    @Test
    void whoDoesNotComeBackInTimeLosesItsPlace() {
        RoomTable table = court().does(new TakeSeat("ann")).loses("ann");
        assertEquals(KEPT.toNanos(), table.room.nextTimerNs());
        table.after(ALMOST).tick();
        assertEquals("", table.told());
        table.after(Duration.ofMillis(1)).tick();
        assertEquals(new RoomEvent.Left(6, table.nowNs, "ann", RoomEvent.Departure.TIMED_OUT, "", ""), table.last.get(0));
        assertEquals(0, table.view().seatsTaken());
        assertEquals(Long.MAX_VALUE, table.room.nextTimerNs());
    }

    @Test
    void whatWasDueIsDoneBeforeACommandAndCarriesTheTimeAtWhichItWasDue() {
        RoomTable table = court().loses("ann").after(Duration.ofSeconds(45)).joins("ann", Role.AUDIENCE);
        assertEquals("Left Joined", table.told());
        assertEquals(KEPT.toNanos(), table.last.get(0).atNs());
        assertEquals(Role.AUDIENCE, table.view().member("ann").role());
    }

    @Test
    void aNewConnectionTakesThePlaceOfTheOldWhoseEndThenMeansNothing() {
        RoomTable table = court().does(new TakeSeat("ann"));
        long old = table.room.connection("ann");
        table.does(new Join("ann", "ann", Role.SPEAKER, 77)).isRefused(NO_CHANGE, new ConnectionLost("ann", old));
        assertTrue(table.heard("ann"));
        assertEquals(77, table.room.connection("ann"));
        table.isRefused(NO_CHANGE, new Join("ann", "ann", Role.SPEAKER, 77)).does(new ConnectionLost("ann", 77))
            .isRefused(NO_CHANGE, new ConnectionLost("ann", 77));
    }

    @Test
    void whoIsAwayAsksNothingButMayLeave() {
        RoomTable table = court().loses("ann").isRefused(NOT_HERE, new TakeSeat("ann")).does(new Leave("ann"));
        assertNull(table.view().member("ann"));
        table.isRefused(NOT_HERE, new Leave("ann")).isRefused(NOT_HERE, new ConnectionLost("ann", 1));
        assertEquals(Long.MAX_VALUE, table.room.nextTimerNs());
    }

    @Test
    void aFullRoomAndALockedOneLetNobodyNewIn() {
        RoomTable table = new RoomTable(RoomConfig.standard().room(3, 1)).joins("judge", Role.HOST).joins("ann", Role.SPEAKER)
            .isRefused(NOT_ALLOWED, new Lock("ann", true)).does(new Lock("judge", true)).isRefused(NO_CHANGE, new Lock("judge", true))
            .isRefused(LOCKED, new Join("bob", "bob", Role.SPEAKER, 9)).isRefused(LOCKED, new Join("clerk", "clerk", Role.HOST, 9))
            .loses("ann").joins("ann", Role.SPEAKER).does(new Lock("judge", false)).joins("bob", Role.SPEAKER)
            .isRefused(FULL, new Join("cat", "cat", Role.SPEAKER, 9)).loses("bob").isRefused(FULL, new Join("cat", "cat", Role.SPEAKER, 9));
        table.after(KEPT).joins("cat", Role.SPEAKER);
    }

    @Test
    void aHostMayEnterALockedRoomThatHasNone() {
        court().does(new Lock("judge", true)).does(new Leave("judge")).isRefused(LOCKED, new Join("cat", "cat", Role.SPEAKER, 9))
            .joins("clerk", Role.HOST).does(new Lock("clerk", false));
    }

    @Test
    void whoIsPutOutMayComeBackUnlessBanned() {
        RoomTable table = court().does(new TakeSeat("ann")).isRefused(NOT_ALLOWED, new Kick("bob", "ann", "", false))
            .isRefused(NOT_ALLOWED, new Kick("judge", "judge", "", false)).isRefused(NOT_HERE, new Kick("judge", "nobody", "", false))
            .does(new Kick("judge", "ann", "be quiet", false));
        assertEquals(new RoomEvent.Left(5, 0, "ann", RoomEvent.Departure.KICKED, "judge", "be quiet"), table.last.get(0));
        assertFalse(table.heard("ann"));
        table.joins("ann", Role.SPEAKER).does(new Kick("judge", "ann", "", true));
        assertEquals("Banned Left", table.told());
        table.isRefused(BANNED, new Join("ann", "ann", Role.HOST, 9)).isRefused(NO_CHANGE, new Kick("judge", "ann", "", true))
            .isRefused(NOT_ALLOWED, new Unban("bob", "ann")).does(new Unban("judge", "ann")).isRefused(NO_CHANGE, new Unban("judge", "ann"))
            .joins("ann", Role.SPEAKER);
        assertFalse(table.heard("ann"), "the seat is lost");
    }

    @Test
    void whoIsAwayOrHasGoneCanBeBannedToo() {
        court().loses("ann").does(new Kick("judge", "ann", "", true)).isRefused(BANNED, new Join("ann", "ann", Role.SPEAKER, 9))
            .does(new Leave("bob")).does(new Kick("judge", "bob", "", true)).isRefused(BANNED, new Join("bob", "bob", Role.SPEAKER, 9));
    }

    @Test
    void bansAreBounded() {
        RoomTable table = court();
        for (int i = 0; i < 1000; i++) {
            table.does(new Kick(RoomTable.SERVER, "troll" + i, "", true));
        }
        table.isRefused(LIMIT, new Kick(RoomTable.SERVER, "ann", "", true)).does(new Kick(RoomTable.SERVER, "ann", "", false));
    }

    @Test
    void aRoomEndsForAll() {
        RoomTable table = court().does(new TakeSeat("ann")).loses("bob").isRefused(NOT_ALLOWED, new Close("ann", ""))
            .does(new Close("judge", "done"));
        assertEquals("Closed", table.told());
        assertTrue(table.view().closed());
        assertTrue(table.view().members().isEmpty());
        assertFalse(table.heard("judge"));
        assertEquals(Long.MAX_VALUE, table.room.nextTimerNs());
        table.isRefused(CLOSED, new Join("ann", "ann", Role.SPEAKER, 9)).isRefused(CLOSED, new Leave("judge"))
            .isRefused(CLOSED, new Close(RoomTable.SERVER, "")).isRefused(CLOSED, new Lock(null, true));
    }


    @Test
    void onlyThoseWhoAgreedAreRecordedIfConsentIsNeeded() {
        RoomTable table = court().does(new Consent("ann", true)).isRefused(NOT_ALLOWED, new Record("ann", true));
        assertFalse(table.room.mayBeRecorded("ann"));
        table.does(new Record("judge", true)).isRefused(NO_CHANGE, new Record("judge", true)).isRefused(NO_CHANGE, new Consent("ann", true));
        assertTrue(table.room.mayBeRecorded("ann"));
        assertFalse(table.room.mayBeRecorded("bob"));
        assertFalse(table.room.mayBeRecorded("nobody"));
        table.does(new Consent("ann", false));
        assertFalse(table.room.mayBeRecorded("ann"));
        RoomTable free = new RoomTable(RoomConfig.standard().recordOnlyWithConsent(false)).joins("judge", Role.HOST).does(new Record("judge", true));
        assertTrue(free.room.mayBeRecorded("judge"));
    }

    @Test
    void withoutAHostARoomGoesOn() {
        RoomTable table = court().does(new TakeSeat("ann")).does(new Leave("judge")).after(Duration.ofDays(1)).tick();
        assertTrue(table.heard("ann"));
        table.isRefused(NOT_ALLOWED, new Kick("ann", "bob", "", false)).does(new Kick(RoomTable.SERVER, "bob", "", false));
    }

    @Test
    void orTheSpeakerLongestHereLeadsItThoseWithASeatFirst() {
        RoomTable table = new RoomTable(RoomConfig.standard().withoutHost(Hostless.PROMOTE, Duration.ZERO)).joins(Role.SPEAKER, "ann", "bob", "cat");
        assertEquals(0, table.view().hosts(), "it never had one");
        table.joins("judge", Role.HOST).does(new TakeSeat("cat")).does(new TakeSeat("bob")).does(new Leave("judge"));
        assertEquals("Left RoleChanged Seat", table.told());
        assertEquals(Role.HOST, table.view().member("bob").role());
        table.loses("bob").after(KEPT).tick();
        assertEquals("Left RoleChanged Seat", table.told());
        assertEquals(Role.HOST, table.view().member("cat").role());
        table.loses("ann").does(new Leave("cat"));
        assertEquals("Left", table.told(), "who is away cannot lead");
        table.does(new Leave("ann")).joins("dan", Role.AUDIENCE);
        assertEquals("Joined", table.told());
        table.joins("eve", Role.SPEAKER);
        assertEquals("Joined RoleChanged", table.told());
    }

    @Test
    void orItEndsAfterATimeUnlessAHostComes() {
        RoomTable table = new RoomTable(RoomConfig.standard().withoutHost(Hostless.CLOSE, Duration.ofSeconds(60))).joins("ann", Role.SPEAKER)
            .after(Duration.ofDays(1)).joins("judge", Role.HOST).loses("judge").after(KEPT).tick();
        assertEquals("Left", table.told());
        table.after(Duration.ofSeconds(59)).joins("clerk", Role.HOST).does(new Leave("clerk")).after(Duration.ofSeconds(60));
        long dueNs = table.nowNs;
        table.after(Duration.ofSeconds(5)).tick();
        assertEquals(new RoomEvent.Closed(table.view().sequence(), dueNs, "", "no host"), table.last.get(0));
    }

    @Test
    void timeThatGoesBackCountsAsTheLastOne() {
        RoomTable table = court().after(Duration.ofSeconds(10)).loses("ann");
        table.nowNs = 0;
        table.loses("bob");
        assertEquals(Duration.ofSeconds(10).toNanos(), table.last.get(0).atNs());
    }

    @Test
    void nothingUnreadableComesIn() {
        RoomTable table = court().isRefused(MALFORMED, null).isRefused(MALFORMED, new Join(null, "x", Role.SPEAKER, 9))
            .isRefused(MALFORMED, new Join("", "x", Role.HOST, 9)).isRefused(MALFORMED, new Join("x", null, Role.SPEAKER, 9))
            .isRefused(MALFORMED, new Join("x", "x", null, 9)).isRefused(MALFORMED, new Join("x".repeat(129), "x", Role.SPEAKER, 9))
            .isRefused(MALFORMED, new Join("x", "x".repeat(1 << 20), Role.SPEAKER, 9)).isRefused(MALFORMED, new Join("a\nb", "x", Role.SPEAKER, 9))
            .isRefused(MALFORMED, new Join("x", "\ud800", Role.SPEAKER, 9)).isRefused(MALFORMED, new Kick("judge", "ann", null, false))
            .isRefused(MALFORMED, new Kick("judge", "y".repeat(200), "", true)).isRefused(MALFORMED, new Kick("judge", "ann", "z".repeat(513), false))
            .isRefused(MALFORMED, new Close("judge", null)).isRefused(NO_CHANGE, new Unban("judge", null));
        RoomEvent.Refused refused = (RoomEvent.Refused) table.ask(new Leave("\u0007" + "q".repeat(1 << 20)));
        assertTrue(refused.words().length() < 200 && refused.words().indexOf('\u0007') < 0, refused.words());
        assertThrows(IllegalArgumentException.class, () -> new Room("", RoomConfig.standard()));
        assertThrows(IllegalArgumentException.class, () -> RoomConfig.standard().room(0, 1));
        assertThrows(IllegalArgumentException.class, () -> RoomConfig.standard().keepSeats(Duration.ofSeconds(-1)));
    }

    @Test
    void aFloodOfCommandsIsRefusedAndOthersAreNotHurt() {
        RoomTable table = court();
        for (int i = 0; i < 100; i++) {
            table.does(new RaiseHand("ann", i % 2 == 0));
        }
        table.isRefused(LIMIT, new RaiseHand("ann", true)).does(new RaiseHand("bob", true)).after(Duration.ofMillis(50))
            .does(new RaiseHand("ann", true)).isRefused(LIMIT, new RaiseHand("ann", false)).does(new Leave("ann"));
    }
}
