package io.penstock.rtc.room;

import static io.penstock.rtc.room.RoomEvent.Refusal.MALFORMED;
import static io.penstock.rtc.room.RoomEvent.Refusal.NOT_ALLOWED;
import static io.penstock.rtc.room.RoomEvent.Refusal.NOT_HERE;
import static io.penstock.rtc.room.RoomEvent.Refusal.NO_CHANGE;
import static io.penstock.rtc.room.RoomEvent.Refusal.NO_SEAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomCommand.ChangeRole;
import io.penstock.rtc.room.RoomCommand.Grant;
import io.penstock.rtc.room.RoomCommand.HandOver;
import io.penstock.rtc.room.RoomCommand.Mute;
import io.penstock.rtc.room.RoomCommand.RaiseHand;
import io.penstock.rtc.room.RoomCommand.Revoke;
import io.penstock.rtc.room.RoomCommand.TakeSeat;
import org.junit.jupiter.api.Test;

/** Who may speak. */
class FloorTest {
    private final RoomTable table = RoomTable.withSeats(2).joins("judge", Role.HOST).joins(Role.SPEAKER, "ann", "bob", "cat")
        .joins("dan", Role.AUDIENCE).joins("eve", Role.OBSERVER);

    @Test
    void hostsHaveTheFloorWithoutASeat() {
        assertTrue(table.heard("judge"));
        assertTrue(table.view().mayBeSeen("judge"));
        assertFalse(table.view().member("judge").seated());
        table.isRefused(NO_CHANGE, new TakeSeat("judge")).isRefused(NO_CHANGE, new Grant("judge", "judge"));
    }

    @Test
    void nobodyElseIsHeardWithoutASeat() {
        for (String id : new String[] {"ann", "dan", "eve", "nobody", "", null}) {
            assertFalse(table.heard(id), id);
        }
    }

    @Test
    void speakersTakeFreeSeatsAndNoMoreThanThereAre() {
        table.does(new TakeSeat("ann")).does(new TakeSeat("bob")).isRefused(NO_SEAT, new TakeSeat("cat"));
        assertTrue(table.heard("ann"));
        assertEquals(2, table.view().seatsTaken());
        table.does(new Revoke("ann", "ann")).does(new TakeSeat("cat"));
        assertFalse(table.heard("ann"));
        assertTrue(table.heard("cat"));
    }

    @Test
    void theAudienceAsksAndIsGivenASeat() {
        table.isRefused(NOT_ALLOWED, new TakeSeat("dan")).does(new RaiseHand("dan", true)).does(new Grant("judge", "dan"));
        assertEquals("Hand Seat", table.told());
        assertTrue(table.heard("dan"));
        assertFalse(table.view().member("dan").handRaised());
    }

    @Test
    void aFullTableRefusesAGrant() {
        table.does(new TakeSeat("ann")).does(new TakeSeat("bob")).does(new RaiseHand("dan", true)).isRefused(NO_SEAT, new Grant("judge", "dan"));
        assertTrue(table.view().member("dan").handRaised());
    }

    @Test
    void anObserverNeitherAsksNorIsGivenTheFloorNorHandedIt() {
        table.does(new TakeSeat("ann")).isRefused(NOT_ALLOWED, new RaiseHand("eve", true)).isRefused(NOT_ALLOWED, new TakeSeat("eve"))
            .isRefused(NOT_ALLOWED, new Grant("judge", "eve")).isRefused(NOT_ALLOWED, new HandOver("ann", "ann", "eve"));
    }

    @Test
    void handsAreKnownInTheOrderInWhichTheyWentUp() {
        table.does(new RaiseHand("dan", true)).does(new RaiseHand("ann", true)).does(new RaiseHand("bob", true)).does(new RaiseHand("ann", false));
        assertEquals(java.util.List.of("dan", "bob"), table.view().hands().stream().map(Member::id).toList());
        table.isRefused(NO_CHANGE, new RaiseHand("dan", true)).isRefused(NO_CHANGE, new RaiseHand("ann", false))
            .isRefused(NO_CHANGE, new RaiseHand("judge", true));
    }

    @Test
    void aHostDeclinesARaisedHand() {
        table.does(new RaiseHand("dan", true)).isRefused(NOT_ALLOWED, new Revoke("ann", "dan")).isRefused(NO_CHANGE, new Revoke("dan", "dan"))
            .does(new Revoke("judge", "dan"));
        assertEquals("Hand", table.told());
    }

    @Test
    void onlyHostsTakeTheFloorFromOthersAndNeverFromAHost() {
        table.does(new TakeSeat("ann")).isRefused(NOT_ALLOWED, new Revoke("bob", "ann")).does(new Revoke("judge", "ann"))
            .isRefused(NO_CHANGE, new Revoke("judge", "ann")).isRefused(NOT_ALLOWED, new Revoke("judge", "judge"))
            .isRefused(NOT_HERE, new Revoke("judge", "nobody"));
        assertFalse(table.heard("ann"));
    }

    @Test
    void theFloorIsHandedOverInOneStep() {
        table.does(new TakeSeat("ann")).does(new TakeSeat("bob")).does(new RaiseHand("dan", true)).does(new HandOver("judge", "ann", "dan"));
        assertEquals("Hand SeatMoved", table.told());
        assertFalse(table.heard("ann"));
        assertTrue(table.heard("dan"));
        assertEquals(2, table.view().seatsTaken());
        table.does(new HandOver("dan", "dan", "cat")).isRefused(NOT_ALLOWED, new HandOver("dan", "cat", "dan"))
            .isRefused(NO_SEAT, new HandOver("judge", "dan", "ann")).isRefused(NO_CHANGE, new HandOver("judge", "cat", "cat"))
            .isRefused(NO_CHANGE, new HandOver("judge", "cat", "judge")).isRefused(NOT_HERE, new HandOver("judge", "cat", "nobody"));
    }

