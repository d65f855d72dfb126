package io.penstock.rtc.record;

import io.penstock.codecs.mp4.FragmentedMp4Config;
import io.penstock.codecs.mp4.FragmentedMp4Recorder;
import io.penstock.codecs.mp4.FragmentedTrack;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FrameRate;
import io.penstock.format.MediaKind;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.forward.TrackSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The recording of one participant: its tracks as it sent them in one fragmented MP4 file, with the chapters, notes and chain of
 * {@link RecordingChain}. Recordings that start at the same time have the same time line.
 *
 * <p>Driven by one thread, usually that of a {@link RecordingWorker}; time comes with the calls. When the process is killed, no more is lost
 * than a fragment (200 ms) and what waited for missing packets (150 ms).
 */
public final class ParticipantRecording implements AutoCloseable {
    private static final int MAX_FRAME_BYTES = 1 << 22;
    private static final long BETWEEN_REQUESTS_NS = 500_000_000L;
    private static final long BETWEEN_NOTES_NS = 1_000_000_000L;

    private final Path path;
    private final String subject;
    private final RecordingChain chain;
    private final FragmentedMp4Recorder file;
    private final InstantSource wallClock;
    private final IntConsumer requestKeyframe;
    private final SenderClock sender = new SenderClock();
    private final List<Slot> slots = new ArrayList<>();
    private long nowNs;
    private long notedNs = Long.MIN_VALUE / 2;
    private boolean closed;

    /** A track of the file, and which track of the room is in it. */
    private final class Slot {
        private final MediaKind kind;
        private final TrackRecording recording;
        private int track = -1;
        private long requestedNs = Long.MIN_VALUE / 2;

        Slot(final MediaKind kind, final FragmentedTrack file) {
            this.kind = kind;
            recording = new TrackRecording(kind, file, sender, this::keyframeNeeded);
        }

        private void keyframeNeeded() {
            if (track >= 0 && nowNs - requestedNs >= BETWEEN_REQUESTS_NS) {
                requestedNs = nowNs;
                requestKeyframe.accept(track);
            }
        }
    }

    /**
     * Begins a recording.
     *
     * @param path            the file; emptied if it exists.
     * @param head            what it says about itself.
     * @param config          how to record.
     * @param startNs         the moment that is zero in the file, time of packets' arrival.
     * @param wallClock       what time it is.
     * @param requestKeyframe is told the number of a track that needs a key frame, at most twice a second each.
     * @throws io.penstock.error.EngineException if the file cannot be written.
     */
    public ParticipantRecording(final Path path, final RecordingHead head, final RecordingConfig config, final long startNs,
                                final InstantSource wallClock, final IntConsumer requestKeyframe) {
        this.path = path;
        this.wallClock = wallClock;
        this.requestKeyframe = requestKeyframe;
        subject = head.subject();
        nowNs = startNs;
        chain = new RecordingChain(head, config.key, wallClock);
        file = FragmentedMp4Recorder.to(path,
            new FragmentedMp4Config().fragment(config.fragment).force(config.force).startsAt(startNs).chapters(true).seal(chain));
        for (final MediaKind kind : config.tracks) {
            slots.add(new Slot(kind, file.track(format(kind))));
        }
    }

    private static EncodedFormat format(final MediaKind kind) {
        return kind == MediaKind.AUDIO ? EncodedFormat.of(CodecId.OPUS, new AudioFormat(48_000, 2, SampleType.S16, 960))
            : new EncodedFormat(CodecId.H264, VideoFormat.i420(640, 360, FrameRate.VARIABLE), MAX_FRAME_BYTES);
    }

    /**
     * Records a track of the participant.
     *
     * @param spec what it is.
     * @return takes its packets; empty if its codec cannot be recorded or the file has no track of its kind left.
     */
    public Optional<TrackRecording> add(final TrackSpec spec) {
        final boolean known = spec.codec().equals(spec.kind() == MediaKind.AUDIO ? CodecId.OPUS : CodecId.H264);
        for (final Slot slot : slots) {
            if (known && !closed && slot.track < 0 && slot.kind == spec.kind()) {
                slot.track = spec.track();
                return Optional.of(slot.recording);
            }
        }
        return Optional.empty();
    }

    /**
     * The participant publishes a track no longer; another may take its place.
     *
     * @param track number.
     * @param atNs  now.
     */
    public void remove(final int track, final long atNs) {
        for (final Slot slot : slots) {
            if (slot.track == track) {
                slot.recording.finish(atNs);
                slot.track = -1;
            }
        }
    }

    /**
     * Marks who has the floor from now on: a chapter of that name, and a note.
     *
     * @param id   participant; empty = nobody.
     * @param name as shown to others.
     * @param atNs when, time of packets' arrival.
     */
    public void floor(final String id, final String name, final long atNs) {
        if (!closed) {
            file.chapter(name, atNs, atNs);
            chain.note(new RecordingNote(wallClock.instant(), RecordingNote.FLOOR, id, name));
        }
    }

    /**
     * Puts a note into the file.
     *
     * @param kind   what, in a word, such as {@link RecordingNote#CONSENT}.
     * @param who    participant; empty if none.
     * @param detail words.
     */
    public void note(final String kind, final String who, final String detail) {
        if (!closed) {
            chain.note(new RecordingNote(wallClock.instant(), kind, who, detail));
        }
    }

    /**
     * Writes what is due.
     *
     * @param now now.
     * @return when to call again; {@link Long#MAX_VALUE} if nothing waits.
     * @throws io.penstock.error.EngineException if the file cannot be written; nothing more is recorded then.
     */
    public long tick(final long now) {
        nowNs = now;
        if (closed) {
            return Long.MAX_VALUE;
        }
        long due = Long.MAX_VALUE;
        for (int i = 0; i < slots.size(); i++) {
            due = Math.min(due, slots.get(i).recording.tick(now));
        }
        if (now - notedNs >= BETWEEN_NOTES_NS) {
            noteLosses(now);
        }
        return Math.min(due, file.tick(now));
    }

    private void noteLosses(final long now) {
        notedNs = now;
        for (int i = 0; i < slots.size(); i++) {
            final TrackRecording recording = slots.get(i).recording;
            final long lost = recording.takeLost();
            if (lost > 0) {
                note(RecordingNote.LOSS, subject, lost + (recording.kind() == MediaKind.AUDIO ? " packets of sound" : " packets of pictures"));
            }
        }
    }

    /**
     * What its tracks have met.
     *
     * @return one for each track of the file.
     */
    public List<TrackStatistics> statistics() {
        return slots.stream().map(s -> s.recording.statistics()).toList();
    }

    /**
     * The checksum of all that is in the file, to be kept elsewhere.
     *
     * @return as {@link RecordingChain#latest}.
     */
    public String latest() {
        return chain.latest();
    }

    /**
     * The file.
     *
     * @return its path.
     */
    public Path path() {
        return path;
    }

    /**
     * Bytes in the file.
     *
     * @return size.
     */
    public long bytes() {
        return file.bytes();
    }

    /**
     * Writes what waits, and ends the file. Idempotent.
     *
     * @throws io.penstock.error.EngineException if the file cannot be written.
     */
    @Override
    public void close() {
        if (!closed) {
            for (final Slot slot : slots) {
                slot.recording.finish(nowNs);
            }
            noteLosses(nowNs);
            closed = true;
            file.close();
        }
    }
}
