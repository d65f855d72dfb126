package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.signal.SignalCodec;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is put together of what was kept is what would have been written in one. */
class SnapshotTextTest {
    private final Room room = new Room("\"members\":[ \"history\":[ ä", RoomConfig.standard());
    private final SnapshotText snapshots = new SnapshotText();
    private long nowNs;

    private void ask(final RoomCommand command) {
        nowNs += 1_000_000_000L;
        room.handle(command, nowNs, event -> { });
    }

    private void agrees() throws Exception {
        assertEquals(SignalCodec.tree(room.view().snapshot()).toString(), new ObjectMapper().readTree(snapshots.of(room.view())).toString());
    }

    @Test
    void aSnapshotIsWholeWhateverHasChangedSinceTheOneBefore() throws Exception {
        agrees();
        ask(new RoomCommand.Join("host", "\"members\":[", Role.HOST, 0));
        final Random random = new Random(11);
        for (int i = 0; i < 600; i++) {
            final String id = "p" + random.nextInt(60);
            switch (random.nextInt(i < 300 ? 6 : 9)) {
                case 0, 1, 2 -> ask(new RoomCommand.Join(id, "\"history\":[ é " + id, Role.SPEAKER, i));
                case 3 -> ask(new RoomCommand.Say(id, "k" + i, "chat", "\"history\":[] \ud800 " + i));
                case 4 -> ask(new RoomCommand.Grant("host", id));
                case 5 -> ask(new RoomCommand.RaiseHand(id, random.nextBoolean()));
                case 6 -> ask(new RoomCommand.Kick("host", id, "", random.nextInt(4) == 0));
                default -> ask(new RoomCommand.Leave(id));
            }
            agrees();
        }
    }
}
