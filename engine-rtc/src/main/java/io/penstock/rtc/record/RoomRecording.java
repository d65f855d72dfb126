package io.penstock.rtc.record;

import io.penstock.clock.MediaClock;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.record.RecordingHead.Consent;
import io.penstock.rtc.record.RecordingHead.Participant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Records a room: a file for each participant, with what it sends as it sends it, all on one time line, each with the marks of who had the
 * floor, the consents and the chain; and on request a file for the mix. A participant gets another file when the tracks of its file are taken.
 *
 * <p>Any thread; what is asked for is done in order on the thread of a {@link RecordingWorker}. Taps stand behind the forwarder's permits: what
 * is not forwarded is not recorded.
 */
public final class RoomRecording {
    private final Path folder;
    private final Settings settings;
    private final RecordingWorker worker;
    private final Forwarder forwarder;
    private final MediaClock clock;
    private final InstantSource wallClock;
    private final String id = UUID.randomUUID().toString();
    private final Instant startedAt;
    private final long startNs;
    private final Map<String, Participant> participants = new LinkedHashMap<>();
    private final Map<String, Consent> consents = new LinkedHashMap<>();
    private final Map<Integer, Published> published = new HashMap<>();
    private final List<File> files = new ArrayList<>();
    private final List<MixRecording> mixes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String floorId = "";
    private String floorName = "";
    private boolean ended;

    /**
     * What is recorded and how.
     *
     * @param room            name of the room.
     * @param retention       how long recordings are to be kept; null = nothing is said.
     * @param onlyWithConsent whether participants are recorded only while they agree to it.
     * @param config          how files are written.
     */
    public record Settings(String room, Duration retention, boolean onlyWithConsent, RecordingConfig config) { }

    /**
     * A file that was ended.
     *
     * @param path    where it is.
     * @param subject whose sound and pictures are in it; {@code mix} for all.
     * @param latest  its last checksum, to be kept elsewhere; see {@link RecordingChain#latest}.
     * @param tracks  what its tracks have met; empty for a mix.
     */
    public record Recorded(Path path, String subject, String latest, List<TrackStatistics> tracks) { }

    private record File(String participant, ParticipantRecording recording) { }

    private static final class Published {
        private final String participant;
        private final TrackSpec spec;
        private File file;
        private PacketTap tap;

        Published(final String participant, final TrackSpec spec) {
            this.participant = participant;
            this.spec = spec;
        }
    }

    /**
     * Begins to record a room. Who is there, who agreed and what is published is told next.
     *
     * @param folder    where files go; made if it is not there.
     * @param settings  what and how.
     * @param worker    writes.
     * @param forwarder whose tracks are recorded.
     * @param clock     the forwarder's.
     * @param wallClock what time it is.
     * @throws UncheckedIOException if the folder cannot be made.
     */
    public RoomRecording(final Path folder, final Settings settings, final RecordingWorker worker, final Forwarder forwarder, final MediaClock clock,
                         final InstantSource wallClock) {
        this.folder = folder;
        this.settings = settings;
        this.worker = worker;
        this.forwarder = forwarder;
        this.clock = clock;
        this.wallClock = wallClock;
        startedAt = wallClock.instant();
        startNs = clock.nanoTime();
        try {
            Files.createDirectories(folder);
        } catch (final IOException e) {
            throw new UncheckedIOException("recording: cannot make the folder " + folder, e);
        }
    }

    /**
     * Somebody is in the room.
     *
     * @param participant who.
     */
    public void joined(final Participant participant) {
        worker.execute(() -> participants.put(participant.id(), participant));
    }

    /**
     * Somebody is no longer in the room: its files end.
     *
     * @param participant who.
     */
    public void left(final String participant) {
        worker.execute(() -> {
            for (final Published track : List.copyOf(published.values())) {
                if (track.participant.equals(participant)) {
                    stop(track);
                    published.remove(track.spec.track());
                }
            }
            files.stream().filter(f -> f.participant().equals(participant)).forEach(f -> worker.remove(f.recording()));
            note("left", participant, "");
            participants.remove(participant);
        });
    }

    /**
     * A participant has agreed to be recorded, or took it back.
     *
     * @param participant who.
     * @param given       whether it agrees.
     */
    public void consent(final String participant, final boolean given) {
        worker.execute(() -> {
            consents.put(participant, new Consent(participant, given, wallClock.instant()));
            note(RecordingNote.CONSENT, participant, given ? "given" : "withdrawn");
            for (final Published track : published.values()) {
                if (track.participant.equals(participant)) {
                    if (mayRecord(participant)) {
                        begin(track);
                    } else {
                        stop(track);
                    }
                }
            }
        });
    }

    private boolean mayRecord(final String participant) {
        return !settings.onlyWithConsent() || consents.containsKey(participant) && consents.get(participant).given();
    }

