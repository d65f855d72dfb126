package io.penstock.examples.join;

import io.penstock.rtc.client.JoinedRoom;
import io.penstock.rtc.client.RemoteTrack;
import io.penstock.rtc.client.RoomClientListener;
import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.room.RoomSnapshot;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what happens in a room, a line each. */
final class Terminal implements RoomClientListener {
    private final PrintWriter out;
    private volatile boolean ended;
    private volatile boolean refused;
    private volatile boolean inside;

    Terminal(final PrintWriter out) {
        this.out = out;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether it never came in, or was put out. */
    boolean wasRefused() {
        return refused;
    }

    synchronized void line(final String text) {
        out.println(text);
        out.flush();
    }

    @Override
    public void joined(final JoinedRoom joined) {
        line((inside ? "* back in room " : "* in room ") + joined.room().name() + " as " + joined.participant()
            + (joined.room().recording() ? "; it is recorded" : ""));
        if (!inside) {
            joined.room().history().forEach(message -> line("  " + message.id() + ": " + message.body()));
        }
        inside = true;
        line(roster(joined.room()));
    }

    @Override
    public void event(final RoomEvent event) {
        final String text = text(event);
        if (text != null) {
            line(text);
        }
    }

    /** What a person wants to read of an event; null = nothing. */
    static String text(final RoomEvent event) {
        if (event instanceof RoomEvent.Message e) {
            return e.id() + ": " + e.body();
        }
        final String told = floor(event);
        return told == null ? presence(event) : told;
    }

    private static String presence(final RoomEvent event) {
        if (event instanceof RoomEvent.Joined e) {
            return "* " + e.id() + " came in as " + lower(e.role()) + (e.name().equals(e.id()) ? "" : " (" + e.name() + ')');
        } else if (event instanceof RoomEvent.Away e) {
            return "* " + e.id() + " lost the connection";
        } else if (event instanceof RoomEvent.Returned e) {
            return "* " + e.id() + " is back";
        } else if (event instanceof RoomEvent.Left e) {
            return "* " + e.id() + switch (e.why()) {
                case KICKED -> " was put out by " + e.by() + (e.reason().isEmpty() ? "" : ": " + e.reason());
                case TIMED_OUT -> " did not come back";
                case LEFT -> " left";
            };
        } else if (event instanceof RoomEvent.RoleChanged e) {
            return "* " + e.id() + " is " + lower(e.role()) + " now";
        } else if (event instanceof RoomEvent.Locked e) {
            return e.locked() ? "* nobody new is let in" : "* the room is open again";
        } else if (event instanceof RoomEvent.Recording e) {
            return e.on() ? "* recording" : "* recording has ended";
        } else if (event instanceof RoomEvent.Consented e) {
            return "* " + e.id() + (e.given() ? " agrees to be recorded" : " does not agree to be recorded");
        } else if (event instanceof RoomEvent.Closed e) {
            return "* the room is closed" + (e.reason().isEmpty() ? "" : ": " + e.reason());
        }
        return null;
    }

    private static String floor(final RoomEvent event) {
        if (event instanceof RoomEvent.Hand e) {
            return "* " + e.id() + (e.raised() ? " would like to speak" : " does not ask to speak any more");
        } else if (event instanceof RoomEvent.Seat e) {
            return "* " + e.id() + (e.seated() ? " has the floor" : " no longer has the floor");
        } else if (event instanceof RoomEvent.SeatMoved e) {
            return "* the floor goes from " + e.from() + " to " + e.to();
        } else if (event instanceof RoomEvent.Muted e) {
            return "* " + e.id() + ": " + (e.kind() == io.penstock.format.MediaKind.AUDIO ? "sound " : "pictures ")
                + (e.byHost() ? "muted by a host" : e.bySelf() ? "muted" : "on");
        }
        return null;
    }

    private static String lower(final Object word) {
        return word.toString().toLowerCase(Locale.ROOT);
    }

    /** Who is here, in a line. */
    static String roster(final RoomSnapshot room) {
        return "-- " + room.members().stream().map(Terminal::member).collect(Collectors.joining(" | "));
    }

    private static String member(final Member member) {
        final StringBuilder text = new StringBuilder(member.id()).append(' ').append(lower(member.role()));
        text.append(member.hasFloor() ? ", floor" : "").append(member.handRaised() ? ", hand" : "")
            .append(member.sound().any() ? ", sound muted" : "").append(member.pictures().any() ? ", pictures muted" : "")
            .append(member.connected() ? "" : ", away");
        return text.toString();
    }

    @Override
    public void track(final RemoteTrack track) {
        final String owner = track.owner().isEmpty() ? "the server" : track.owner();
        line("* " + owner + " sends " + track.label() + (track.height() > 0 ? ", " + track.height() + " lines" : ""));
    }

    @Override
    public void speaker(final String participant) {
        if (participant != null) {
            line("* " + participant + " speaks");
        }
    }

    @Override
    public void disconnected(final String words) {
        line("* connection lost (" + words + "); trying again");
    }

    @Override
    public void ended(final String reason, final String words) {
        line("* over: " + words + (reason.equals(words) ? "" : " (" + reason + ')'));
        refused = !inside || reason.equals("kicked");
        ended = true;
    }
}
