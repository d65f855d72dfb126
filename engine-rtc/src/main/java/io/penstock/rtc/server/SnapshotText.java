package io.penstock.rtc.server;

import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.RoomEvent.Message;
import io.penstock.rtc.room.RoomSnapshot;
import io.penstock.rtc.room.RoomView;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.SignalFrame;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link RoomSnapshot} as JSON in UTF-8. Of a large room it keeps how each member is told, and the history, and writes anew only what has
 * changed: a thousand who come in one after another are told of half a million members. On the room's thread.
 */
final class SnapshotText {
    private static final int FEW = 16;
    // Neither can stand in a string: there its quotes are escaped.
    private static final String MEMBERS = "\"members\":[";
    private static final String HISTORY = "\"history\":[";
    private final Map<String, Part> parts = new HashMap<>(4);
    private List<Message> history = List.of();
    private byte[] historyText = {};

    /** A member, and how it is told. */
    private record Part(Member member, byte[] text) { }

    /** How the room is now. */
    byte[] of(final RoomView room) {
        final String frame = SignalCodec.text(SignalCodec.tree(new RoomSnapshot(room.name(), room.sequence(), room.capacity(), room.seats(),
            room.locked(), room.recording(), room.closed(), List.of(), List.copyOf(room.banned()), List.of())));
        final int members = frame.indexOf(MEMBERS) + MEMBERS.length();
        final int messages = frame.indexOf(HISTORY, members) + HISTORY.length();
        final ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length() + 200 * room.members().size() + historyText.length);
        out.writeBytes(SignalFrame.utf8(frame.substring(0, members)));
        writeMembers(room, out);
        out.writeBytes(SignalFrame.utf8(frame.substring(members, messages)));
        writeHistory(room, out);
        out.writeBytes(SignalFrame.utf8(frame.substring(messages)));
        return out.toByteArray();
    }

    private void writeMembers(final RoomView room, final ByteArrayOutputStream out) {
        final int count = room.members().size();
        if (count <= FEW || parts.size() > 2 * count) {
            parts.clear(); // most of them are of those who have gone
        }
        boolean another = false;
        for (final Member member : room.members()) {
            if (another) {
                out.write(',');
            }
            another = true;
            final Part known = parts.get(member.id());
            final Part part = known != null && known.member() == member ? known
                : new Part(member, SignalFrame.utf8(SignalCodec.text(SignalCodec.tree(member))));
            if (part != known && count > FEW) {
                parts.put(member.id(), part);
            }
            out.writeBytes(part.text());
        }
    }

    private void writeHistory(final RoomView room, final ByteArrayOutputStream out) {
        final List<Message> now = List.copyOf(room.history());
        if (now.size() != history.size() || !now.isEmpty() && now.get(now.size() - 1) != history.get(history.size() - 1)) {
            final String text = SignalCodec.text(SignalCodec.tree(now));
            history = now;
            historyText = SignalFrame.utf8(text.substring(1, text.length() - 1));
        }
        out.writeBytes(historyText);
        if (room.members().size() <= FEW) {
            history = List.of();
            historyText = new byte[0];
        }
    }
}
