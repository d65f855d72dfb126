package io.penstock.rtc.server;

import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.signal.SignalSession;
import java.util.LinkedHashMap;
import java.util.Map;

/** A participant as the server has it: its connection, its media, its tracks. On the room's thread. */
final class ServedMember {
    private final String id;
    private final int peer;
    private final String resumeKey;
    private final String user;
    private final String password;
    private final Map<Integer, TrackSpec> tracks = new LinkedHashMap<>();
    private SignalSession session;
    private boolean told;
    private long toldFrom;

    ServedMember(final String id, final int peer, final String resumeKey, final String user, final String password) {
        this.id = id;
        this.peer = peer;
        this.resumeKey = resumeKey;
        this.user = user;
        this.password = password;
    }

    String id() {
        return id;
    }

    int peer() {
        return peer;
    }

    String resumeKey() {
        return resumeKey;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    Map<Integer, TrackSpec> tracks() {
        return tracks;
    }

    /** Null while the connection is lost. */
    SignalSession session() {
        return session;
    }

    void session(final SignalSession now) {
        session = now;
        told = false;
    }

    /** It has been told how the room is: from now on it is told what changes. */
    void follows(final long from) {
        told = true;
        toldFrom = from;
    }

    /** The first message to all that is for it as well. */
    long toldFrom() {
        return toldFrom;
    }

    /** Where it is told what changes; null = it is not. */
    SignalSession follower() {
        return told ? session : null;
    }
}
