package io.penstock.rtc.record;

import io.penstock.codecs.mp4.FragmentedMp4Config;
import io.penstock.codecs.mp4.FragmentedMp4Recorder;
import io.penstock.stage.Sink;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The recording of what a graph puts together of a room: the mix of all that is heard, and the picture of all that are seen. Sealed as those of
 * participants are. Sinks are for their graphs' threads; everything else is for any thread.
 */
public final class MixRecording implements AutoCloseable {
    private final Path path;
    private final RecordingChain chain;
    private final FragmentedMp4Recorder file;
    private final InstantSource wallClock;

    /**
     * Begins a recording. Both sinks are asked for before any frame comes.
     *
     * @param path      the file; emptied if it exists.
     * @param head      what it says about itself.
     * @param config    how to record; its tracks mean nothing here.
     * @param startNs   the moment that is zero in the file, time of the frames' clock.
     * @param wallClock what time it is.
     * @throws io.penstock.error.EngineException if the file cannot be written.
     */
    public MixRecording(final Path path, final RecordingHead head, final RecordingConfig config, final long startNs, final InstantSource wallClock) {
        this.path = path;
        this.wallClock = wallClock;
        chain = new RecordingChain(head, config.key, wallClock);
        file = FragmentedMp4Recorder.to(path,
            new FragmentedMp4Config().fragment(config.fragment).force(config.force).startsAt(startNs).chapters(true).seal(chain));
    }

    /**
     * Takes the pictures.
     *
     * @return a sink for H.264.
     */
    public Sink video() {
        return file.video();
    }

    /**
     * Takes the sound.
     *
     * @return a sink for Opus.
     */
    public Sink audio() {
        return file.audio();
    }

    /**
     * Marks who has the floor from now on.
     *
     * @param id   participant; empty = nobody.
     * @param name as shown to others.
     * @param atNs when, time of the frames' clock.
     */
    public void floor(final String id, final String name, final long atNs) {
        file.chapter(name, atNs, atNs);
        note(RecordingNote.FLOOR, id, name);
    }

    /**
     * Puts a note into the file.
     *
     * @param kind   what, in a word.
     * @param who    participant; empty if none.
     * @param detail words.
     */
    public void note(final String kind, final String who, final String detail) {
        chain.note(new RecordingNote(wallClock.instant(), kind, who, detail));
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
     * The checksum of all that is in the file.
     *
     * @return as {@link RecordingChain#latest}.
     */
    public String latest() {
        return chain.latest();
    }

    /** Ends the file; what its sinks get later is not written. Idempotent. */
    @Override
    public void close() {
        file.close();
    }
}
