package io.penstock.rtc.server;

import io.penstock.clock.MediaClock;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.mix.RoomPicture;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingHead.Participant;
import io.penstock.rtc.record.RecordingWorker;
import io.penstock.rtc.record.RoomRecording;
import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records the rooms of a server whenever their hosts ask for it ({@link RoomEvent.Recording}), each participant into a file of its own and, where
 * the room asks for consent, only those who agree; see {@link RoomRecording}. With {@link #mixed} also all together in one.
 *
 * <p>{@code server.observe(new RoomRecorder(server, directory, config, retention))}. Files go to {@code DIRECTORY/ROOM}.
 */
public final class RoomRecorder implements RoomObserver, AutoCloseable {
    private static final long CLOSE_SECONDS = 10;
    private static final long NANOS = 1_000_000_000L;

    private final RoomServer server;
    private final Path directory;
    private final RecordingConfig config;
    private final Duration retention;
    private final MediaClock clock;
    private final InstantSource wallClock;
    private final RecordingWorker worker;
    private volatile VideoFormat mixFormat;
    private final Map<String, RoomRecording> running = new ConcurrentHashMap<>();
    private final Map<String, MixedRoom> mixes = new ConcurrentHashMap<>();
    /** Graphs of mixes are made, changed and ended here: no room waits for them. */
    private final ExecutorService mixing = Executors.newSingleThreadExecutor(task -> {
        final Thread thread = new Thread(task, "penstock-mixing");
        thread.setDaemon(true);
        return thread;
    });
    private final List<CompletableFuture<List<RoomRecording.Recorded>>> ended = new ArrayList<>();
    private final AtomicInteger mixNumbers = new AtomicInteger();

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
     * Records the mix of each room as well, into {@code mix.mp4}: the sound of all who are recorded, and their pictures, who speaks large. Before
     * anything is recorded.
     *
     * @param picture of the mix; I420, at a steady rate.
     * @return this.
     */
    public RoomRecorder mixed(final VideoFormat picture) {
        mixFormat = picture;
        return this;
    }

    /**
     * What was recorded so far and has ended.
     *
     * @return files, with their last checksums; waits until they are written, ten seconds at most.
     */
    public List<RoomRecording.Recorded> recorded() {
        final List<CompletableFuture<List<RoomRecording.Recorded>>> all;
        synchronized (ended) {
            all = List.copyOf(ended);
        }
        final List<RoomRecording.Recorded> files = new ArrayList<>();
        for (final CompletableFuture<List<RoomRecording.Recorded>> one : all) {
            try {
                files.addAll(one.get(CLOSE_SECONDS, TimeUnit.SECONDS));
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                return files;
            } catch (final ExecutionException | TimeoutException e) {
                System.getLogger(RoomRecorder.class.getName()).log(System.Logger.Level.WARNING, "a recording did not end", e);
            }
        }
        return files;
    }

    @Override
    public void event(final Room room, final RoomEvent event) {
        final String name = room.view().name();
        if (event instanceof RoomEvent.Recording recording) {
            if (recording.on()) {
                begin(room);
            } else {
                end(name);
            }
        } else if (event instanceof RoomEvent.Closed) {
            end(name);
        } else if (running.containsKey(name)) {
            during(room, running.get(name), event);
            final MixedRoom mix = mixes.get(name);
            if (mix != null && event instanceof RoomEvent.Joined joined) {
                mix.joined(joined.id(), joined.name());
            } else if (mix != null && event instanceof RoomEvent.Consented consented) {
                mix.consent(consented.id(), consented.given());
            }
            seen(room);
        }
    }

    private void begin(final Room room) {
        final String name = room.view().name();
        // Names come from tokens, which allow no slash; a leading dot is not left to a file system.
        final RoomRecording recording = new RoomRecording(directory.resolve(name.replaceAll("[^A-Za-z0-9_@-]", "_")),
            new RoomRecording.Settings(name, retention, room.config().consentToRecord(), config), worker, server.forwarder(), clock, wallClock);
        running.put(name, recording);
        final MixedRoom mix = mixFormat == null ? null : mix(room, recording);
        for (final Member member : room.view().members()) {
            recording.joined(participant(member));
            if (member.consented()) {
                recording.consent(member.id(), true);
            }
            server.tracks(name, member.id()).values().forEach(track -> recording.published(member.id(), track));
            if (mix != null) {
                mix.joined(member.id(), member.name());
                mix.consent(member.id(), member.consented());
                server.tracks(name, member.id()).values().forEach(track -> mix.published(member.id(), track));
            }
        }
        seen(room);
        floor(room, recording, room.view().members().stream().filter(Member::hasFloor).map(Member::id).findFirst().orElse(""));
    }

    private MixedRoom mix(final Room room, final RoomRecording recording) {
        final String name = room.view().name();
        final MixedRoom mix = new MixedRoom(server.forwarder(), room.config().consentToRecord(), mixing);
        mixes.put(name, mix);
        final int places = Math.max(1, Math.min(RoomPicture.MOST_PLACES, room.config().capacity()));
        mix.begin(server.engine(), name + '-' + mixNumbers.incrementAndGet(), mixFormat, places, recording.mix());
        return mix;
    }

    /** Who may not be seen now takes no room in the picture. */
    private void seen(final Room room) {
        final MixedRoom mix = mixes.get(room.view().name());
        if (mix != null) {
            room.view().members().forEach(member -> mix.mayBeSeen(member.id(), room.view().maySend(member.id(), MediaKind.VIDEO)));
        }
    }

    private static Participant participant(final Member member) {
        return new Participant(member.id(), member.name(), member.role().name());
    }

    private static void floor(final Room room, final RoomRecording recording, final String id) {
        final Member member = room.view().member(id);
        recording.floor(id, member == null ? "nobody" : member.name());
    }

    private static void during(final Room room, final RoomRecording recording, final RoomEvent event) {
        if (event instanceof RoomEvent.Joined joined) {
            recording.joined(participant(room.view().member(joined.id())));
        } else if (event instanceof RoomEvent.Left left) {
            recording.left(left.id());
        } else if (event instanceof RoomEvent.Consented consented) {
            recording.consent(consented.id(), consented.given());
        } else if (event instanceof RoomEvent.Seat seat && seat.seated()) {
            floor(room, recording, seat.id());
        } else if (event instanceof RoomEvent.Seat seat) {
            recording.event("floor-left", seat.id(), seat.by().isEmpty() ? "" : "by " + seat.by());
        } else if (event instanceof RoomEvent.SeatMoved moved) {
            floor(room, recording, moved.to());
        } else if (event instanceof RoomEvent.Muted muted) {
            recording.event("muted", muted.id(), muted.kind() + (muted.bySelf() || muted.byHost() ? " off" : " on"));
        } else if (event instanceof RoomEvent.RoleChanged changed) {
            recording.event("role", changed.id(), changed.role().name());
        }
    }

    @Override
    public void published(final Room room, final String owner, final TrackSpec track) {
        final RoomRecording recording = running.get(room.view().name());
        if (recording != null) {
            recording.published(owner, track);
        }
        final MixedRoom mix = mixes.get(room.view().name());
        if (mix != null) {
            mix.published(owner, track);
        }
    }

    @Override
    public void unpublished(final String room, final String owner, final TrackSpec track) {
        final RoomRecording recording = running.get(room);
        if (recording != null) {
            recording.unpublished(track.track());
        }
        final MixedRoom mix = mixes.get(room);
        if (mix != null) {
            mix.unpublished(track.track());
        }
    }

    @Override
    public void speaker(final String room, final String participant) {
        final MixedRoom mix = mixes.get(room);
        if (mix != null) {
            mix.speaker(participant);
        }
    }

    /**
     * Notes something in what is recorded of a room, sealed with what was said and shown at that time; nothing happens if the room is not recorded.
     * Any thread.
     *
     * @param room   its name.
     * @param kind   what, in a word.
     * @param who    participant; empty if none.
     * @param detail words.
     */
    public void note(final String room, final String kind, final String who, final String detail) {
        final RoomRecording recording = running.get(room);
        if (recording != null) {
            recording.event(kind, who, detail);
        }
    }

    private void end(final String room) {
        final RoomRecording recording = running.remove(room);
        final MixedRoom mix = mixes.remove(room);
        if (recording == null) {
            return;
        }
        final CompletableFuture<List<RoomRecording.Recorded>> files = new CompletableFuture<>();
        synchronized (ended) {
            ended.add(files);
        }
        final Runnable last = () -> recording.end().whenComplete((all, error) -> {
            if (error == null) {
                files.complete(all);
            } else {
                files.completeExceptionally(error);
            }
        });
        if (mix == null) {
            last.run();
        } else {
            mix.end(last);
        }
    }

    /** Ends what is recorded, and waits until it is written. */
    @Override
    public void close() {
        List.copyOf(running.keySet()).forEach(this::end);
        recorded();
        mixing.shutdown();
        worker.close();
    }
}
