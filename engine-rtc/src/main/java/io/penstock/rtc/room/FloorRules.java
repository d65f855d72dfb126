package io.penstock.rtc.room;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomCommand.ChangeRole;
import io.penstock.rtc.room.RoomCommand.Grant;
import io.penstock.rtc.room.RoomCommand.HandOver;
import io.penstock.rtc.room.RoomCommand.Mute;
import io.penstock.rtc.room.RoomCommand.RaiseHand;
import io.penstock.rtc.room.RoomCommand.Revoke;
import io.penstock.rtc.room.RoomCommand.TakeSeat;
import io.penstock.rtc.room.RoomEvent.Refusal;

/** Who may speak: hands, seats, roles, mutes. Who asks has been found to be a connected member, or the server. */
final class FloorRules {
    private final RoomState state;
    private final Changes changes;

    FloorRules(RoomState state, Changes changes) {
        this.state = state;
        this.changes = changes;
    }

    /** Whether somebody may do what hosts may. */
    boolean leads(String id) {
        Member member = state.member(id);
        return id.isEmpty() || member != null && member.role() == Role.HOST;
    }

    static Answer hostsOnly(String what) {
        return Answer.no(Refusal.NOT_ALLOWED, "only a host may " + what);
    }

    Answer raiseHand(RaiseHand c) {
        Member member = state.member(c.by());
        if (c.raised() == member.handRaised()) {
            return Answer.no(Refusal.NO_CHANGE, "the hand is " + (c.raised() ? "up" : "down") + " already");
        }
        if (c.raised()) {
            if (member.role() == Role.OBSERVER) {
                return Answer.no(Refusal.NOT_ALLOWED, "an observer cannot ask for the floor");
            }
            if (member.hasFloor()) {
                return Answer.no(Refusal.NO_CHANGE, "it may speak already");
            }
        }
        changes.change(new RoomEvent.Hand(changes.next(), changes.nowNs(), c.by(), c.raised()));
        return Answer.DONE;
    }

    Answer takeSeat(TakeSeat c) {
        Member member = state.member(c.by());
        if (member.hasFloor()) {
            return Answer.no(Refusal.NO_CHANGE, "it may speak already");
        }
        if (member.role() != Role.SPEAKER) {
            return Answer.no(Refusal.NOT_ALLOWED, "only a speaker takes a seat by itself; others raise a hand");
        }
        return seat(member, c.by());
    }

    Answer grant(Grant c) {
        if (!leads(c.by())) {
            return hostsOnly("give the floor");
        }
        Member target = state.member(c.target());
        Answer no = cannotBeSeated(target, c.target());
        return no != null ? no : seat(target, c.by());
    }

    private Answer seat(Member member, String by) {
        if (state.seatsTaken() >= state.seats()) {
            return Answer.no(Refusal.NO_SEAT, "all " + state.seats() + " seats are taken");
        }
        changes.handDown(member);
        changes.seat(member.id(), true, by);
        return Answer.DONE;
    }

    private Answer cannotBeSeated(Member target, String id) {
        if (target == null) {
            return Answer.notHere(id);
        }
        if (!target.connected()) {
            return Answer.no(Refusal.NOT_HERE, RoomText.shown(id) + " has lost its connection");
        }
        if (target.hasFloor()) {
            return Answer.no(Refusal.NO_CHANGE, RoomText.shown(id) + " may speak already");
        }
        if (target.role() == Role.OBSERVER) {
            return Answer.no(Refusal.NOT_ALLOWED, RoomText.shown(id) + " is an observer: change its role first");
        }
        return null;
    }

    Answer revoke(Revoke c) {
        boolean leads = leads(c.by());
        if (!leads && !c.by().equals(c.target())) {
            return hostsOnly("take the floor from others");
        }
        Member target = state.member(c.target());
        if (target == null) {
            return Answer.notHere(c.target());
        }
        if (target.seated()) {
            changes.seat(c.target(), false, c.by());
            return Answer.DONE;
        }
        if (target.role() == Role.HOST) {
            return Answer.no(Refusal.NOT_ALLOWED, "a host may always speak: mute it, or change its role");
        }
        if (target.handRaised() && leads) {
            changes.handDown(target);
            return Answer.DONE;
        }
        return Answer.no(Refusal.NO_CHANGE, RoomText.shown(c.target()) + " has no seat");
    }

    Answer handOver(HandOver c) {
        if (!leads(c.by()) && !c.by().equals(c.from())) {
            return hostsOnly("move the seat of others");
        }
        Member from = state.member(c.from());
        if (from == null) {
            return Answer.notHere(c.from());
        }
        if (!from.seated()) {
            return Answer.no(Refusal.NO_SEAT, RoomText.shown(c.from()) + " has no seat to hand over");
        }
        Member to = state.member(c.to());
        Answer no = cannotBeSeated(to, c.to());
        if (no != null) {
            return no;
        }
        changes.handDown(to);
        changes.change(new RoomEvent.SeatMoved(changes.next(), changes.nowNs(), c.from(), c.to(), c.by()));
        return Answer.DONE;
    }

    Answer mute(Mute c) {
        boolean self = c.by().equals(c.target());
        if (!self && !leads(c.by())) {
            return hostsOnly("mute others");
        }
        if (c.kind() != MediaKind.AUDIO && c.kind() != MediaKind.VIDEO) {
            return Answer.no(Refusal.MALFORMED, "only sound and pictures can be muted");
        }
        Member target = state.member(c.target());
        if (target == null) {
            return Answer.notHere(c.target());
        }
        Member.Mutes now = target.mutes(c.kind());
        if (c.muted() == (self ? now.bySelf() : now.byHost())) {
            return c.muted() || !now.any() ? Answer.no(Refusal.NO_CHANGE, "it is so already")
                : Answer.no(Refusal.NOT_ALLOWED, self ? "a host has muted it" : "it has muted itself");
        }
        changes.change(new RoomEvent.Muted(changes.next(), changes.nowNs(), c.target(), c.kind(), self ? c.muted() : now.bySelf(),
            self ? now.byHost() : c.muted()));
        return Answer.DONE;
    }

    Answer changeRole(ChangeRole c) {
        if (!leads(c.by())) {
            return hostsOnly("change roles");
        }
        if (c.role() == null) {
            return Answer.no(Refusal.MALFORMED, "no role");
        }
        Member target = state.member(c.target());
        if (target == null) {
            return Answer.notHere(c.target());
        }
        if (target.role() == c.role()) {
            return Answer.no(Refusal.NO_CHANGE, "it is so already");
        }
        if (c.by().equals(c.target()) && state.hosts() == 1) {
            return Answer.no(Refusal.NOT_ALLOWED, "the last host cannot step down: make another host first");
        }
        setRole(target, c.role(), c.by());
        return Answer.DONE;
    }

    /** Without a moment in which a floor that is to last is lost, or one that is not to last is held by an observer. */
    void setRole(Member target, Role role, String by) {
        if (role == Role.HOST || role == Role.OBSERVER) {
            changes.handDown(target);
        }
        if (role == Role.OBSERVER && target.seated()) {
            changes.seat(target.id(), false, by);
        }
        changes.role(target.id(), role, by);
        if (role == Role.HOST && target.seated()) {
            changes.seat(target.id(), false, by);
        }
    }
}
