package io.penstock.examples.rooms;

import io.penstock.clock.MediaClock;
import io.penstock.format.MediaKind;
import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.server.MemberStatus;
import io.penstock.rtc.server.RoomObserver;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomStatus;
import io.penstock.rtc.server.ServerStatus;
import io.penstock.rtc.server.StatusSource;
import io.penstock.rtc.statistics.ParticipantQuality;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells a status page what a server of rooms does. Any thread. */
final class ServerWatch implements StatusSource, RoomObserver, AutoCloseable {
    private static final int RECENT = 30;
    private static final long NS_PER_MS = 1_000_000L;
    private static final long WAIT_MS = 200;
    private final RoomServer server;
    private final MediaClock clock;
    private final long startedNs;
    private final Map<String, Watched> rooms = new ConcurrentHashMap<>();

    /** What is kept of a room; everything in it is replaced, never changed. */
    private static final class Watched {
        private final long openedNs;
        private final Deque<String> recent = new ArrayDeque<>();
        private volatile List<Member> members = List.of();
        private volatile boolean locked;
        private volatile boolean recording;
        private volatile int seats;
        private volatile int capacity;

        Watched(final long openedNs) {
            this.openedNs = openedNs;
        }
    }

    ServerWatch(final RoomServer server) {
        this.server = server;
        clock = server.clock();
        startedNs = clock.nanoTime();
        server.observe(this);
    }

    @Override
    public void event(final Room room, final RoomEvent event) {
        final String name = room.view().name();
        if (event instanceof RoomEvent.Closed) {
            rooms.remove(name);
            return;
        }
        final Watched watched = rooms.computeIfAbsent(name, n -> new Watched(clock.nanoTime()));
        watched.members = List.copyOf(room.view().members());
        watched.locked = room.view().locked();
        watched.recording = room.view().recording();
        watched.seats = room.view().seats();
        watched.capacity = room.view().capacity();
        synchronized (watched.recent) {
            if (watched.recent.size() == RECENT) {
                watched.recent.removeFirst();
            }
            watched.recent.add(event.toString().replaceFirst("atNs=\\d+, ", ""));
        }
    }

    @Override
    public ServerStatus status() {
        final long nowNs = clock.nanoTime();
        final List<RoomStatus> list = new ArrayList<>();
        rooms.forEach((name, watched) -> {
            final List<MemberStatus> members = new ArrayList<>();
            final List<Member> here = watched.members;
            final Map<String, CompletableFuture<ParticipantQuality>> asked = ask(name, here);
            for (final Member member : here) {
                members.add(new MemberStatus(member.id(), member.name(), member.role(), member.connected(), member.seated(),
                    member.handRaised() ? (nowNs - member.handSinceNs()) / NS_PER_MS : -1, member.sound().any(), member.pictures().any(),
                    member.maySend(MediaKind.AUDIO), member.maySend(MediaKind.VIDEO), answer(asked.get(member.id()))));
            }
            final List<String> recent;
            synchronized (watched.recent) {
                recent = List.copyOf(watched.recent);
            }
            list.add(new RoomStatus(name, (nowNs - watched.openedNs) / NS_PER_MS, watched.locked, watched.recording, watched.seats,
                watched.capacity, server.speaker(name), members, recent));
        });
        return new ServerStatus(clock.epochNs(nowNs) / NS_PER_MS, (nowNs - startedNs) / NS_PER_MS, list, server.counters());
    }

    /** Asked for all at once: the forwarder answers in the order of the questions. */
    private Map<String, CompletableFuture<ParticipantQuality>> ask(final String room, final List<Member> members) {
        final Map<String, CompletableFuture<ParticipantQuality>> asked = new HashMap<>();
        members.forEach(member -> asked.put(member.id(), server.quality(room, member.id())));
        return asked;
    }

    private static ParticipantQuality answer(final CompletableFuture<ParticipantQuality> asked) {
        try {
            return asked.get(WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            return null;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        server.ignore(this);
    }
}
