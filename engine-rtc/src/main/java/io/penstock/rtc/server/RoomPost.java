package io.penstock.rtc.server;

import io.penstock.rtc.signal.SignalFrame;
import io.penstock.rtc.signal.SignalSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a room tells its members: collected while the room's thread has more to do, then sent to each in one message. In large rooms messages
 * are some milliseconds apart, as whatever one of a thousand does is told to a thousand. Who comes in is told at once how the room is, and from
 * there on what changes. Answers go out after what they are about. On the room's thread.
 */
final class RoomPost {
    /** So long for each reader between two messages: a thousand are told twenty times a second. */
    private static final long GAP_NS = 50_000L;
    private static final int LONGEST_CHARACTERS = 1 << 20;

    private final List<Entry> entries = new ArrayList<>();
    /** Those whom some entry is not for: they get a text of their own. */
    private final Set<ServedMember> excepted = new HashSet<>();
    /** What is sent, by the first entry in it: who came in since the last time is told less. */
    private final Map<Integer, SignalFrame> frames = new HashMap<>();
    private final List<Runnable> greetings = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final List<Farewell> farewells = new ArrayList<>();
    private int characters;
    private long sentNs = Long.MIN_VALUE / 2;
    /** Number of the first entry that waits. */
    private long first;

    /** A message, and who is not told. */
    private record Entry(String text, ServedMember except) { }

    /** The last that somebody hears. */
    private record Farewell(ServedMember member, SignalSession follower, SignalSession session, String reason, String words) { }

    /** A message for all who follow. */
    void add(final String text, final ServedMember except) {
        entries.add(new Entry(text, except));
        characters += text.length();
        if (except != null) {
            excepted.add(except);
        }
    }

    /** Number of the next message: who is told how the room is now follows from there. */
    long next() {
        return first + entries.size();
    }

    /** Something to be said to one who comes in. */
    void greet(final Runnable greeting) {
        greetings.add(greeting);
    }

    /** Something to be said to one after everything that was added before. */
    void answer(final Runnable answer) {
        answers.add(answer);
    }

    /** A member who has gone hears what was added before, and why it has to go. */
    void farewell(final ServedMember member, final String reason, final String words) {
        farewells.add(new Farewell(member, member.follower(), member.session(), reason, words));
    }

    /** Sends what is there if it is time. Returns when to ask again; {@code Long.MAX_VALUE} = when there is more. */
    long settled(final Collection<ServedMember> members, final long nowNs) {
        run(greetings);
        if (entries.isEmpty() && answers.isEmpty() && farewells.isEmpty()) {
            return Long.MAX_VALUE;
        }
        final long dueNs = sentNs + GAP_NS * members.size();
        if (nowNs < dueNs && characters < LONGEST_CHARACTERS) {
            return dueNs;
        }
        sentNs = nowNs;
        flush(members);
        return Long.MAX_VALUE;
    }

    /** Sends what is there. */
    void flush(final Collection<ServedMember> members) {
        run(greetings);
        if (!entries.isEmpty()) {
            members.forEach(member -> send(member, member.follower()));
            farewells.forEach(gone -> send(gone.member(), gone.follower()));
            first += entries.size();
            entries.clear();
            excepted.clear();
            frames.clear();
            characters = 0;
        }
        run(answers);
        for (final Farewell gone : farewells) {
            gone.session().close(gone.reason(), gone.words());
        }
        farewells.clear();
    }

    private void send(final ServedMember member, final SignalSession follower) {
        if (follower == null) {
            return;
        }
        final int from = (int) Math.max(0, member.toldFrom() - first);
        final SignalFrame frame = excepted.contains(member) ? frame(from, member) : frames.computeIfAbsent(from, at -> frame(at, null));
        if (frame != null) {
            follower.send(frame);
        }
    }

    /** One message as it is, several in a batch; null = none. */
    private SignalFrame frame(final int from, final ServedMember reader) {
        String only = null;
        StringBuilder batch = null;
        for (final Entry entry : entries.subList(from, entries.size())) {
            if (reader != null && entry.except() == reader) {
                continue;
            }
            if (only == null) {
                only = entry.text();
                continue;
            }
            if (batch == null) {
                batch = new StringBuilder(characters + entries.size() + 40).append("{\"type\":\"batch\",\"messages\":[").append(only);
            }
            batch.append(',').append(entry.text());
        }
        return only == null ? null : SignalFrame.of(batch == null ? only : batch.append("]}").toString());
    }

    private static void run(final List<Runnable> tasks) {
        tasks.forEach(Runnable::run);
        tasks.clear();
    }
}
