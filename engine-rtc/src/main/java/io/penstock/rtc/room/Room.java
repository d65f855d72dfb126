package io.penstock.rtc.room;

import io.penstock.rtc.room.RoomCommand.ChangeRole;
import io.penstock.rtc.room.RoomCommand.Close;
import io.penstock.rtc.room.RoomCommand.ConnectionLost;
import io.penstock.rtc.room.RoomCommand.Consent;
import io.penstock.rtc.room.RoomCommand.Grant;
import io.penstock.rtc.room.RoomCommand.HandOver;
import io.penstock.rtc.room.RoomCommand.Join;
import io.penstock.rtc.room.RoomCommand.Kick;
import io.penstock.rtc.room.RoomCommand.Leave;
import io.penstock.rtc.room.RoomCommand.Lock;
import io.penstock.rtc.room.RoomCommand.Mute;
import io.penstock.rtc.room.RoomCommand.RaiseHand;
import io.penstock.rtc.room.RoomCommand.Record;
import io.penstock.rtc.room.RoomCommand.Revoke;
import io.penstock.rtc.room.RoomCommand.Say;
import io.penstock.rtc.room.RoomCommand.TakeSeat;
import io.penstock.rtc.room.RoomCommand.Unban;
import io.penstock.rtc.room.RoomConfig.Hostless;
import io.penstock.rtc.room.RoomEvent.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A room: decides what is done of what is asked, and tells every change in order. A pure state machine: the same commands at the same
 * times give the same events, whenever it is ticked. {@code docs/rooms.md} has the rules as a table.
 *
 * <p>One writer: all methods belong to one thread, those of {@link #view()} too. Whoever is told of an event may read the view, which has
 * the event in it, but must not call {@link #handle} or {@link #tick} from there, nor throw.
 */
public final class Room {
    private final RoomConfig config;
    private final RoomState state;
    private final Changes changes;
    private final FloorRules floor;
    private final MessageRules messages;
    private final Map<String, Presence> presences = new LinkedHashMap<>(4);
    /** Those whose connection is lost, in the order in which their time ends: all have the same time. Made when first needed. */
    private Map<String, Presence> away;
    private boolean hadHost;
    private long hostlessSinceNs = Long.MAX_VALUE;

    /**
     * A room in which nobody is.
     *
     * @param name   of the room, 1 to 128 printable characters.
     * @param config what it allows.
     */
    public Room(String name, RoomConfig config) {
        if (!RoomText.isLine(name, RoomText.ID)) {
            throw new IllegalArgumentException("a room has a name of 1 to " + RoomText.ID + " printable characters, not " + RoomText.shown(name));
        }
        this.config = Objects.requireNonNull(config, "config");
        state = new RoomState(name, config.capacity(), config.seats(), config.historyMessages(), config.historyBytes());
        changes = new Changes(state);
        floor = new FloorRules(state, changes);
        messages = new MessageRules(config, state, changes);
    }

    /**
     * The room as it is.
     *
     * @return a live view.
     */
    public RoomView view() {
        return state;
    }

    /**
     * What it allows.
     *
     * @return the rules.
     */
    public RoomConfig config() {
        return config;
    }

    /**
     * Whether media of a participant may be recorded now: the room is recorded, it is a member, and it has agreed if that is needed.
     *
     * @param id whose.
     * @return whether.
     */
    public boolean mayBeRecorded(String id) {
        Member member = state.member(id);
        return state.recording() && member != null && (member.consented() || !config.consentToRecord());
    }

    /**
     * The connection of a participant.
     *
     * @param id whose.
     * @return its number; -1 = it has none.
     */
    public long connection(String id) {
        Member member = state.member(id);
        return member == null || !member.connected() ? -1 : presences.get(id).connection;
    }

    /**
     * Does what is asked, or refuses it. Whatever was due before is done first. The changes are told in order, then exactly one answer to
     * who asked ({@link RoomEvent.Accepted} or {@link RoomEvent.Refused}); to the empty id if that is no id at all.
     *
     * @param command what is asked.
     * @param nowNs   time; one that goes back counts as the last one.
     * @param out     who is told.
     */
    public void handle(RoomCommand command, long nowNs, Consumer<? super RoomEvent> out) {
        tick(nowNs, out);
        changes.begin(nowNs, out);
        Answer answer = command == null ? Answer.no(Refusal.MALFORMED, "no command") : decide(command);
        noticeHosts();
        String to = RoomText.asker(command);
        changes.tell(answer.why() == null
            ? new RoomEvent.Accepted(answer.sequence() > 0 ? answer.sequence() : state.sequence(), changes.nowNs(), to)
            : new RoomEvent.Refused(state.sequence(), changes.nowNs(), to, answer.why(), answer.words()));
        changes.end();
    }

    /**
     * Does what is due. An event carries the time at which it was due, so that the room's story does not depend on when it is ticked.
     *
     * @param nowNs time; one that goes back counts as the last one.
     * @param out   who is told.
     */
    public void tick(long nowNs, Consumer<? super RoomEvent> out) {
        for (long dueNs = nextTimerNs(); dueNs <= nowNs && dueNs != Long.MAX_VALUE; dueNs = nextTimerNs()) {
            changes.begin(dueNs, out);
            if (away != null && !away.isEmpty() && away.values().iterator().next().awayUntilNs == dueNs) {
                remove(away.keySet().iterator().next(), RoomEvent.Departure.TIMED_OUT, "", "");
            } else {
                end("", "no host");
            }
            noticeHosts();
            changes.end();
        }
    }

    /**
     * When something is due.
     *
     * @return time; {@code Long.MAX_VALUE} = nothing is.
     */
    public long nextTimerNs() {
        long dueNs = hostlessSinceNs == Long.MAX_VALUE ? Long.MAX_VALUE : hostlessSinceNs + config.hostlessFor().toNanos();
        return away == null || away.isEmpty() ? dueNs : Math.min(dueNs, away.values().iterator().next().awayUntilNs);
    }

    private Answer decide(RoomCommand command) {
        String by = command.by();
        if (state.closed()) {
            return Answer.no(Refusal.CLOSED, "the room has ended");
        }
        if (by == null) {
            return Answer.no(Refusal.MALFORMED, "nobody asks");
        }
        if (command instanceof Join c) {
            return join(c);
        }
        if (command instanceof ConnectionLost c) {
            return lost(c);
        }
        Member member = state.member(by);
        if (member == null && !(by.isEmpty() && isForTheServer(command))) {
            return Answer.notHere(by);
        }
        if (command instanceof Leave c) {
            remove(by, RoomEvent.Departure.LEFT, "", "");
            return Answer.DONE;
        }
        if (member != null && !member.connected()) {
            return Answer.no(Refusal.NOT_HERE, RoomText.shown(by) + " has lost its connection");
        }
        Presence presence = presences.get(by);
        if (command instanceof Say c) {
            return messages.say(c, presence);
        }
        if (presence != null && !presence.mayAsk(config.commands(), changes.nowNs())) {
            return Answer.no(Refusal.LIMIT, "more than " + config.commands().perSecond() + " commands a second");
        }
        return decideAmongThoseHere(command);
    }

    /** What does not concern who asks itself. */
    private static boolean isForTheServer(RoomCommand command) {
        return !(command instanceof Leave || command instanceof RaiseHand || command instanceof TakeSeat || command instanceof Consent);
    }

    private Answer decideAmongThoseHere(RoomCommand command) {
        if (command instanceof RaiseHand c) {
            return floor.raiseHand(c);
        } else if (command instanceof TakeSeat c) {
            return floor.takeSeat(c);
        } else if (command instanceof Grant c) {
            return floor.grant(c);
        } else if (command instanceof Revoke c) {
            return floor.revoke(c);
        } else if (command instanceof HandOver c) {
            return floor.handOver(c);
        } else if (command instanceof Mute c) {
            return floor.mute(c);
        } else if (command instanceof ChangeRole c) {
            return floor.changeRole(c);
        } else if (command instanceof Kick c) {
            return kick(c);
        } else if (command instanceof Unban c) {
            return unban(c);
        } else if (command instanceof Lock c) {
            return lock(c);
        } else if (command instanceof Consent c) {
            return consent(c);
        } else if (command instanceof Record c) {
            return record(c);
        } else if (command instanceof Close c) {
            return close(c);
        }
        throw new IllegalArgumentException("no rule for " + command.getClass().getSimpleName());
    }

    private Answer join(Join c) {
        if (!RoomText.isLine(c.by(), RoomText.ID) || !RoomText.isLine(c.name(), RoomText.NAME) || c.role() == null) {
            return Answer.no(Refusal.MALFORMED, "who joins has an id of 1 to " + RoomText.ID + " and a name of 1 to " + RoomText.NAME
                + " printable characters, and a role");
        }
        if (state.banned().contains(c.by())) {
            return Answer.no(Refusal.BANNED, "it may not come back");
        }
        Presence presence = presences.get(c.by());
        if (presence != null) {
            return comeBack(c, presence);
        }
        boolean mustLead = c.role() == Role.HOST && state.hosts() == 0;
        if (state.locked() && !mustLead) {
            return Answer.no(Refusal.LOCKED, "the room is locked");
        }
        if (presences.size() >= config.capacity()) {
            return Answer.no(Refusal.FULL, "all " + config.capacity() + " places are taken");
        }
        presences.put(c.by(), new Presence(c.connection()));
        changes.change(new RoomEvent.Joined(changes.next(), changes.nowNs(), c.by(), c.name(), c.role()));
        return Answer.DONE;
    }

    private Answer comeBack(Join c, Presence presence) {
        if (presence.connection == c.connection() && state.member(c.by()).connected()) {
            return Answer.no(Refusal.NO_CHANGE, "this connection has joined already");
        }
        presence.connection = c.connection();
        if (away != null) {
            away.remove(c.by());
        }
        changes.change(new RoomEvent.Returned(changes.next(), changes.nowNs(), c.by(), c.connection()));
        return Answer.DONE;
    }

    private Answer lost(ConnectionLost c) {
        Presence presence = presences.get(c.by());
        if (presence == null) {
            return Answer.notHere(c.by());
        }
        if (presence.connection != c.connection() || !state.member(c.by()).connected()) {
            return Answer.no(Refusal.NO_CHANGE, "another connection has taken its place");
        }
        away = away == null ? new LinkedHashMap<>(4) : away;
        away.put(c.by(), presence);
        presence.awayUntilNs = changes.nowNs() + config.seatKeptFor().toNanos();
        changes.change(new RoomEvent.Away(changes.next(), changes.nowNs(), c.by()));
        return Answer.DONE;
    }

    private void remove(String id, RoomEvent.Departure why, String by, String reason) {
        presences.remove(id);
        if (away != null) {
            away.remove(id);
        }
        changes.change(new RoomEvent.Left(changes.next(), changes.nowNs(), id, why, by, reason));
    }

    private Answer kick(Kick c) {
        if (!floor.leads(c.by())) {
            return FloorRules.hostsOnly("put others out");
        }
        if (!RoomText.isLine(c.target(), RoomText.ID) || !RoomText.isLineOrEmpty(c.reason(), RoomText.REASON)) {
            return Answer.no(Refusal.MALFORMED, "who is put out has an id, and the reason at most " + RoomText.REASON + " printable characters");
        }
        if (c.by().equals(c.target())) {
            return Answer.no(Refusal.NOT_ALLOWED, "nobody puts itself out: leave");
        }
        boolean here = presences.containsKey(c.target());
        boolean newBan = c.ban() && !state.banned().contains(c.target());
        if (!here && !newBan) {
            return c.ban() ? Answer.no(Refusal.NO_CHANGE, "it is banned already") : Answer.notHere(c.target());
        }
        if (newBan) {
            if (state.banned().size() >= config.bans()) {
                return Answer.no(Refusal.LIMIT, config.bans() + " are banned already: let somebody come back first");
            }
            changes.change(new RoomEvent.Banned(changes.next(), changes.nowNs(), c.target(), true, c.by()));
        }
        if (here) {
            remove(c.target(), RoomEvent.Departure.KICKED, c.by(), c.reason());
        }
        return Answer.DONE;
    }

    private Answer unban(Unban c) {
        if (!floor.leads(c.by())) {
            return FloorRules.hostsOnly("let others come back");
        }
        if (c.target() == null || !state.banned().contains(c.target())) {
            return Answer.no(Refusal.NO_CHANGE, RoomText.shown(c.target()) + " is not banned");
        }
        changes.change(new RoomEvent.Banned(changes.next(), changes.nowNs(), c.target(), false, c.by()));
        return Answer.DONE;
    }

    private Answer lock(Lock c) {
        if (!floor.leads(c.by())) {
            return FloorRules.hostsOnly("lock the room");
        }
        if (state.locked() == c.locked()) {
            return Answer.no(Refusal.NO_CHANGE, "it is so already");
        }
        changes.change(new RoomEvent.Locked(changes.next(), changes.nowNs(), c.locked(), c.by()));
        return Answer.DONE;
    }

    private Answer consent(Consent c) {
        if (state.member(c.by()).consented() == c.given()) {
            return Answer.no(Refusal.NO_CHANGE, "it is so already");
        }
        changes.change(new RoomEvent.Consented(changes.next(), changes.nowNs(), c.by(), c.given()));
        return Answer.DONE;
    }

    private Answer record(Record c) {
        if (!floor.leads(c.by())) {
            return FloorRules.hostsOnly("record");
        }
        if (state.recording() == c.on()) {
            return Answer.no(Refusal.NO_CHANGE, "it is so already");
        }
        changes.change(new RoomEvent.Recording(changes.next(), changes.nowNs(), c.on(), c.by()));
        return Answer.DONE;
    }

    private Answer close(Close c) {
        if (!floor.leads(c.by())) {
            return FloorRules.hostsOnly("end the room");
        }
        if (!RoomText.isLineOrEmpty(c.reason(), RoomText.REASON)) {
            return Answer.no(Refusal.MALFORMED, "the reason has at most " + RoomText.REASON + " printable characters");
        }
        end(c.by(), c.reason());
        return Answer.DONE;
    }

    private void end(String by, String reason) {
        presences.clear();
        away = null;
        changes.change(new RoomEvent.Closed(changes.next(), changes.nowNs(), by, reason));
    }

    /** Does or begins what is to be done when the last host has gone, or ends it. */
    private void noticeHosts() {
        hadHost |= state.hosts() > 0;
        boolean hostless = hadHost && state.hosts() == 0 && !state.closed();
        if (hostless && config.hostless() == Hostless.PROMOTE) {
            promote();
        } else if (hostless && config.hostless() == Hostless.CLOSE) {
            hostlessSinceNs = Math.min(hostlessSinceNs, changes.nowNs());
        } else {
            hostlessSinceNs = Long.MAX_VALUE;
        }
    }

    private void promote() {
        Member next = null;
        for (Member member : state.members()) {
            if (member.role() == Role.SPEAKER && member.connected() && (next == null || member.seated() && !next.seated())) {
                next = member;
            }
        }
        if (next != null) {
            floor.setRole(next, Role.HOST, "");
        }
    }
}
