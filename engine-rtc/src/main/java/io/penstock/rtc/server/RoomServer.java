package io.penstock.rtc.server;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.graph.Graph;
import io.penstock.rtc.forward.ForwardStage;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.forward.UdpPeers;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.room.RoomListener;
import io.penstock.rtc.room.Rooms;
import io.penstock.rtc.signal.RoomHost;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.SignalServer;
import io.penstock.rtc.signal.SignalSession;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.statistics.ParticipantQuality;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A server of rooms: participants come by WebSocket with a signed token, their media by UDP; what the rooms decide holds for the media from the
 * next packet on. Recorders, moderators and status pages are {@link RoomObserver}s.
 *
 * <p>Threads: signalling has its own, rooms have theirs ({@link io.penstock.rtc.room.RoomsConfig}), all media goes through one region of the
 * engine. Any thread may call.
 */
public final class RoomServer implements AutoCloseable {
    private static final int SECRET_BYTES = 18;
    private static final int MIXES_SECONDS = 5;
    private static final String BUSY = "busy";
    private static final String BUSY_WORDS = "the server has more to do than it can; try again";

    private final RoomServerConfig config;
    private final Engine engine;
    private final UdpPeers peersPort;
    private final Forwarder forwarder;
    private final Graph graph;
    private final Rooms rooms;
    private final SignalServer signalling;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger peerNumbers = new AtomicInteger();
    private final AtomicInteger trackNumbers = new AtomicInteger();
    private final Map<String, ServedRoom> served = new ConcurrentHashMap<>();
    private final Map<Integer, Place> peers = new ConcurrentHashMap<>();
    private final List<RoomObserver> observers = new CopyOnWriteArrayList<>();
    private final SpeakerWatch speakers = new SpeakerWatch();
    private final QualityDesk quality;
    private final QualityGauges gauges;
    /** Graphs of mixes are made, changed and ended here: no room waits for them. */
    private final ExecutorService mixing = Executors.newSingleThreadExecutor(task -> {
        final Thread thread = new Thread(task, "penstock-mixing");
        thread.setDaemon(true);
        return thread;
    });

    /** Where a peer is. */
    record Place(String room, String participant) { }

    private RoomServer(final RoomServerConfig config, final Engine engine) {
        this.config = config;
        this.engine = engine;
        peersPort = UdpPeers.bind(config.media());
        forwarder = new Forwarder(config.forwarding(), engine.providers()::payloadFormat, peersPort,
            new Heard(speakers, peers, this::inRoom));
        quality = new QualityDesk(forwarder, engine.clock());
        gauges = new QualityGauges(engine.counters());
        observers.add(gauges);
        graph = engine.graph("rooms").source("udp", peersPort).to("forward", new ForwardStage(forwarder)).build();
        rooms = new Rooms(config.rooms(), engine.clock(), config.opens(), new Told());
        graph.start();
        signalling = SignalServer.listen(config.signalling(), config.key(), config.limits(), engine.clock(), new Asked());
    }

    /**
     * Listens.
     *
     * @param config what it needs to know.
     * @param engine runs the media; stays open when the server closes.
     * @return the server, listening.
     * @throws io.penstock.error.EngineException if a port cannot be had.
     */
    public static RoomServer launch(final RoomServerConfig config, final Engine engine) {
        return new RoomServer(config, engine);
    }

    // ---- for the host program -------------------------------------------------------------------------------------------------------------

    /**
     * Port that clients connect to.
     *
     * @return TCP port.
     */
    public int port() {
        return signalling.port();
    }

    /**
     * Port that media goes to.
     *
     * @return UDP port.
     */
    public int mediaPort() {
        return peersPort.port();
    }

    /**
     * What forwards: for taps and figures.
     *
     * @return the forwarder.
     */
    public Forwarder forwarder() {
        return forwarder;
    }

    /**
     * The rooms: a host program may ask everything of them, as the server itself.
     *
     * @return the rooms.
     */
    public Rooms rooms() {
        return rooms;
    }

    /**
     * Asks something of a room, as the server itself.
     *
     * @param room    name.
     * @param command what; {@code by} empty may do everything.
     * @return whether it will be done.
     */
    public boolean ask(final String room, final RoomCommand command) {
        return rooms.post(room, command, (where, answer) -> { });
    }

