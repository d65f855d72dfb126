package io.penstock.rtc.room;

import java.util.function.Consumer;

/** A room and its place among the others of a thread: when it wants to be driven, and since when nobody is in it. */
final class HostedRoom implements Comparable<HostedRoom>, Consumer<RoomEvent> {
    private final Room room;
    private final long number;
    private final RoomsWorker worker;
    private long dueNs = Long.MAX_VALUE;
    private long emptySinceNs = Long.MAX_VALUE;
    private RoomEvent answer;

    HostedRoom(Room room, long number, RoomsWorker worker) {
        this.room = room;
        this.number = number;
        this.worker = worker;
    }

    Room room() {
        return room;
    }

    /** When it is to be driven; must not change while it is among the timers. */
    long dueNs() {
        return dueNs;
    }

    void due(long timeNs) {
        dueNs = timeNs;
    }

    /** When it wants to be driven. */
    long wantedNs(long nowNs, long emptyForNs) {
        if (!room.view().members().isEmpty()) {
            emptySinceNs = Long.MAX_VALUE;
        } else if (emptySinceNs == Long.MAX_VALUE) {
            emptySinceNs = nowNs;
        }
        return Math.min(room.nextTimerNs(), emptySinceNs == Long.MAX_VALUE ? Long.MAX_VALUE : emptySinceNs + emptyForNs);
    }

    void handle(RoomsWorker.Task task, long nowNs) {
        answer = null;
        room.handle(task.command(), nowNs, this);
        worker.answered(task, room, answer);
        answer = null;
    }

    void tick(long nowNs) {
        boolean wasEmpty = emptySinceNs != Long.MAX_VALUE && room.nextTimerNs() > nowNs;
        room.tick(nowNs, this);
        if (wasEmpty && !room.view().closed()) {
            end(nowNs, "nobody is here");
        }
    }

    void end(long nowNs, String reason) {
        room.handle(new RoomCommand.Close("", reason), nowNs, this);
    }

    @Override
    public void accept(RoomEvent event) {
        if (event instanceof RoomEvent.Accepted || event instanceof RoomEvent.Refused) {
            answer = event;
        } else {
            worker.told(room, event);
        }
    }

    @Override
    public int compareTo(HostedRoom other) {
        int byTime = Long.compare(dueNs, other.dueNs);
        return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
}