    /**
     * A participant publishes a track.
     *
     * @param participant who.
     * @param spec        what.
     */
    public void published(final String participant, final TrackSpec spec) {
        worker.execute(() -> {
            final Published track = new Published(participant, spec);
            if (published.putIfAbsent(spec.track(), track) == null && mayRecord(participant)) {
                begin(track);
            }
        });
    }

    /**
     * A track is published no longer.
     *
     * @param track its number.
     */
    public void unpublished(final int track) {
        worker.execute(() -> {
            final Published known = published.remove(track);
            if (known != null) {
                stop(known);
            }
        });
    }

    private void begin(final Published track) {
        if (ended || track.file != null) {
            return;
        }
        for (final File file : files) {
            if (file.participant().equals(track.participant) && into(track, file)) {
                return;
            }
        }
        into(track, open(track.participant));
    }

    private boolean into(final Published track, final File file) {
        final Optional<TrackRecording> place = file.recording().add(track.spec);
        place.ifPresent(recording -> {
            track.file = file;
            track.tap = worker.tap(file.recording(), recording);
            forwarder.tap(track.spec.track(), track.tap);
        });
        return place.isPresent();
    }

    private File open(final String participant) {
        final ParticipantRecording recording = new ParticipantRecording(path(participant), head(participant), settings.config(), startNs, wallClock,
            forwarder::requestKeyframe);
        final File file = new File(participant, recording);
        files.add(file);
        worker.add(recording);
        if (!floorName.isEmpty()) {
            recording.floor(floorId, floorName, clock.nanoTime());
        }
        return file;
    }

    /** Identifiers come from outside: nothing of them may lead out of the folder, or over another file. */
    private Path path(final String subject) {
        final String safe = subject.substring(0, Math.min(60, subject.length())).replaceAll("[^\\p{Alnum}_-]", "_");
        String name = safe.isEmpty() ? "_" : safe;
        for (int n = 2; !names.add(name); n++) {
            name = safe + '-' + n;
        }
        return folder.resolve(name + ".mp4");
    }

    private RecordingHead head(final String subject) {
        return new RecordingHead(id + '/' + names.size(), settings.room(), subject, startedAt,
            settings.retention() == null ? null : startedAt.plus(settings.retention()), List.copyOf(participants.values()),
            List.copyOf(consents.values()));
    }

    private void stop(final Published track) {
        if (track.file != null) {
            forwarder.untap(track.spec.track(), track.tap);
            worker.forget(track.tap);
            track.file.recording().remove(track.spec.track(), clock.nanoTime());
            track.file = null;
        }
    }

    /**
     * Somebody has the floor from now on.
     *
     * @param participant who; empty = nobody.
     * @param name        as shown to others, or words for nobody.
     */
    public void floor(final String participant, final String name) {
        final long atNs = clock.nanoTime();
        worker.execute(() -> {
            floorId = participant;
            floorName = name;
            files.forEach(f -> f.recording().floor(participant, name, atNs));
            mixes.forEach(m -> m.floor(participant, name, atNs));
        });
    }

    /**
     * Puts a note into all files.
     *
     * @param kind        what, in a word.
     * @param participant whom it is about; empty = nobody.
     * @param detail      words.
     */
    public void event(final String kind, final String participant, final String detail) {
        worker.execute(() -> note(kind, participant, detail));
    }

    private void note(final String kind, final String who, final String detail) {
        files.forEach(f -> f.recording().note(kind, who, detail));
        mixes.forEach(m -> m.note(kind, who, detail));
    }

    /**
     * A file for the mix, {@code mix.mp4}, with the same marks and notes; whoever mixes connects its sinks.
     *
     * @return completed on the worker's thread.
     */
    public CompletableFuture<MixRecording> mix() {
        final CompletableFuture<MixRecording> made = new CompletableFuture<>();
        worker.execute(() -> {
            try {
                final MixRecording mix = new MixRecording(path("mix"), head("mix"), settings.config(), startNs, wallClock);
                mixes.add(mix);
                if (!floorName.isEmpty()) {
                    mix.floor(floorId, floorName, clock.nanoTime());
                }
                made.complete(mix);
            } catch (final RuntimeException e) {
                made.completeExceptionally(e);
            }
        });
        return made;
    }

    /**
     * Ends all files. Graphs that write a mix are to be ended before.
     *
     * @return the files, completed on the worker's thread.
     */
    public CompletableFuture<List<Recorded>> end() {
        final CompletableFuture<List<Recorded>> done = new CompletableFuture<>();
        worker.execute(() -> {
            try {
                ended = true;
                published.values().forEach(this::stop);
                published.clear();
                final List<Recorded> all = new ArrayList<>();
                for (final File file : files) {
                    worker.remove(file.recording());
                    all.add(new Recorded(file.recording().path(), file.participant(), file.recording().latest(), file.recording().statistics()));
                }
                for (final MixRecording mix : mixes) {
                    mix.close();
                    all.add(new Recorded(mix.path(), "mix", mix.latest(), List.of()));
                }
                files.clear();
                mixes.clear();
                done.complete(all);
            } catch (final RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