    /**
     * Adds somebody who follows what happens from now on.
     *
     * @param observer who.
     */
    public void observe(final RoomObserver observer) {
        observers.add(observer);
    }

    /**
     * Somebody follows no longer.
     *
     * @param observer who.
     */
    public void ignore(final RoomObserver observer) {
        observers.remove(observer);
    }

    /**
     * Number of a participant's media.
     *
     * @param room        name of the room.
     * @param participant id.
     * @return for {@link Forwarder#statistics}; −1 = it is not here.
     */
    public int peer(final String room, final String participant) {
        return quality.peer(new Place(room, participant));
    }

    /**
     * How well it goes for a participant: its own last report, unless that is older than ten seconds, and what the server measures; where both
     * know a figure, the server's.
     *
     * @param room        name of the room.
     * @param participant id.
     * @return completed by the forwarder's thread; with null if it is not here.
     */
    public CompletableFuture<ParticipantQuality> quality(final String room, final String participant) {
        return quality.quality(new Place(room, participant));
    }

    /**
     * What a participant sends. On the room's thread.
     *
     * @param room        name of the room.
     * @param participant id.
     * @return tracks by number; none if it is not here.
     */
    public Map<Integer, TrackSpec> tracks(final String room, final String participant) {
        final ServedRoom known = served.get(room);
        final ServedMember member = known == null ? null : known.members().get(participant);
        return member == null ? Map.of() : Map.copyOf(member.tracks());
    }

    /**
     * The engine's clock.
     *
     * @return time of media and rooms.
     */
    public MediaClock clock() {
        return engine.clock();
    }

    /**
     * What signalling has counted, and participants for whose quality the engine had no counters left.
     *
     * @return by name.
     */
    public Map<String, Long> counters() {
        final Map<String, Long> figures = signalling.counters().figures();
        figures.put("quality.without-counters", gauges.leftOut());
        return figures;
    }

    /**
     * Who is heard in a room.
     *
     * @param room name.
     * @return id; null = nobody.
     */
    public String speaker(final String room) {
        final ServedRoom known = served.get(room);
        return known == null ? null : known.speaker();
    }

    // ---- for its parts --------------------------------------------------------------------------------------------------------------------

    Executor mixing() {
        return mixing;
    }

    Engine engine() {
        return engine;
    }

    RoomServerConfig config() {
        return config;
    }

    Map<Integer, Place> peers() {
        return peers;
    }

    QualityDesk quality() {
        return quality;
    }

    List<RoomObserver> observers() {
        return observers;
    }

    int nextPeer() {
        return peerNumbers.incrementAndGet();
    }

    int nextTrack() {
        return trackNumbers.incrementAndGet();
    }

