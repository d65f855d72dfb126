package io.penstock.rtc.room;

import java.util.function.Consumer;

/** Numbers changes, applies each to the room's state, and then tells it: nobody hears of what is not yet so. */
final class Changes {
    private final RoomState state;
    private long nowNs = Long.MIN_VALUE;
    private Consumer<? super RoomEvent> out;

    Changes(RoomState state) {
        this.state = state;
    }

    /** Begins to tell somebody, at a time that never goes back. */
    void begin(long atNs, Consumer<? super RoomEvent> to) {
        nowNs = Math.max(nowNs, atNs);
        out = to;
    }

    void end() {
        out = null;
    }

    long nowNs() {
        return nowNs;
    }

    /** Number of the next change. */
    long next() {
        return state.sequence() + 1;
    }

    void change(RoomEvent event) {
        state.apply(event);
        out.accept(event);
    }

    void tell(RoomEvent answer) {
        out.accept(answer);
    }

    void seat(String id, boolean seated, String by) {
        change(new RoomEvent.Seat(next(), nowNs, id, seated, by));
    }

    void handDown(Member member) {
        if (member.handRaised()) {
            change(new RoomEvent.Hand(next(), nowNs, member.id(), false));
        }
    }

    void role(String id, Role role, String by) {
        change(new RoomEvent.RoleChanged(next(), nowNs, id, role, by));
    }
}
