package io.penstock.rtc.server;

import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.record.ParticipantRecording;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingHead;
import io.penstock.rtc.record.RecordingNote;
import io.penstock.rtc.record.RecordingWorker;
import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Records the participants of rooms, each into a file of its own and as it was sent, while their rooms are recorded and they agree: from the first
 * event {@link RoomEvent.Recording} on. Each file says who was in the room, who agreed, and who had the floor when, sealed by a chain of
 * checksums; all files of a room have one time line.
 *
 * <p>{@code server.observe(new RoomRecorder(server, directory, config, retention))}. Files are
 * {@code DIRECTORY/ROOM/PARTICIPANT-N.mp4}.
 */
public final class RoomRecorder implements RoomObserver, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RoomRecorder.class.getName());
    private static final long CLOSE_SECONDS = 10;
    private static final long NANOS = 1_000_000_000L;

    private final RoomServer server;
    private final Path directory;
    private final RecordingConfig config;
    private final Duration retention;
    private final MediaClock clock;
    private final InstantSource wallClock;
    private final RecordingWorker worker;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final List<Path> files = new CopyOnWriteArrayList<>();

    /** A room while it is recorded. On the room's thread. */
    private static final class Session {
        private final long startNs;
        private final Map<String, Running> running = new HashMap<>();
        private int files;

        Session(final long startNs) {
            this.startNs = startNs;
        }
    }

    /** The recording of one participant. */
    private static final class Running {
        private final ParticipantRecording recording;
        private final Map<Integer, PacketTap> taps = new HashMap<>();

        Running(final ParticipantRecording recording) {
            this.recording = recording;
        }
    }

    /**
     * A recorder.
     *
     * @param server    whose rooms.
     * @param directory where files go; made if it is not there.
     * @param config    how to record, and the key that seals.
     * @param retention for how long files are to be kept, as they say; null = nothing is said.
     */
    public RoomRecorder(final RoomServer server, final Path directory, final RecordingConfig config, final Duration retention) {
        this.server = server;
        this.directory = directory;
        this.config = config;
        this.retention = retention;
        clock = server.clock();
        wallClock = () -> {
            final long now = clock.epochNs(clock.nanoTime());
            return Instant.ofEpochSecond(now / NANOS, now % NANOS);
        };
        worker = new RecordingWorker(clock);
        worker.start();
    }

    /**
     * Files so far.
     *
     * @return in the order in which they were begun.
     */
    public List<Path> files() {
        return List.copyOf(files);
    }

    @Override
    public void event(final Room room, final RoomEvent event) {
        final String name = room.view().name();
        if (event instanceof RoomEvent.Recording recording) {
            if (recording.on()) {
                sessions.put(name, new Session(clock.nanoTime()));
                room.view().members().forEach(member -> look(room, member.id()));
                floor(room, currentFloor(room));
            } else {
                end(name);
            }
        } else if (event instanceof RoomEvent.Closed) {
            end(name);
        } else if (sessions.containsKey(name)) {
            during(room, event);
        }
    }

    private void during(final Room room, final RoomEvent event) {
        if (event instanceof RoomEvent.Consented consented) {
            look(room, consented.id());
            each(room, running -> running.recording.note(RecordingNote.CONSENT, consented.id(), consented.given() ? "given" : "withdrawn"));
        } else if (event instanceof RoomEvent.Joined joined) {
            each(room, running -> running.recording.note("joined", joined.id(), joined.name() + ", " + joined.role()));
            look(room, joined.id());
        } else if (event instanceof RoomEvent.Left left) {
            each(room, running -> running.recording.note("left", left.id(), left.why().name()));
            stop(room.view().name(), left.id());
        } else if (event instanceof RoomEvent.Seat seat && seat.seated()) {
            floor(room, seat.id());
        } else if (event instanceof RoomEvent.SeatMoved moved) {
            floor(room, moved.to());
        } else if (event instanceof RoomEvent.Seat seat) {
            each(room, running -> running.recording.note("floor-left", seat.id(), ""));
        } else if (event instanceof RoomEvent.Muted muted) {
            each(room, running -> running.recording.note("muted", muted.id(), muted.kind() + (muted.bySelf() || muted.byHost() ? " off" : " on")));
        }
    }

    private static String currentFloor(final Room room) {
        return room.view().members().stream().filter(Member::hasFloor).map(Member::id).findFirst().orElse("");
    }

    private void floor(final Room room, final String id) {
        final Member member = room.view().member(id);
        final long now = clock.nanoTime();
        each(room, running -> running.recording.floor(id, member == null ? "nobody" : member.name(), now));
    }

    private void each(final Room room, final Consumer<Running> task) {
        final Session session = sessions.get(room.view().name());
        final List<Running> all = List.copyOf(session.running.values());
        worker.execute(() -> all.forEach(task));
    }

    /** Begins or ends with one participant, by what the room says. */
    private void look(final Room room, final String id) {
        final Session session = sessions.get(room.view().name());
        final boolean wanted = room.mayBeRecorded(id);
        if (wanted && !session.running.containsKey(id)) {
            final Map<Integer, TrackSpec> tracks = server.tracks(room.view().name(), id);
            begin(room, session, id);
            tracks.values().forEach(track -> add(session, id, track));
        } else if (!wanted) {
            stop(room.view().name(), id);
        }
    }

    private void begin(final Room room, final Session session, final String id) {
        final List<RecordingHead.Participant> participants = new ArrayList<>();
        final List<RecordingHead.Consent> consents = new ArrayList<>();
        final Instant now = wallClock.instant();
        room.view().members().forEach(member -> {
            participants.add(new RecordingHead.Participant(member.id(), member.name(), member.role().name()));
            consents.add(new RecordingHead.Consent(member.id(), member.consented(), now));
        });
        final RecordingHead head = new RecordingHead(UUID.randomUUID().toString(), room.view().name(), id, now,
            retention == null ? null : now.plus(retention), participants, consents);
        final Path path = directory.resolve(fileName(room.view().name())).resolve(fileName(id) + '-' + ++session.files + ".mp4");
        try {
            Files.createDirectories(path.getParent());
            final ParticipantRecording recording = new ParticipantRecording(path, head, config, session.startNs, wallClock,
                server.forwarder()::requestKeyframe);
            session.running.put(id, new Running(recording));
            files.add(path);
            worker.execute(() -> worker.add(recording));
            final String speaker = currentFloor(room);
            final Member member = room.view().member(speaker);
            worker.execute(() -> recording.floor(speaker, member == null ? "nobody" : member.name(), clock.nanoTime()));
        } catch (final IOException | EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "no recording of " + id + " in " + room.view().name() + ": " + e.getMessage());
        }
    }

    /** Names come from tokens, which allow no slash; a leading dot is not left to a file system. */
    private static String fileName(final String name) {
        return name.replaceAll("[^A-Za-z0-9_@-]", "_");
    }

    private void add(final Session session, final String id, final TrackSpec track) {
        final Running running = session.running.get(id);
        if (running == null || running.taps.containsKey(track.track())) {
            return;
        }
        final PacketTap[] made = new PacketTap[1];
        running.recording.add(track).ifPresent(recorded -> made[0] = worker.tap(running.recording, recorded));
        if (made[0] != null) {
            running.taps.put(track.track(), made[0]);
            server.forwarder().tap(track.track(), made[0]);
        }
    }

    @Override
    public void published(final Room room, final String owner, final TrackSpec track) {
        final Session session = sessions.get(room.view().name());
        if (session != null) {
            add(session, owner, track);
        }
    }

    @Override
    public void unpublished(final String room, final String owner, final TrackSpec track) {
        final Session session = sessions.get(room);
        final Running running = session == null ? null : session.running.get(owner);
        final PacketTap tap = running == null ? null : running.taps.remove(track.track());
        if (tap != null) {
            final long now = clock.nanoTime();
            worker.execute(() -> running.recording.remove(track.track(), now));
        }
    }

    private void stop(final String room, final String id) {
        final Running running = sessions.get(room).running.remove(id);
        if (running != null) {
            running.taps.forEach(server.forwarder()::untap);
            worker.execute(() -> worker.remove(running.recording));
        }
    }

    private void end(final String room) {
        final Session session = sessions.get(room);
        if (session != null) {
            List.copyOf(session.running.keySet()).forEach(id -> stop(room, id));
            sessions.remove(room);
        }
    }

    /**
     * Waits until what was asked for so far is in the files.
     *
     * @return false if that takes more than ten seconds.
     */
    public boolean settle() {
        final CountDownLatch done = new CountDownLatch(1);
        worker.execute(done::countDown);
        try {
            return done.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        settle();
        worker.close();
    }
}
