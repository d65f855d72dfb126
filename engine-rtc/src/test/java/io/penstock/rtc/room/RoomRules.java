package io.penstock.rtc.room;

import io.penstock.format.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of docs/rooms.md, written a second time and in another way, to hold the room against: plain sets, changed only by what was told,
 * and one question, whether a command is to be done. It looks at nothing of the room but its events and answers.
 */
final class RoomRules {
    private final RoomConfig config;
    final Map<String, Role> role = new LinkedHashMap<>();
    final Map<String, Long> awaySince = new HashMap<>();
    final Map<String, Long> connection = new HashMap<>();
    final Set<String> seated = new HashSet<>();
    final Set<String> hands = new HashSet<>();
    final Set<String> mutes = new HashSet<>();
    final Set<String> banned = new HashSet<>();
    final Set<String> consents = new HashSet<>();
    final Set<String> said = new HashSet<>();
    boolean locked;
    boolean recording;
    boolean closed;
    private boolean hadHost;
    private long hostSeenNs;
    private long sequence;
    private long atNs = Long.MIN_VALUE;

    RoomRules(RoomConfig config) {
        this.config = config;
    }

    boolean here(String id) {
        return role.containsKey(id);
    }

    boolean connected(String id) {
        return here(id) && !awaySince.containsKey(id);
    }

    boolean host(String id) {
        return role.get(id) == Role.HOST;
    }

    long hosts() {
        return role.values().stream().filter(r -> r == Role.HOST).count();
    }

    boolean maySend(String id, MediaKind kind) {
        return connected(id) && (host(id) || seated.contains(id)) && !mutes.contains(id + kind + "self") && !mutes.contains(id + kind + "host");
    }

    /** Whether a command of sensible content, asked at a sensible pace, is to be done. */
    boolean allows(RoomCommand command) {
        String by = command.by();
        if (closed) {
            return false;
        }
        if (command instanceof RoomCommand.Join c) {
            if (banned.contains(by)) {
                return false;
            }
            return here(by) ? !connected(by) || connection.get(by) != c.connection()
                : role.size() < config.capacity() && (!locked || c.role() == Role.HOST && hosts() == 0);
        }
        if (command instanceof RoomCommand.ConnectionLost c) {
            return connected(by) && connection.get(by) == c.connection();
        }
        if (command instanceof RoomCommand.Leave) {
            return here(by);
        }
        boolean server = by.isEmpty();
        if (!server && !connected(by)) {
            return false;
        }
        boolean leads = server || host(by);
        if (command instanceof RoomCommand.RaiseHand c) {
            return !server && hands.contains(by) != c.raised() && (!c.raised() || role.get(by) != Role.OBSERVER && !leads && !seated.contains(by));
        } else if (command instanceof RoomCommand.TakeSeat) {
            return role.get(by) == Role.SPEAKER && !seated.contains(by) && seated.size() < config.seats();
        } else if (command instanceof RoomCommand.Grant c) {
            return leads && mayBeSeated(c.target()) && seated.size() < config.seats();
        } else if (command instanceof RoomCommand.Revoke c) {
            return (leads || by.equals(c.target())) && (seated.contains(c.target()) || leads && hands.contains(c.target()));
        } else if (command instanceof RoomCommand.HandOver c) {
            return (leads || by.equals(c.from())) && seated.contains(c.from()) && mayBeSeated(c.to());
        } else if (command instanceof RoomCommand.Mute c) {
            return (leads || by.equals(c.target())) && here(c.target()) && c.kind() != MediaKind.DATA
                && mutes.contains(c.target() + c.kind() + (by.equals(c.target()) ? "self" : "host")) != c.muted();
        } else if (command instanceof RoomCommand.ChangeRole c) {
            return leads && here(c.target()) && role.get(c.target()) != c.role() && !(by.equals(c.target()) && hosts() == 1);
        } else if (command instanceof RoomCommand.Kick c) {
            boolean bans = c.ban() && !banned.contains(c.target());
            return leads && !by.equals(c.target()) && (here(c.target()) || bans) && !(bans && banned.size() >= config.bans());
        } else if (command instanceof RoomCommand.Unban c) {
            return leads && banned.contains(c.target());
        } else if (command instanceof RoomCommand.Lock c) {
            return leads && locked != c.locked();
        } else if (command instanceof RoomCommand.Record c) {
            return leads && recording != c.on();
        } else if (command instanceof RoomCommand.Consent c) {
            return !server && consents.contains(by) != c.given();
        } else if (command instanceof RoomCommand.Say) {
            return server || role.get(by) != Role.OBSERVER;
        }
        return leads && command instanceof RoomCommand.Close;
    }

    private boolean mayBeSeated(String id) {
        return connected(id) && (role.get(id) == Role.SPEAKER || role.get(id) == Role.AUDIENCE) && !seated.contains(id);
    }

