package io.penstock.rtc.room;

import io.penstock.format.MediaKind;
import java.util.Random;

/** Asks a room for anything, sensible or not, in any order. */
final class RandomCommands {
    private static final Role[] ROLES = Role.values();
    private static final MediaKind[] KINDS = MediaKind.values();
    private final Random random;
    private final String[] ids;
    private int key;

    RandomCommands(Random random, int people) {
        this.random = random;
        ids = new String[people + 1];
        ids[0] = "";
        for (int i = 1; i <= people; i++) {
            ids[i] = "p" + i;
        }
    }

    String[] ids() {
        return ids;
    }

    private String anybody() {
        return ids[random.nextInt(ids.length)];
    }

    private String somebody() {
        return ids[1 + random.nextInt(ids.length - 1)];
    }

    RoomCommand next(Room room) {
        boolean yes = random.nextBoolean();
        String by = anybody();
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3:
                return new RoomCommand.Join(somebody(), "name", ROLES[random.nextInt(ROLES.length)], random.nextInt(50));
            case 4:
                return random.nextInt(4) > 0 ? new RoomCommand.Consent(by, yes) : new RoomCommand.Leave(by);
            case 5, 6:
                return new RoomCommand.ConnectionLost(by, random.nextInt(5) == 0 ? random.nextInt(50) : room.connection(by));
            case 7, 8:
                return new RoomCommand.RaiseHand(by, yes);
            case 9, 10:
                return new RoomCommand.TakeSeat(by);
            case 11, 12:
                return new RoomCommand.Grant(by, anybody());
            case 13:
                return new RoomCommand.Revoke(by, random.nextInt(3) == 0 ? by : anybody());
            case 14, 15:
                return new RoomCommand.HandOver(by, random.nextInt(3) == 0 ? by : anybody(), anybody());
            case 16, 17:
                return new RoomCommand.Mute(by, random.nextInt(3) == 0 ? by : anybody(), KINDS[random.nextInt(KINDS.length)], yes);
            case 18:
                return new RoomCommand.ChangeRole(by, anybody(), ROLES[random.nextInt(ROLES.length)]);
            case 19:
                return random.nextInt(3) > 0 ? new RoomCommand.Unban(by, anybody()) : new RoomCommand.Kick(by, somebody(), "", yes);
            case 20:
                return new RoomCommand.Lock(by, random.nextInt(4) == 0);
            case 21:
                return new RoomCommand.Record(by, yes);
            case 22:
                return new RoomCommand.Say(by, "k" + (random.nextInt(4) == 0 ? key : ++key), "chat", "text");
            default:
                return random.nextInt(100) == 0 ? new RoomCommand.Close(by, "") : new RoomCommand.Unban(by, anybody());
        }
    }
}
