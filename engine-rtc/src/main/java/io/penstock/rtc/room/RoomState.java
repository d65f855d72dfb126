package io.penstock.rtc.room;

import io.penstock.rtc.room.RoomEvent.Away;
import io.penstock.rtc.room.RoomEvent.Banned;
import io.penstock.rtc.room.RoomEvent.Closed;
import io.penstock.rtc.room.RoomEvent.Consented;
import io.penstock.rtc.room.RoomEvent.Hand;
import io.penstock.rtc.room.RoomEvent.Joined;
import io.penstock.rtc.room.RoomEvent.Left;
import io.penstock.rtc.room.RoomEvent.Locked;
import io.penstock.rtc.room.RoomEvent.Message;
import io.penstock.rtc.room.RoomEvent.Muted;
import io.penstock.rtc.room.RoomEvent.Recording;
import io.penstock.rtc.room.RoomEvent.Returned;
import io.penstock.rtc.room.RoomEvent.RoleChanged;
import io.penstock.rtc.room.RoomEvent.Seat;
import io.penstock.rtc.room.RoomEvent.SeatMoved;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A room as its events tell it: the one fold over them, used by the room itself and by those who follow it from afar, so that they cannot
 * come to different pictures. Applies what it is told; whether it may be is decided elsewhere.
 */
final class RoomState implements RoomView {
    private final String name;
    private final int capacity;
    private final int seats;
    private final int historyMessages;
    private final int historyBytes;
    private final Map<String, Member> members = new LinkedHashMap<>(4);
    /** Made when first needed: most rooms never ban anybody. */
    private Set<String> banned;
    private ArrayDeque<Message> history;
    private int bytes;
    private long sequence;
    private int seatsTaken;
    private int hosts;
    private boolean locked;
    private boolean recording;
    private boolean closed;

    RoomState(String name, int capacity, int seats, int historyMessages, int historyBytes) {
        this.name = name;
        this.capacity = capacity;
        this.seats = seats;
        this.historyMessages = historyMessages;
        this.historyBytes = historyBytes;
    }

    RoomState(RoomSnapshot start, int historyMessages, int historyBytes) {
        this(start.name(), start.capacity(), start.seats(), historyMessages, historyBytes);
        sequence = start.sequence();
        locked = start.locked();
        recording = start.recording();
        closed = start.closed();
        for (Member member : start.members()) {
            put(member);
        }
        for (String id : start.banned()) {
            ban(id, true);
        }
        for (Message message : start.history()) {
            keep(message);
        }
    }

    /** Takes a change; answers to one participant are none. */
    void apply(RoomEvent event) {
        if (event instanceof RoomEvent.Accepted || event instanceof RoomEvent.Refused) {
            return;
        }
        sequence = event.sequence();
        if (event instanceof Message e) {
            keep(e);
        } else if (event instanceof Joined e) {
            put(Member.joined(e.id(), e.name(), e.role()));
        } else if (event instanceof Away e) {
            change(e.id(), member -> member.connected(false));
        } else if (event instanceof Returned e) {
            change(e.id(), member -> member.connected(true));
        } else if (event instanceof Left e) {
            remove(e.id());
        } else if (event instanceof Hand e) {
            change(e.id(), member -> e.raised() ? member.hand(e.sequence(), e.atNs()) : member.hand(0, 0));
        } else if (event instanceof Seat e) {
            change(e.id(), member -> member.seated(e.seated()));
        } else if (event instanceof SeatMoved e) {
            change(e.from(), member -> member.seated(false));
            change(e.to(), member -> member.seated(true));
        } else if (event instanceof Muted e) {
            change(e.id(), member -> member.muted(e.kind(), e.bySelf(), e.byHost()));
        } else if (event instanceof RoleChanged e) {
            change(e.id(), member -> member.role(e.role()));
        } else if (event instanceof Consented e) {
            change(e.id(), member -> member.consented(e.given()));
        } else {
            applyToRoom(event);
        }
    }

    private void applyToRoom(RoomEvent event) {
        if (event instanceof Banned e) {
            ban(e.id(), e.banned());
        } else if (event instanceof Locked e) {
            locked = e.locked();
        } else if (event instanceof Recording e) {
            recording = e.on();
        } else if (event instanceof Closed) {
            closed = true;
            recording = false;
            members.clear();
            seatsTaken = 0;
            hosts = 0;
        } else {
            throw new IllegalArgumentException("no rule for " + event.getClass().getSimpleName());
        }
    }

    private void put(Member member) {
        remove(member.id());
        members.put(member.id(), member);
        count(member, 1);
    }

    private void remove(String id) {
        Member before = members.remove(id);
        if (before != null) {
            count(before, -1);
        }
    }

    private void change(String id, UnaryOperator<Member> how) {
        Member before = members.get(id);
        if (before != null) {
            Member after = how.apply(before);
            members.put(id, after);
            count(before, -1);
            count(after, 1);
        }
    }

    private void count(Member member, int by) {
        seatsTaken += member.seated() ? by : 0;
        hosts += member.role() == Role.HOST ? by : 0;
    }

    private void ban(String id, boolean now) {
        if (now) {
            banned = banned == null ? new LinkedHashSet<>() : banned;
            banned.add(id);
        } else if (banned != null) {
            banned.remove(id);
        }
    }

    private void keep(Message message) {
        history = history == null ? new ArrayDeque<>() : history;
        history.addLast(message);
        bytes += RoomText.utf8Length(message.body());
        while (history.size() > historyMessages || bytes > historyBytes && !history.isEmpty()) {
            bytes -= RoomText.utf8Length(history.removeFirst().body());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int seats() {
        return seats;
    }

    @Override
    public int seatsTaken() {
        return seatsTaken;
    }

    @Override
    public int hosts() {
        return hosts;
    }

    @Override
    public Collection<Member> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    @Override
    public Member member(String id) {
        return members.get(id);
    }

    @Override
    public Set<String> banned() {
        return banned == null ? Set.of() : Collections.unmodifiableSet(banned);
    }

    @Override
    public boolean locked() {
        return locked;
    }

    @Override
    public boolean recording() {
        return recording;
    }

    @Override
    public boolean closed() {
        return closed;
    }

    @Override
    public Collection<Message> history() {
        return history == null ? Set.of() : Collections.unmodifiableCollection(history);
    }
}
