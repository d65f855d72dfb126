package io.penstock.rtc.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomCommand.ChangeRole;
import io.penstock.rtc.room.RoomCommand.Close;
import io.penstock.rtc.room.RoomCommand.HandOver;
import io.penstock.rtc.room.RoomCommand.Kick;
import io.penstock.rtc.room.RoomCommand.Mute;
import io.penstock.rtc.room.RoomCommand.TakeSeat;
import io.penstock.rtc.room.RoomConfig.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What whoever forwards media is told. */
class RoomPermitsTest {
    private final RoomTable table = RoomTable.withSeats(2).joins("judge", Role.HOST).joins(Role.SPEAKER, "ann", "bob");
    private final List<String> told = new ArrayList<>();
    private final RoomPermits permits = new RoomPermits((id, kind, allowed) -> told.add((allowed ? "+" : "-") + id + ':' + kind));

    private List<String> after(RoomCommand command) {
        told.clear();
        table.does(command);
        // One event a command here, or the view would be ahead of the event.
        table.last.forEach(event -> permits.after(table.view(), event));
        return told;
    }

    @Test
    void whoHadTheFloorIsSilencedBeforeWhoGetsItIsHeard() {
        assertEquals(List.of("+ann:AUDIO", "+ann:VIDEO"), after(new TakeSeat("ann")));
        assertEquals(List.of("-ann:AUDIO", "-ann:VIDEO", "+bob:AUDIO", "+bob:VIDEO"), after(new HandOver("judge", "ann", "bob")));
        assertEquals(List.of("-bob:VIDEO"), after(new Mute("bob", "bob", MediaKind.VIDEO, true)));
        assertEquals(List.of(), after(new Mute("judge", "bob", MediaKind.VIDEO, true)));
        assertEquals(List.of("-bob:AUDIO"), after(new Kick("judge", "bob", "", false)));
    }

    @Test
    void aLostConnectionSilencesAndTheNextOneIsHeardAgain() {
        after(new TakeSeat("ann"));
        assertEquals(List.of("-ann:AUDIO", "-ann:VIDEO"), after(new RoomCommand.ConnectionLost("ann", table.room.connection("ann"))));
        assertEquals(List.of("+ann:AUDIO", "+ann:VIDEO"), after(new RoomCommand.Join("ann", "ann", Role.SPEAKER, 99)));
        assertEquals(List.of(), after(new RoomCommand.Join("ann", "ann", Role.SPEAKER, 100)), "taken over without a pause");
    }

    @Test
    void anEndedRoomSilencesAll() {
        after(new TakeSeat("ann"));
        after(new ChangeRole("judge", "bob", Role.HOST));
        assertEquals(Set.of("-ann:AUDIO", "-ann:VIDEO", "-bob:AUDIO", "-bob:VIDEO"), Set.copyOf(after(new Close("judge", ""))));
    }

    @Test
    void whatWasToldIsWhatTheRoomSaysAfterEachOfManyRandomCommands() {
        long rooms = Long.getLong("penstock.rooms.commands", 100_000) / 1000;
        for (long seed = 77; seed < 77 + rooms; seed++) {
            Random random = new Random(seed);
            Rate free = new Rate(1_000_000, 1_000_000);
            Room room = new Room("room", RoomConfig.standard().room(7, 3).limits(100, free, free));
            RandomCommands commands = new RandomCommands(random, 8);
            Set<String> allowed = new HashSet<>();
            RoomPermits watched = new RoomPermits((id, kind, now) ->
                assertTrue(now ? allowed.add(id + kind) : allowed.remove(id + kind), "told what was so already: " + id + kind));
            long nowNs = 0;
            for (int i = 0; i < 1000; i++) {
                nowNs += random.nextInt(5) == 0 ? Duration.ofSeconds(10).toNanos() : 0;
                String where = "seed " + seed + " command " + i;
                room.handle(commands.next(room), nowNs, event -> {
                    watched.after(room.view(), event);
                    for (String id : commands.ids()) {
                        assertEquals(room.view().mayBeHeard(id), allowed.contains(id + MediaKind.AUDIO), where);
                        assertEquals(room.view().mayBeSeen(id), allowed.contains(id + MediaKind.VIDEO), where);
                    }
                });
            }
        }
    }
}