    /** Nobody can guess it. */
    String secret() {
        final byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    SpeakerWatch speakers() {
        return speakers;
    }

    boolean inRoom(final String room, final Consumer<ServedRoom> task) {
        return rooms.read(room, where -> {
            final ServedRoom known = served.get(room);
            if (where != null && known != null) {
                task.accept(known);
            }
        });
    }

    /** What rooms tell, on their threads. */
    private final class Told implements RoomListener {
        @Override
        public void told(final Room room, final RoomEvent event) {
            final String name = room.view().name();
            served.computeIfAbsent(name, n -> new ServedRoom(n, RoomServer.this)).told(room, event);
            observers.forEach(observer -> observer.event(room, event));
            if (event instanceof RoomEvent.Closed) {
                served.remove(name);
            }
        }

        @Override
        public long settled(final String room, final long nowNs) {
            final ServedRoom known = served.get(room);
            return known == null ? Long.MAX_VALUE : known.settled(nowNs);
        }

        @Override
        public void failed(final String room, final Throwable error) {
            System.getLogger(RoomServer.class.getName()).log(System.Logger.Level.ERROR, "room " + room, error);
        }
    }

    /** What clients ask, on the threads of signalling. */
    private final class Asked implements RoomHost {
        @Override
        public void join(final SignalSession session, final long request, final Token token, final String resume) {
            // Known before the room speaks of it; on the room's thread, like everything about it.
            final boolean first = rooms.read(token.room(), room -> served.computeIfAbsent(token.room(), n -> new ServedRoom(n, RoomServer.this))
                .expect(session, token, resume));
            final boolean second = first && rooms.post(token.room(), new RoomCommand.Join(token.id(), token.name(), token.role(),
                session.connection()), (room, answer) -> joined(room, answer, session, request, token, resume));
            if (!second) {
                session.close(BUSY, BUSY_WORDS);
            }
        }

        private void joined(final Room room, final RoomEvent answer, final SignalSession session, final long request, final Token token,
                            final String resume) {
            final ServedRoom known = served.get(token.room());
            if (answer instanceof RoomEvent.Refused refused) {
                if (known != null) {
                    known.turnedAway(session, token, room != null && room.view().member(token.id()) != null);
                    if (known.members().isEmpty() && room == null) {
                        served.remove(token.room());
                    }
                }
                session.refuse(request, code(refused.why()), refused.words());
                session.close(code(refused.why()), refused.words());
            } else {
                known.entered(room, session, request, token, resume);
            }
        }

        private String code(final RoomEvent.Refusal why) {
            return why.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private void withRoom(final SignalSession session, final long request, final BiConsumer<ServedRoom, Room> task) {
            final boolean will = rooms.read(session.room(), room -> {
                final ServedRoom known = served.get(session.room());
                if (room == null || known == null || !known.isCurrent(session)) {
                    session.refuse(request, "not-here", "not a member of the room");
                } else {
                    task.accept(known, room);
                }
            });
            if (!will) {
                session.refuse(request, BUSY, BUSY_WORDS);
            }
        }

        @Override
        public void command(final SignalSession session, final long request, final RoomCommand command) {
            withRoom(session, request, (known, room) -> {
                final boolean will = rooms.post(session.room(), command, (where, answer) -> {
                    if (answer instanceof RoomEvent.Refused refused) {
                        session.refuse(request, code(refused.why()), refused.words());
                    } else {
                        known.answer(() -> session.accept(request, SignalCodec.message("ok").put("sequence", answer.sequence())));
                    }
                });
                if (!will) {
                    session.refuse(request, BUSY, BUSY_WORDS);
                }
            });
        }

        @Override
        public void publish(final SignalSession session, final long request, final Publication what) {
            withRoom(session, request, (known, room) -> known.publish(room, session, request, what));
        }

        @Override
        public void unpublish(final SignalSession session, final long request, final int track) {
            withRoom(session, request, (known, room) -> known.unpublish(session, request, track));
        }

        @Override
        public void subscribe(final SignalSession session, final long request, final int track, final int maxHeight, final int priority) {
            withRoom(session, request, (known, room) -> known.subscribe(session, request, track, maxHeight, priority));
        }

        @Override
        public void unsubscribe(final SignalSession session, final long request, final int track) {
            withRoom(session, request, (known, room) -> known.unsubscribe(session, request, track));
        }

        @Override
        public void mix(final SignalSession session, final long request, final boolean on) {
            withRoom(session, request, (known, room) -> known.mix(session, request, on));
        }

        @Override
        public void lastN(final SignalSession session, final long request, final int pictures) {
            withRoom(session, request, (known, room) -> known.lastN(session, request, pictures));
        }

        @Override
        public void quality(final SignalSession session, final long request, final ParticipantQuality report) {
            withRoom(session, request, (known, room) -> {
                quality.reported(new Place(session.room(), session.participant()), report, all ->
                    rooms.read(session.room(), where -> known.quality(where, all)));
                session.accept(request, null);
            });
        }

        @Override
        public void gone(final SignalSession session) {
            rooms.read(session.room(), room -> {
                final ServedRoom known = served.get(session.room());
                if (known != null) {
                    known.lost(session);
                }
            });
            rooms.post(session.room(), new RoomCommand.ConnectionLost(session.participant(), session.connection()), (room, answer) -> { });
        }
    }

    @Override
    public void close() {
        signalling.close();
        rooms.close();
        mixing.shutdown();
        try {
            mixing.awaitTermination(MIXES_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gauges.close();
        graph.close();
    }
}