    /** Takes a change, and says what is wrong with it. */
    List<String> take(RoomEvent event, long nowNs) {
        List<String> wrong = new ArrayList<>();
        check(wrong, event.sequence() == ++sequence, "number " + event.sequence() + " after " + (sequence - 1));
        check(wrong, event.atNs() >= atNs && event.atNs() <= nowNs, "time " + event.atNs() + " after " + atNs + " at " + nowNs);
        check(wrong, !closed, "after the end");
        atNs = event.atNs();
        if (event instanceof RoomEvent.Joined e) {
            check(wrong, role.put(e.id(), e.role()) == null, "came twice");
            check(wrong, !banned.contains(e.id()), "was banned");
        } else if (event instanceof RoomEvent.Away e) {
            check(wrong, connected(e.id()), "had no connection");
            awaySince.put(e.id(), e.atNs());
        } else if (event instanceof RoomEvent.Returned e) {
            Long since = awaySince.remove(e.id());
            check(wrong, here(e.id()) && (since == null || e.atNs() - since < config.seatKeptFor().toNanos()), "came back too late");
            connection.put(e.id(), e.connection());
        } else if (event instanceof RoomEvent.Left e) {
            left(wrong, e);
        } else if (event instanceof RoomEvent.Hand e) {
            check(wrong, (e.raised() ? hands.add(e.id()) : hands.remove(e.id())) && here(e.id()), "hand was so already");
        } else if (event instanceof RoomEvent.Seat e) {
            check(wrong, (e.seated() ? seated.add(e.id()) : seated.remove(e.id())) && here(e.id()), "seat was so already");
        } else if (event instanceof RoomEvent.SeatMoved e) {
            check(wrong, seated.remove(e.from()) && seated.add(e.to()) && connected(e.to()), "seat could not move");
        } else if (event instanceof RoomEvent.Muted e) {
            set(mutes, e.id() + e.kind() + "self", e.bySelf());
            set(mutes, e.id() + e.kind() + "host", e.byHost());
        } else if (event instanceof RoomEvent.RoleChanged e) {
            check(wrong, role.put(e.id(), e.role()) != e.role(), "role was so already");
        } else if (event instanceof RoomEvent.Banned e) {
            check(wrong, set(banned, e.id(), e.banned()), "ban was so already");
        } else if (event instanceof RoomEvent.Locked e) {
            locked = e.locked();
        } else if (event instanceof RoomEvent.Recording e) {
            recording = e.on();
        } else if (event instanceof RoomEvent.Consented e) {
            check(wrong, set(consents, e.id(), e.given()), "consent was so already");
        } else if (event instanceof RoomEvent.Message e) {
            check(wrong, said.add(e.id() + '/' + e.clientKey()), "said twice");
        } else if (event instanceof RoomEvent.Closed) {
            closed = true;
            role.clear();
            awaySince.clear();
            seated.clear();
            hands.clear();
        } else {
            wrong.add("unknown");
        }
        if (hosts() > 0) {
            hadHost = true;
            hostSeenNs = Long.MAX_VALUE;
        } else {
            hostSeenNs = Math.min(hostSeenNs, event.atNs());
        }
        return wrong;
    }

    private void left(List<String> wrong, RoomEvent.Left e) {
        check(wrong, role.remove(e.id()) != null, "was not here");
        Long since = awaySince.remove(e.id());
        if (e.why() == RoomEvent.Departure.TIMED_OUT) {
            check(wrong, since != null && e.atNs() == since + config.seatKeptFor().toNanos(), "timed out at the wrong time");
        }
        connection.remove(e.id());
        seated.remove(e.id());
        hands.remove(e.id());
        consents.remove(e.id());
        said.removeIf(key -> key.startsWith(e.id() + '/'));
        mutes.removeIf(mute -> mute.startsWith(e.id() + MediaKind.AUDIO) || mute.startsWith(e.id() + MediaKind.VIDEO));
    }

    /** What must hold between any two commands. */
    List<String> whatIsWrong(long nowNs) {
        List<String> wrong = new ArrayList<>();
        check(wrong, seated.size() <= config.seats(), seated + " sit on " + config.seats() + " seats");
        check(wrong, role.size() <= config.capacity(), role.size() + " are here");
        check(wrong, role.keySet().stream().noneMatch(banned::contains), "a banned one is here");
        check(wrong, role.keySet().containsAll(seated) && role.keySet().containsAll(hands), "a stranger has a seat or a hand");
        check(wrong, seated.stream().noneMatch(id -> host(id) || role.get(id) == Role.OBSERVER), "a host or an observer has a seat");
        check(wrong, seated.stream().noneMatch(hands::contains), "a seated one asks for the floor");
        check(wrong, awaySince.values().stream().allMatch(since -> nowNs - since <= config.seatKeptFor().toNanos()), "a seat is kept too long");
        boolean hostless = hadHost && hosts() == 0 && !closed;
        check(wrong, !hostless || config.hostless() != RoomConfig.Hostless.PROMOTE
            || role.keySet().stream().noneMatch(id -> role.get(id) == Role.SPEAKER && connected(id)), "nobody was made host");
        check(wrong, !hostless || config.hostless() != RoomConfig.Hostless.CLOSE || nowNs - hostSeenNs <= config.hostlessFor().toNanos(),
            "open too long without a host");
        return wrong;
    }

    private static void check(List<String> wrong, boolean holds, String words) {
        if (!holds) {
            wrong.add(words);
        }
    }

    private static boolean set(Set<String> set, String what, boolean in) {
        return in ? set.add(what) : set.remove(what);
    }
}
