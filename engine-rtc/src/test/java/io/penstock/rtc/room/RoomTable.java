package io.penstock.rtc.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomEvent.Accepted;
import io.penstock.rtc.room.RoomEvent.Refusal;
import io.penstock.rtc.room.RoomEvent.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A room, a clock that is moved by hand, and everything that was told. */
final class RoomTable {
    static final String SERVER = "";
    final Room room;
    final List<RoomEvent> all = new ArrayList<>();
    /** What the last command or tick told, answers left out. */
    final List<RoomEvent> last = new ArrayList<>();
    long nowNs;
    private RoomEvent answer;
    private long connections;

    RoomTable(RoomConfig config) {
        room = new Room("room", config);
    }

    static RoomTable withSeats(int seats) {
        return new RoomTable(RoomConfig.standard().room(100, seats));
    }

    RoomView view() {
        return room.view();
    }

    RoomTable after(Duration time) {
        nowNs += time.toNanos();
        return this;
    }

    RoomTable tick() {
        last.clear();
        room.tick(nowNs, this::hear);
        return this;
    }

    RoomEvent ask(RoomCommand command) {
        last.clear();
        answer = null;
        room.handle(command, nowNs, this::hear);
        return answer;
    }

    private void hear(RoomEvent event) {
        if (event instanceof Accepted || event instanceof Refused) {
            assertEquals(null, answer, "two answers");
            answer = event;
        } else {
            last.add(event);
            all.add(event);
        }
    }

    RoomTable does(RoomCommand command) {
        assertInstanceOf(Accepted.class, ask(command), () -> command + " gave " + answer);
        return this;
    }

    RoomTable isRefused(Refusal why, RoomCommand command) {
        List<RoomEvent> before = List.copyOf(all);
        RoomEvent got = ask(command);
        assertEquals(why, assertInstanceOf(Refused.class, got, () -> command + " gave " + got).why(), () -> got.toString());
        assertEquals(before, all, "a refused command changes nothing");
        return this;
    }

    RoomTable joins(String id, Role role) {
        return does(new RoomCommand.Join(id, "name of " + id, role, ++connections));
    }

    RoomTable joins(Role role, String... ids) {
        for (String id : ids) {
            joins(id, role);
        }
        return this;
    }

    RoomTable loses(String id) {
        return does(new RoomCommand.ConnectionLost(id, room.connection(id)));
    }

    RoomTable says(String id, String key, String body) {
        return does(new RoomCommand.Say(id, key, "chat", body));
    }

    RoomTable mutes(String by, String target, boolean muted) {
        return does(new RoomCommand.Mute(by, target, MediaKind.AUDIO, muted));
    }

    boolean heard(String id) {
        return view().mayBeHeard(id);
    }

    /** The kinds of the last changes, as one text. */
    String told() {
        return String.join(" ", last.stream().map(event -> event.getClass().getSimpleName()).toList());
    }
}