    @Test
    void nobodyIsSeatedWhileItsConnectionIsLost() {
        table.does(new TakeSeat("ann")).loses("dan").isRefused(NOT_HERE, new Grant("judge", "dan"))
            .isRefused(NOT_HERE, new HandOver("judge", "ann", "dan"));
    }

    @Test
    void whatAHostMutedOnlyAHostLetsBeHeardAgain() {
        table.does(new TakeSeat("ann")).mutes("judge", "ann", true);
        assertFalse(table.heard("ann"));
        assertTrue(table.view().mayBeSeen("ann"));
        table.isRefused(NOT_ALLOWED, new Mute("ann", "ann", MediaKind.AUDIO, false)).mutes("judge", "ann", false);
        assertTrue(table.heard("ann"));
    }

    @Test
    void whatSomebodyMutedItselfNoHostLetsBeHeard() {
        table.does(new TakeSeat("ann")).mutes("ann", "ann", true).isRefused(NOT_ALLOWED, new Mute("judge", "ann", MediaKind.AUDIO, false))
            .mutes("judge", "ann", true).mutes("ann", "ann", false);
        assertFalse(table.heard("ann"), "the host's mute holds");
        table.mutes("judge", "ann", false);
        assertTrue(table.heard("ann"));
    }

    @Test
    void mutingIsPerKindAndForOneselfOrByHosts() {
        table.isRefused(NOT_ALLOWED, new Mute("bob", "ann", MediaKind.VIDEO, true)).isRefused(MALFORMED, new Mute("ann", "ann", MediaKind.DATA, true))
            .isRefused(MALFORMED, new Mute("ann", "ann", null, true)).isRefused(NO_CHANGE, new Mute("ann", "ann", MediaKind.VIDEO, false))
            .isRefused(NOT_HERE, new Mute("judge", "nobody", MediaKind.VIDEO, true))
            .does(new Mute("judge", "judge", MediaKind.VIDEO, true));
        assertFalse(table.view().mayBeSeen("judge"));
        assertTrue(table.heard("judge"));
        table.does(new Mute("judge", "judge", MediaKind.VIDEO, false));
        assertTrue(table.view().mayBeSeen("judge"));
    }

    @Test
    void aMutedOneTakesASeatAndStaysMuted() {
        table.mutes("judge", "ann", true).does(new TakeSeat("ann"));
        assertFalse(table.heard("ann"));
    }

    @Test
    void aSpeakerMadeHostGivesItsSeatBackAndIsHeardThroughout() {
        table.does(new TakeSeat("ann")).ask(new ChangeRole("judge", "ann", Role.HOST));
        assertEquals("RoleChanged Seat", table.told());
        assertTrue(table.heard("ann"));
        assertEquals(0, table.view().seatsTaken());
        assertEquals(2, table.view().hosts());
    }

    @Test
    void whoBecomesObserverLosesSeatAndHand() {
        table.does(new TakeSeat("ann")).does(new ChangeRole("judge", "ann", Role.OBSERVER));
        assertEquals("Seat RoleChanged", table.told());
        table.does(new RaiseHand("dan", true)).does(new ChangeRole("judge", "dan", Role.OBSERVER));
        assertEquals("Hand RoleChanged", table.told());
        assertEquals(0, table.view().seatsTaken());
    }

    @Test
    void aSpeakerWithASeatKeepsItAsAudience() {
        table.does(new TakeSeat("ann")).does(new ChangeRole("judge", "ann", Role.AUDIENCE));
        assertTrue(table.heard("ann"));
    }

    @Test
    void aHostWhoStepsDownNeedsASeatAndTheLastCannot() {
        table.isRefused(NOT_ALLOWED, new ChangeRole("judge", "judge", Role.SPEAKER)).does(new ChangeRole("judge", "ann", Role.HOST))
            .does(new ChangeRole("judge", "judge", Role.SPEAKER));
        assertFalse(table.heard("judge"));
        table.does(new TakeSeat("judge"));
        assertTrue(table.heard("judge"));
    }

    @Test
    void onlyHostsChangeRolesAndNotIntoNothing() {
        table.isRefused(NOT_ALLOWED, new ChangeRole("ann", "ann", Role.HOST)).isRefused(MALFORMED, new ChangeRole("judge", "ann", null))
            .isRefused(NO_CHANGE, new ChangeRole("judge", "ann", Role.SPEAKER)).isRefused(NOT_HERE, new ChangeRole("judge", "nobody", Role.HOST));
    }

    @Test
    void theServerMayWhatHostsMay() {
        table.does(new Grant(RoomTable.SERVER, "dan")).does(new HandOver(RoomTable.SERVER, "dan", "ann"))
            .mutes(RoomTable.SERVER, "ann", true).isRefused(NOT_ALLOWED, new Mute("ann", "ann", MediaKind.AUDIO, false))
            .does(new Revoke(RoomTable.SERVER, "ann")).does(new ChangeRole(RoomTable.SERVER, "judge", Role.AUDIENCE))
            .isRefused(NOT_HERE, new TakeSeat(RoomTable.SERVER)).isRefused(NOT_HERE, new RaiseHand(RoomTable.SERVER, true))
            .isRefused(NOT_HERE, new Revoke(RoomTable.SERVER, RoomTable.SERVER));
    }
}
