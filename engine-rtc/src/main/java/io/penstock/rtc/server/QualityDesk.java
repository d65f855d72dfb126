package io.penstock.rtc.server;

import io.penstock.clock.MediaClock;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.statistics.ParticipantQuality;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Keeps the last report of each participant of a server, and puts what the server measures to it. Any thread. */
final class QualityDesk {
    private static final long NS_PER_MS = 1_000_000L;

    private final Forwarder forwarder;
    private final MediaClock clock;
    private final Map<RoomServer.Place, MemberQuality> members = new ConcurrentHashMap<>();

    QualityDesk(final Forwarder forwarder, final MediaClock clock) {
        this.forwarder = forwarder;
        this.clock = clock;
    }

    void enters(final RoomServer.Place place, final int peer) {
        members.put(place, new MemberQuality(place.participant(), peer));
    }

    void leaves(final RoomServer.Place place, final int peer) {
        members.computeIfPresent(place, (where, member) -> member.peer() == peer ? null : member);
    }

    /** Number of its media; -1 = it is not here. */
    int peer(final RoomServer.Place place) {
        final MemberQuality member = members.get(place);
        return member == null ? -1 : member.peer();
    }

    /** Keeps a report. What is known now is told soon, by the forwarder's thread. */
    void reported(final RoomServer.Place place, final ParticipantQuality report, final Consumer<ParticipantQuality> then) {
        final MemberQuality member = members.get(place);
        if (member != null) {
            member.reported(report, clock.nanoTime());
            quality(member).thenAccept(all -> {
                if (all != null) {
                    then.accept(all);
                }
            });
        }
    }

    /** Completed with null if it is not here. */
    CompletableFuture<ParticipantQuality> quality(final RoomServer.Place place) {
        final MemberQuality member = members.get(place);
        return member == null ? CompletableFuture.completedFuture(null) : quality(member);
    }

    private CompletableFuture<ParticipantQuality> quality(final MemberQuality member) {
        return forwarder.statistics(member.peer()).thenApply(measured -> {
            final long nowNs = clock.nanoTime();
            return measured == null ? null : member.merged(measured, nowNs, clock.epochNs(nowNs) / NS_PER_MS);
        });
    }
}
