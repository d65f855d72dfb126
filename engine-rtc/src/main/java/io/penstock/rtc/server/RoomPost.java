package io.penstock.rtc.server;

import io.penstock.rtc.signal.SignalSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a room tells its members: collected while the room's thread has more to do, then sent to each in one message. In large rooms messages
 * are some milliseconds apart, as whatever one of a thousand does is told to a thousand. Answers go out after what they are about. On the room's
 * thread.
 */
final class RoomPost {
    /** So long for each reader between two messages: a thousand are told twenty times a second. */
    private static final long GAP_NS = 50_000L;
    private static final int LONGEST_CHARACTERS = 1 << 20;

    private final List<Entry> entries = new ArrayList<>();
    private final List<Runnable> greetings = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final List<Farewell> farewells = new ArrayList<>();
    private int characters;
    private long sentNs = Long.MIN_VALUE / 2;

    /** A message, and who is not told. */
    private record Entry(String text, ServedMember except) { }

    /** The last that somebody hears. */
    private record Farewell(ServedMember member, SignalSession follower, SignalSession session, String reason, String words) { }

    /** A message for all who follow. */
    void add(final String text, final ServedMember except) {
        entries.add(new Entry(text, except));
        characters += text.length();
    }

    /** Something to be said to one who comes in, once all others know what it is told of. */
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
        if (entries.isEmpty() && greetings.isEmpty() && answers.isEmpty() && farewells.isEmpty()) {
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
        if (!entries.isEmpty()) {
            final String text = text(null);
            members.forEach(member -> send(member, member.follower(), text));
            farewells.forEach(gone -> send(gone.member(), gone.follower(), text));
        }
        entries.clear();
        characters = 0;
        run(greetings);
        run(answers);
        for (final Farewell gone : farewells) {
            gone.session().close(gone.reason(), gone.words());
        }
        farewells.clear();
    }

    private void send(final ServedMember member, final SignalSession follower, final String text) {
        if (follower == null) {
            return;
        }
        final String own = entries.stream().anyMatch(entry -> entry.except() == member) ? text(member) : text;
        if (own != null) {
            follower.send(own);
        }
    }

    /** One message as it is, several in a batch; null = none. */
    private String text(final ServedMember reader) {
        String only = null;
        StringBuilder batch = null;
        for (final Entry entry : entries) {
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
        return batch == null ? only : batch.append("]}").toString();
    }

    private static void run(final List<Runnable> tasks) {
        tasks.forEach(Runnable::run);
        tasks.clear();
    }
}
